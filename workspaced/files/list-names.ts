import type { NamesAnswer } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { runProgram } from "../run-program.ts";
import { fuzzyFind, type Searchable } from "./fuzzy-match.ts";
import { temporaryPrefix } from "./paths.ts";
import { walkFiles } from "./walk-search.ts";

/**
 * The files of a root for quick open. The list is made by ripgrep, which knows .gitignore, and kept between key
 * strokes: it is made anew once it is older than twenty times what making it took, and never for a request alone that
 * another one made it for.
 */
interface NameList {
  items: Searchable[];
  isCut: boolean;
  madeAt: number;
  tookMs: number;
}

const filesMax = 250_000;
const deadlineMs = 20_000;
const outputBytesMax = 64 * 1024 * 1024;
const freshTimes = 20;
const freshMinMs = 500;
const keptMs = 120_000;

const lists = new Map<string, Promise<NameList>>();

export async function findNames(
  root: Root,
  { q, limit }: { q: string; limit: number },
): Promise<NamesAnswer> {
  const { items, isCut } = await listOf(root);
  return { items: fuzzyFind(items, q, limit), filesCount: items.length, isCut };
}

async function listOf(root: Root): Promise<NameList> {
  const kept = lists.get(root.path);
  if (kept !== undefined) {
    const list = await kept;
    const ageMs = performance.now() - list.madeAt;
    if (ageMs < Math.max(freshMinMs, list.tookMs * freshTimes)) return list;
    if (lists.get(root.path) !== kept) return listOf(root);
  }
  const making = makeList(root);
  lists.set(root.path, making);
  making.catch(() => forget(root.path, making));
  setTimeout(() => forget(root.path, making), keptMs).unref();
  return making;
}

/** A long list is not kept for a workspace in which nobody looks for files. */
function forget(path: string, list: Promise<NameList>): void {
  if (lists.get(path) === list) lists.delete(path);
}

async function makeList(root: Root): Promise<NameList> {
  const startedAt = performance.now();
  const { paths, isCut } = await readPaths(root);
  const items = paths.map((path) => ({ path, lower: path.toLowerCase() }));
  const madeAt = performance.now();
  return { items, isCut, madeAt, tookMs: madeAt - startedAt };
}

async function readPaths(root: Root): Promise<{ paths: string[]; isCut: boolean }> {
  const listed = await listByRipgrep(root).catch(() => null);
  if (listed !== null) return listed;
  const paths: string[] = [];
  for await (const parts of walkFiles(root, [], AbortSignal.timeout(deadlineMs))) {
    if (paths.length === filesMax) return { paths, isCut: true };
    paths.push(parts.join("/"));
  }
  return { paths: paths.sort(), isCut: false };
}

/** Null where it could not be run. A folder without a file is no failure, though ripgrep ends with 1. */
async function listByRipgrep(root: Root): Promise<{ paths: string[]; isCut: boolean }> {
  const args = [
    "--no-config",
    "--files",
    "--hidden",
    "--null",
    "--glob=!.git",
    `--glob=!${temporaryPrefix}*`,
  ];
  const { stdout, isTruncated } = await runProgram("rg", args, {
    cwd: root.path,
    deadlineMs,
    outputBytesMax,
  });
  const paths = stdout.split("\0");
  // What follows the last NUL: nothing, or half a name.
  paths.pop();
  const isCut = isTruncated || paths.length > filesMax;
  return { paths: paths.slice(0, filesMax).sort(), isCut };
}
