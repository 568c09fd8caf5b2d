import { invalid } from "../errors.ts";
import type { LogAnswer, LogEntry, LogQuery } from "../protocol/git.ts";
import { findCommit, requireCommit } from "./repository.ts";
import { type GitContext, git, runGit } from "./run-git.ts";

/** Parted by NUL, the one character that no commit can hold: a name could bring any other separator along. */
const fields = ["%H", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%s", "%b", "%D"];
const bodyMax = 10_000;

/** Commits, newest first. The cursor holds the tip it began with, so that new commits do not shift the pages. */
export async function readLog(
  context: GitContext,
  cwd: string,
  query: Omit<LogQuery, "root">,
  signal?: AbortSignal,
): Promise<LogAnswer> {
  const { revision, limit, cursor, allBranches: all } = query;
  const [cursorTip, cursorSkip] = cursor?.split(".") ?? [];
  const named = await commitNamed(context, cwd, query.search);
  if (named !== null) return readLog(context, cwd, { revision: named, limit: 1, allBranches: false }, signal);
  const tip = all
    ? await findCommit(context, cwd, "HEAD")
    : cursorTip === undefined
      ? await findTip(context, cwd, revision)
      : await findCommit(context, cwd, cursorTip);
  if (tip === null) {
    if (cursor !== undefined) throw invalid("cursor", "belongs to commits that are gone");
    return { items: [], nextCursor: null };
  }
  const skip = Number(cursorSkip ?? 0);
  const range = [`--max-count=${limit + 1}`, `--skip=${skip}`];
  // Not --all: that would list what we ourselves and others keep under names of their own.
  const from = all ? ["--topo-order", "--branches", "--remotes", "--tags", "HEAD"] : [tip];
  const words = query.search ? ["--fixed-strings", "--regexp-ignore-case", `--grep=${query.search}`] : [];
  const format = ["--no-show-signature", "--decorate=full", `--format=${fields.join("%x00")}`];
  const args = ["log", "-z", ...format, ...range, ...words, ...from, "--"];
  const [output, unpushed] = await Promise.all([
    git(context, cwd, args, { signal }),
    readUnpushed(context, cwd, signal),
  ]);
  const values = output.split("\0");
  const items = Array.from({ length: Math.floor(values.length / fields.length) }, (_, index) =>
    readEntry(values.slice(index * fields.length, (index + 1) * fields.length), unpushed),
  );
  const nextCursor = items.length > limit ? `${all ? "all" : tip}.${skip + limit}` : null;
  return { items: items.slice(0, limit), nextCursor };
}

/** A repository without commits has an empty log; any other name must exist. */
async function findTip(context: GitContext, cwd: string, revision: string): Promise<string | null> {
  return revision === "HEAD" ? findCommit(context, cwd, "HEAD") : requireCommit(context, cwd, revision);
}

/** Named one by one: among commits in the order of their dates they do not stand together. */
async function readUnpushed(
  context: GitContext,
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const { code, stdout } = await runGit(context, cwd, ["rev-list", "HEAD@{upstream}..HEAD", "--"], {
    signal,
  });
  return new Set(code === 0 ? stdout.split("\n") : []);
}

function readEntry(values: readonly string[], unpushed: ReadonlySet<string>): LogEntry {
  const [sha = "", parents = "", name = "", email = "", authoredAt = "", ...rest] = values;
  const [
    committerName = "",
    committerEmail = "",
    committedAt = "",
    subject = "",
    body = "",
    decoration = "",
  ] = rest;
  return {
    sha,
    parents: parents.split(" ").filter((parent) => parent !== ""),
    author: { name, email },
    authoredAt: toUtc(authoredAt),
    committer: { name: committerName, email: committerEmail },
    committedAt: toUtc(committedAt),
    subject,
    body: body.trim().slice(0, bodyMax),
    refs: refsIn(decoration),
    isUnpushed: unpushed.has(sha),
  };
}

const refKinds = [
  ["refs/heads/", "branch"],
  ["refs/remotes/", "remote"],
  ["refs/tags/", "tag"],
] as const;

/** `HEAD -> refs/heads/main, tag: refs/tags/v1`; a name holds no space, so that a comma with one parts them. */
function refsIn(decoration: string): LogEntry["refs"] {
  const names = decoration.split(", ").flatMap((one) => one.split(" -> "));
  return names.flatMap((one): LogEntry["refs"] => {
    const name = one.replace(/^tag: /, "");
    if (name === "HEAD") return [{ kind: "head", name }];
    const [prefix, kind] = refKinds.find(([start]) => name.startsWith(start)) ?? [];
    // origin/HEAD is another name of a branch that stands here too.
    if (prefix === undefined || kind === undefined || /^refs\/remotes\/[^/]+\/HEAD$/.test(name)) return [];
    return [{ kind, name: name.slice(prefix.length) }];
  });
}

/** What is searched for may be the beginning of a commit's id. */
async function commitNamed(
  context: GitContext,
  cwd: string,
  search: string | undefined,
): Promise<string | null> {
  if (search === undefined || !/^[0-9a-f]{4,64}$/i.test(search)) return null;
  return findCommit(context, cwd, search);
}

/** A commit made by hand can carry any date; what is none stays as git prints it. */
export function toUtc(date: string): string {
  const time = new Date(date);
  return Number.isNaN(time.getTime()) ? date : time.toISOString();
}
