import { spawn } from "node:child_process";
import { cleanEnvironment } from "../environment.ts";
import { invalid } from "../errors.ts";
import type { SearchLine, SearchMatch, SearchQuery } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { killGroup } from "../run-program.ts";
import { temporaryPrefix } from "./paths.ts";
import { globArguments } from "./search-globs.ts";
import { compilePattern, textMatcher } from "./text-matcher.ts";
import { walkSearch } from "./walk-search.ts";

const matchesPerFileMax = 500;
const columnsMax = 500;
const deadlineMs = 60_000;
const problemCharactersMax = 300;

/** Matches as they are found, then `done`, for a query whose pattern was checked. Ends early on abort, at the limit and after 60 s. */
export async function* search(
  root: Root,
  query: SearchQuery,
  signal: AbortSignal,
): AsyncGenerator<SearchLine> {
  const startedAt = performance.now();
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const outcome: SearchOutcome = { problem: null };
  let matches = 0;
  let isTruncated = false;
  let [path, ofFile] = ["", 0];
  for await (const match of findMatches(root, query, deadline, outcome)) {
    ofFile = match.path === path ? ofFile + 1 : 1;
    path = match.path;
    if (ofFile > matchesPerFileMax) {
      isTruncated = true;
      continue;
    }
    if (matches === query.limit) {
      isTruncated = true;
      break;
    }
    matches += 1;
    yield match;
  }
  isTruncated ||= deadline.aborted;
  const durationMs = Math.round(performance.now() - startedAt);
  yield { type: "done", matches, isTruncated, durationMs, problem: outcome.problem };
}

export interface SearchOutcome {
  problem: string | null;
}

/** Throws a VALIDATION_ERROR for what cannot be searched for. */
export function checkPattern(query: SearchQuery): void {
  if (query.q.includes("\0") || query.q.includes("\n")) throw invalid("q", "must be one line without NUL");
  if (query.regex) compilePattern(query.q);
}

async function* findMatches(
  root: Root,
  query: SearchQuery,
  signal: AbortSignal,
  outcome: SearchOutcome,
): AsyncGenerator<SearchMatch> {
  try {
    yield* ripgrep(root, query, signal, outcome);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    yield* walkSearch(root, query, signal);
  }
}

async function* ripgrep(
  root: Root,
  query: SearchQuery,
  signal: AbortSignal,
  outcome: SearchOutcome,
): AsyncGenerator<SearchMatch> {
  const child = spawn("rg", ripgrepArguments(query), {
    cwd: root.path,
    env: cleanEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const started = new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  let problem = "";
  child.stderr.on("data", (chunk: Buffer) => {
    if (problem.length < problemCharactersMax) problem += chunk.toString();
  });
  const stop = () => killGroup(child);
  signal.addEventListener("abort", stop, { once: true });
  try {
    await started;
    if (signal.aborted) return;
    const toMatch = query.kind === "name" ? nameMatcher(query) : contentMatcher(query);
    for await (const line of lines(child.stdout)) {
      const match = toMatch(line);
      if (match !== null) yield match;
    }
    outcome.problem = problem === "" ? null : (problem.split("\n")[0] ?? "").slice(0, problemCharactersMax);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

function ripgrepArguments(query: SearchQuery): string[] {
  // The later glob wins: what is never searched stands last.
  const never = ["--glob=!.git", `--glob=!${temporaryPrefix}*`];
  const common = ["--no-config", "--color=never", "--hidden", ...globArguments(query), ...never];
  if (query.kind === "name") return [...common, "--files"];
  return [
    ...common,
    "--no-heading",
    "--with-filename",
    "--line-number",
    "--column",
    "--null",
    // One more than is shown says that there are more.
    `--max-count=${matchesPerFileMax + 1}`,
    `--max-columns=${columnsMax}`,
    "--max-columns-preview",
    query.case ? "--case-sensitive" : "--smart-case",
    ...(query.regex ? [] : ["--fixed-strings"]),
    ...(query.word ? ["--word-regexp"] : []),
    `--regexp=${query.q}`,
    "--",
    ".",
  ];
}

/** `./path NUL line:column:text` */
function contentMatcher(query: SearchQuery): (line: string) => SearchMatch | null {
  const findIn = textMatcher(query);
  return (line) => {
    const nul = line.indexOf("\0");
    const found = /^(\d+):(\d+):/.exec(line.slice(nul + 1, nul + 40));
    if (nul < 0 || found === null) return null;
    const text = line.slice(nul + 1 + found[0].length).replace(/\r$/, "");
    return {
      type: "match",
      path: line.slice(line.startsWith("./") ? 2 : 0, nul),
      line: Number(found[1]),
      column: Number(found[2]),
      text,
      ranges: findIn(text),
    };
  };
}

function nameMatcher(query: SearchQuery): (line: string) => SearchMatch | null {
  const findIn = textMatcher(query);
  return (path) => {
    const ranges = findIn(path);
    return ranges.length === 0 ? null : { type: "match", path, ranges };
  };
}

async function* lines(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
      yield data.toString("utf8", start, end);
      start = end + 1;
    }
    rest = data.subarray(start);
  }
  if (rest.length > 0) yield rest.toString();
}
