import { isUtf8 } from "node:buffer";
import { type Dirent, lstatSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { invalid } from "../errors.ts";
import type { EntryType, TreeAnswer, TreeEntry, TreeQuery } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { childPath, type OpenFolder, withFolder } from "./inside.ts";
import { onPath, splitPath, temporaryPrefix } from "./paths.ts";

/** A name with its group in front: folders sort before the rest, and a cursor is simply the last one sent. */
type SortKey = string;

const statsPerTurn = 200;
const skippedWhenDeep = new Set([".git", "node_modules"]);

/** One page of a folder, folders first, by code point. What vanishes while it is read is left out. */
export async function listTree(root: Root, query: TreeQuery): Promise<TreeAnswer> {
  const parts = splitPath(query.path);
  const after = query.cursor === undefined ? "" : readCursor(query.cursor);
  const page = await onPath(() =>
    withFolder(root, parts, async (folder) => {
      const keys = await sortedKeys(folder, after, query.limit);
      const hasMore = keys.length > query.limit;
      const shown = hasMore ? keys.slice(0, query.limit) : keys;
      return { entries: await statEntries(folder, parts, shown), last: hasMore ? shown.at(-1) : undefined };
    }),
  );
  const budget = { entries: query.limit - page.entries.length };
  if (query.max_depth > 1) await fillChildren(root, page.entries, query.max_depth - 1, budget);
  const nextCursor = page.last === undefined ? null : Buffer.from(page.last).toString("base64url");
  return { root: root.name, path: parts.join("/"), entries: page.entries, nextCursor };
}

function readCursor(cursor: string): SortKey {
  const key = Buffer.from(cursor, "base64url").toString();
  if (!/^[01]/.test(key)) throw invalid("cursor", "must be the nextCursor of an answer");
  return key;
}

/** A folder's keys, sorted, between its pages: a large one is read and sorted once. */
interface Snapshot {
  keys: SortKey[];
  /** Moves whenever an entry comes or goes. */
  version: bigint;
}

const snapshots = new Map<string, Snapshot>();
const snapshotsMax = 4;
const snapshotMs = 30_000;

/** The keys after `after`, sorted, one more than `limit` where there are more. */
async function sortedKeys(folder: OpenFolder, after: SortKey, limit: number): Promise<SortKey[]> {
  const { dev, ino, mtimeNs: version } = await folder.handle.stat({ bigint: true });
  const id = `${dev}:${ino}`;
  const kept = snapshots.get(id);
  const keys = after !== "" && kept?.version === version ? kept.keys : await readKeys(folder);
  const start = after === "" ? 0 : firstAfter(keys, after);
  const page = keys.slice(start, start + limit + 1);
  snapshots.delete(id);
  if (page.length > limit) keep(id, { keys, version });
  return page;
}

function keep(id: string, snapshot: Snapshot): void {
  snapshots.set(id, snapshot);
  const [oldest] = snapshots.keys();
  if (snapshots.size > snapshotsMax && oldest !== undefined) snapshots.delete(oldest);
  setTimeout(() => {
    if (snapshots.get(id) === snapshot) snapshots.delete(id);
  }, snapshotMs).unref();
}

async function readKeys(folder: OpenFolder): Promise<SortKey[]> {
  const keys: SortKey[] = [];
  for (const entry of await readdir(folder.at(), { withFileTypes: true })) {
    if (!entry.name.startsWith(temporaryPrefix)) keys.push((entry.isDirectory() ? "0" : "1") + entry.name);
  }
  return keys.sort();
}

function firstAfter(keys: readonly SortKey[], after: SortKey): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? "") <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What stands for bytes that are no UTF-8; also a character that a name may have. */
const brokenMark = "\ufffd";

/**
 * Looks at each entry in short synchronous turns: for thousands of entries that is ten times quicker than a promise
 * each, and a turn is too short for a terminal beside it to feel.
 */
async function statEntries(folder: OpenFolder, parts: string[], keys: SortKey[]): Promise<TreeEntry[]> {
  const prefix = parts.length === 0 ? "" : `${parts.join("/")}/`;
  const entries: TreeEntry[] = [];
  const broken = keys.some((key) => key.includes(brokenMark)) ? await brokenNames(folder) : null;
  for (const [index, key] of keys.entries()) {
    const name = key.slice(1);
    const bytes = broken?.get(name);
    // Two such names may look alike; shown twice they could not be told apart either.
    if (bytes !== undefined && entries.at(-1)?.name === name) continue;
    const path = bytes === undefined ? folder.at(name) : childPath(folder, bytes);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats !== undefined) {
      entries.push({
        name,
        path: prefix + name,
        type: typeOf(stats),
        sizeBytes: stats.size,
        mode: stats.mode & 0o7777,
        modifiedAt: new Date(stats.mtimeMs).toISOString(),
        ...(bytes === undefined ? {} : { hasBrokenName: true }),
      });
    }
    if (index % statsPerTurn === statsPerTurn - 1) await setImmediate();
  }
  return entries;
}

/** Names that are not UTF-8, by how they are shown. */
async function brokenNames(folder: OpenFolder): Promise<Map<string, Buffer>> {
  const names = await readdir(folder.at(), { encoding: "buffer" });
  return new Map(names.filter((name) => !isUtf8(name)).map((name) => [name.toString(), name]));
}

export function typeOf(entry: Pick<Dirent, "isDirectory" | "isFile" | "isSymbolicLink">): EntryType {
  if (entry.isDirectory()) return "folder";
  if (entry.isFile()) return "file";
  return entry.isSymbolicLink() ? "symlink" : "other";
}

/** Breadth first, so that a budget that runs out leaves the deepest levels unread and not a whole branch. */
async function fillChildren(root: Root, entries: TreeEntry[], depth: number, budget: { entries: number }) {
  const folders = entries.filter(({ type, name }) => type === "folder" && !skippedWhenDeep.has(name));
  for (const entry of folders) {
    if (budget.entries <= 0) return;
    const parts = entry.path.split("/");
    const children = await withFolder(root, parts, async (folder) => {
      const keys = await sortedKeys(folder, "", budget.entries);
      // A folder is shown whole or not at all: half of it would look like all of it.
      return keys.length > budget.entries ? undefined : await statEntries(folder, parts, keys);
    }).catch(() => undefined);
    if (children === undefined) continue;
    entry.children = children;
    budget.entries -= children.length;
  }
  if (depth <= 1) return;
  for (const entry of folders) {
    if (entry.children) await fillChildren(root, entry.children, depth - 1, budget);
  }
}
