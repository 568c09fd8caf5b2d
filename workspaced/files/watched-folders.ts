import type { FSWatcher } from "node:fs";

export interface WatchedFolders {
  count(): number;
  has(folder: string): boolean;
  add(folder: string, watcher: FSWatcher): void;
  /** Ends the watch of this folder alone. */
  forget(folder: string): void;
  /** Ends the watches of a folder and of all below it; false where there are none, which is known at once. */
  forgetWithin(folder: string): boolean;
  forgetAll(): void;
}

/** The watches that are set, by the folders' paths relative to the root. */
export function createWatchedFolders(): WatchedFolders {
  const watches = new Map<string, FSWatcher>();
  /** How many are watched below a folder, whether it is watched itself or not. */
  const below = new Map<string, number>();

  const countAbove = (folder: string, change: 1 | -1) => {
    for (let end = folder.lastIndexOf("/"); end > 0; end = folder.lastIndexOf("/", end - 1)) {
      const above = folder.slice(0, end);
      const count = (below.get(above) ?? 0) + change;
      if (count > 0) below.set(above, count);
      else below.delete(above);
    }
  };
  const forget = (folder: string) => {
    watches.get(folder)?.close();
    if (watches.delete(folder)) countAbove(folder, -1);
  };
  return {
    count: () => watches.size,
    has: (folder) => watches.has(folder),
    add(folder, watcher) {
      watches.set(folder, watcher);
      countAbove(folder, 1);
    },
    forget,
    forgetWithin(folder) {
      const isWatched = watches.has(folder);
      forget(folder);
      if (!below.has(folder)) return isWatched;
      for (const path of [...watches.keys()]) if (path.startsWith(`${folder}/`)) forget(path);
      return true;
    },
    forgetAll() {
      for (const folder of [...watches.keys()]) forget(folder);
    },
  };
}
