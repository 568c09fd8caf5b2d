import { readdir } from "node:fs/promises";
import type { SearchMatch, SearchQuery } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { openFile, withFolder } from "./inside.ts";
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
  const isMatch = textMatcher(query);
  for await (const parts of walk(root, [], signal)) {
    const path = parts.join("/");
    if (query.kind === "name") {
      if (isMatch(path) !== null) yield { type: "match", path };
      continue;
    }
    const text = await readText(root, parts).catch(() => null);
    if (text === null) continue;
    for (const [index, line] of text.split("\n").entries()) {
      const found = isMatch(line);
      if (found === null) continue;
      const column = Buffer.byteLength(line.slice(0, found)) + 1;
      const shown = line.slice(0, textCharactersMax).replace(/\r$/, "");
      yield { type: "match", path, line: index + 1, column, text: shown };
    }
  }
}

async function* walk(root: Root, parts: string[], signal: AbortSignal): AsyncGenerator<string[]> {
  // A folder that vanished or may not be read has nothing to find.
  const entries = await withFolder(root, parts, ({ at }) => readdir(at(), { withFileTypes: true })).catch(
    () => [],
  );
  for (const entry of entries) {
    if (signal.aborted) return;
    if (entry.isFile()) yield [...parts, entry.name];
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* walk(root, [...parts, entry.name], signal);
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
