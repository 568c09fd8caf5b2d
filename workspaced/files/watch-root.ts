import { type FSWatcher, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { WatchChange } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { temporaryPrefix } from "./paths.ts";

const skipped = new Set([".git", "node_modules"]);
const coalesceMs = 100;
const pathsMax = 500;
/** Each watched folder costs a kernel watch, of which a user has some tens of thousands. */
const foldersMax = 8000;

type Listener = (change: WatchChange) => void;

interface RootWatcher {
  listeners: Set<Listener>;
  ready: Promise<void>;
  close(): void;
}

const watchers = new Map<string, RootWatcher>();

/** Tells of changes below a root, gathered for 100 ms; all listeners of a root share its watches. */
export async function watchRoot(root: Root, listener: Listener): Promise<() => void> {
  const watcher = watchers.get(root.path) ?? startWatching(root.path);
  watchers.set(root.path, watcher);
  watcher.listeners.add(listener);
  await watcher.ready;
  return () => {
    watcher.listeners.delete(listener);
    if (watcher.listeners.size > 0 || watchers.get(root.path) !== watcher) return;
    watchers.delete(root.path);
    watcher.close();
  };
}

/**
 * One watch a folder and not fs.watch's own recursion, which on Linux walks node_modules and .git too. A folder that
 * appears is walked at once, and everything found in it is told as changed, so nothing slips through in between.
 */
function startWatching(rootPath: string): RootWatcher {
  const folders = new Map<string, FSWatcher>();
  const listeners = new Set<Listener>();
  const pending = new Set<string>();
  let isOverflow = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    timer = undefined;
    const change = { paths: isOverflow ? [] : [...pending], isOverflow };
    pending.clear();
    isOverflow = false;
    for (const listener of listeners) listener(change);
  };
  const report = (path: string) => {
    pending.add(path);
    isOverflow ||= pending.size > pathsMax;
    timer ??= setTimeout(flush, coalesceMs);
  };
  const forget = (folder: string) => {
    folders.get(folder)?.close();
    folders.delete(folder);
  };
  const onEvent = (folder: string, name: string | null) => {
    if (name === null || skipped.has(name) || name.startsWith(temporaryPrefix)) return;
    const path = folder === "" ? name : `${folder}/${name}`;
    report(path);
    // Renamed, removed or new: what was watched by this name may be another folder now.
    forget(path);
    void add(path, true);
  };
  const add = async (folder: string, isReported: boolean): Promise<void> => {
    if (isClosed || folders.has(folder)) return;
    if (folders.size >= foldersMax) {
      isOverflow = true;
      return;
    }
    try {
      const watcher = watch(join(rootPath, folder), (_type, name) => onEvent(folder, name));
      watcher.on("error", () => forget(folder));
      folders.set(folder, watcher);
      const entries = await readdir(join(rootPath, folder), { withFileTypes: true });
      const below: Promise<void>[] = [];
      for (const entry of entries) {
        if (skipped.has(entry.name) || entry.name.startsWith(temporaryPrefix)) continue;
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (isReported) report(path);
        if (entry.isDirectory()) below.push(add(path, isReported));
      }
      await Promise.all(below);
    } catch {
      // A file, or gone again: neither can be watched.
      forget(folder);
    }
  };
  const close = () => {
    isClosed = true;
    clearTimeout(timer);
    for (const folder of [...folders.keys()]) forget(folder);
  };
  return { listeners, ready: add("", false), close };
}
