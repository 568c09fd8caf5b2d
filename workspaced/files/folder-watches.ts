import { watch } from "node:fs";
import { readdir } from "node:fs/promises";
import type { Root } from "../roots.ts";
import { withFolder } from "./inside.ts";
import { temporaryPrefix } from "./paths.ts";
import { createWatchedFolders } from "./watched-folders.ts";

/** What is made anew by the ten thousand: followed only where it is looked at. */
const heavy = new Set([
  "node_modules",
  ".pnpm-store",
  ".venv",
  ".next",
  ".turbo",
  ".gradle",
  ".tox",
  "__pycache__",
]);
const atOnceMax = 16;

export const isLeftOut = (name: string): boolean => name === ".git" || name.startsWith(temporaryPrefix);

export interface FolderWatches {
  /** Watches a folder and what lies below it, level by level, so that a limit cuts off the deepest. */
  addBelow(folder: string, isReported: boolean): Promise<void>;
  /** Watches this one alone; false where it cannot be. */
  addOne(folder: string): Promise<boolean>;
  has(folder: string): boolean;
  count(): number;
  /** Why not everything is watched, or null. */
  limit(): WatchLimit | null;
  /** Watches what is not watched yet, as far as there is room now. */
  fill(): Promise<void>;
  close(): void;
}

/** `own`: as many as we allow; `files`: no folder can be opened; else the system's word: ENOSPC (watches), EMFILE (instances). */
export type WatchLimit = "own" | "files" | "ENOSPC" | "EMFILE";

export interface WatchEvents {
  /** Something with this path (relative to the root) came, went or changed. */
  changed(path: string): void;
  /** A name in .git of the root itself. */
  gitChanged(name: string): void;
  /** Another limit than before was met. */
  limitMet(): void;
  /** Something went while a limit holds: `fill` may find room. */
  roomMade(): void;
}

/**
 * One watch a folder and not fs.watch's own recursion, which on Linux walks node_modules and .git too. Each is set
 * through an open descriptor, so that no link swapped in makes us follow a folder outside.
 */
export function openFolderWatches(root: Root, foldersMax: number, events: WatchEvents): FolderWatches {
  const watches = createWatchedFolders();
  let limit: WatchLimit | null = null;
  let metInFill: WatchLimit | null = null;
  let isClosed = false;

  const meetLimit = (met: WatchLimit) => {
    metInFill = met;
    if (limit === met) return;
    limit = met;
    events.limitMet();
  };
  /** For a folder that moved or went. */
  const drop = (folder: string) => {
    if (watches.forgetWithin(folder) && limit !== null && !isClosed) events.roomMade();
  };
  const onEvent = (folder: string, type: string, name: string | null) => {
    if (name === null || isClosed) return;
    if (folder === ".git") return events.gitChanged(name);
    if (isLeftOut(name)) return;
    const path = folder === "" ? name : `${folder}/${name}`;
    events.changed(path);
    if (type !== "rename") return;
    // Renamed, removed or new: what was watched by this name may be another folder now.
    drop(path);
    if (!path.split("/").some((part) => heavy.has(part))) void addBelow(path, true);
  };
  /** The folders in it where it could be watched, else null. */
  const add = async (folder: string): Promise<string[] | null> => {
    if (isClosed) return null;
    const parts = folder === "" ? [] : folder.split("/");
    try {
      return await withFolder(root, parts, async (opened) => {
        if (!watches.has(folder) && watches.count() >= foldersMax) {
          meetLimit("own");
          return null;
        }
        if (!watches.has(folder)) {
          const watcher = watch(opened.at(), (type, name) => onEvent(folder, type, name));
          watcher.on("error", () => watches.forget(folder));
          if (isClosed) watcher.close();
          else watches.add(folder, watcher);
        }
        const entries = await readdir(opened.at(), { withFileTypes: true });
        const shown = entries.filter(({ name }) => !isLeftOut(name));
        found.set(
          folder,
          shown.map(({ name }) => name),
        );
        return shown.filter((entry) => entry.isDirectory()).map(({ name }) => name);
      });
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (code === "ENOSPC" || code === "EMFILE") meetLimit(syscall === "watch" ? code : "files");
      // A file, or gone again: neither can be watched.
      watches.forget(folder);
      return null;
    }
  };
  /** What lies in the folders that are being added, for those whose coming is told. */
  const found = new Map<string, string[]>();
  const addBelow = async (start: string, isReported: boolean) => {
    let level = [start];
    while (level.length > 0 && !isClosed) {
      const next: string[] = [];
      for (let at = 0; at < level.length; at += atOnceMax) {
        const batch = level.slice(at, at + atOnceMax);
        const below = await Promise.all(batch.map(add));
        for (const [index, folder] of batch.entries()) {
          const prefix = folder === "" ? "" : `${folder}/`;
          if (isReported) for (const name of found.get(folder) ?? []) events.changed(prefix + name);
          found.delete(folder);
          next.push(...(below[index] ?? []).filter((name) => !heavy.has(name)).map((name) => prefix + name));
        }
      }
      level = next;
    }
  };
  return {
    addBelow,
    async addOne(folder) {
      const isAdded = (await add(folder)) !== null;
      found.delete(folder);
      return isAdded;
    },
    has: watches.has,
    count: watches.count,
    limit: () => limit,
    async fill() {
      metInFill = null;
      await addBelow("", false);
      limit = metInFill;
    },
    close() {
      isClosed = true;
      watches.forgetAll();
    },
  };
}
