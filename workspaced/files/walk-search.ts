import { readdir } from "node:fs/promises";
import type { SearchMatch, SearchQuery } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { openFile, withFolder } from "./inside.ts";
import { temporaryPrefix } from "./paths.ts";
import { isChosen } from "./search-globs.ts";
import { textMatcher } from "./text-matcher.ts";

const skipped = new Set([".git", "node_modules"]);
const fileBytesMax = 1024 * 1024;
const textCharactersMax = 500;

/** The slower search for machines without ripgrep: it knows no .gitignore and leaves out node_modules. */
export async function* walkSearch(
  root: Root,
  query: SearchQuery,
  signal: AbortSignal,
): AsyncGenerator<SearchMatch> {
  const findIn = textMatcher(query);
  for await (const parts of walkFiles(root, [], signal)) {
    const path = parts.join("/");
    if (!isChosen(path, query)) continue;
    if (query.kind === "name") {
      const ranges = findIn(path);
      if (ranges.length > 0) yield { type: "match", path, ranges };
      continue;
    }
    const text = await readText(root, parts).catch(() => null);
    if (text === null) continue;
    for (const [index, line] of text.split("\n").entries()) {
      const [first, ...others] = findIn(line);
      if (first === undefined) continue;
      const column = Buffer.byteLength(line.slice(0, first[0])) + 1;
      const shown = line.slice(0, textCharactersMax).replace(/\r$/, "");
      const ranges = [first, ...others].filter(([, end]) => end <= shown.length);
      yield { type: "match", path, line: index + 1, column, text: shown, ranges };
    }
  }
}

/** Every file below a folder but those of git, node_modules and our half-written ones. */
export async function* walkFiles(root: Root, parts: string[], signal: AbortSignal): AsyncGenerator<string[]> {
  // A folder that vanished or may not be read has nothing to find.
  const entries = await withFolder(root, parts, ({ at }) => readdir(at(), { withFileTypes: true })).catch(
    () => [],
  );
  for (const entry of entries) {
    if (signal.aborted) return;
    if (entry.isFile() && !entry.name.startsWith(temporaryPrefix)) yield [...parts, entry.name];
    if (entry.isDirectory() && !skipped.has(entry.name)) {
      yield* walkFiles(root, [...parts, entry.name], signal);
    }
  }
}

async function readText(root: Root, parts: string[]): Promise<string | null> {
  const { handle } = await openFile(root, parts);
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > fileBytesMax) return null;
    const bytes = await handle.readFile();
    return bytes.includes(0) ? null : bytes.toString();
  } finally {
    await handle.close();
  }
}
