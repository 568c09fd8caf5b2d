import { randomUUID } from "node:crypto";
import { link, lstat, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { conflict } from "../errors.ts";
import { unlessMissing } from "../unless-missing.ts";
import { copyIndex } from "./own-index.ts";
import { gitPath } from "./repository.ts";
import type { GitContext } from "./run-git.ts";

const infix = ".lockkeeper-";
const waitMs = 10_000;
const orphanMs = 5000;

export interface HeldIndex {
  /** A copy of the index to work on, by GIT_INDEX_FILE. */
  copy: string;
  /** Puts the copy into the index's place. */
  replace(): Promise<void>;
}

/**
 * Holds a checkout's index.lock, as git does while it changes the index, so that no commit comes in between. The lock is a second
 * name of a file of ours: after a kill the two names tell a lock that we left from one that somebody else holds.
 */
export async function withIndexLock<Result>(
  context: GitContext,
  cwd: string,
  work: (held: HeldIndex) => Promise<Result>,
): Promise<Result> {
  const index = await gitPath(context, cwd, "index");
  const own = `${index}${infix}${randomUUID()}`;
  const copy = `${own}.new`;
  await open(own, "wx", 0o600).then((file) => file.close());
  let isHeld = false;
  try {
    await acquire(own, `${index}.lock`);
    isHeld = true;
    // A repository in which nothing was ever staged has none.
    await unlessMissing(copyIndex(index, copy));
    return await work({ copy, replace: () => rename(copy, index) });
  } finally {
    if (isHeld) await rm(`${index}.lock`, { force: true });
    for (const path of [own, copy, `${copy}.lock`]) await rm(path, { force: true });
  }
}

async function acquire(own: string, lock: string): Promise<void> {
  for (const deadline = Date.now() + waitMs; ; await wait(50)) {
    try {
      await link(own, lock);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (Date.now() > deadline) {
      throw conflict("Another git command is at work in this folder. Try again when it has finished.");
    }
  }
}

/** Takes away what a killed `withIndexLock` left. To be called while no other one can run on this checkout. */
export async function clearStaleIndexLock(context: GitContext, cwd: string): Promise<void> {
  const index = await gitPath(context, cwd, "index");
  const folder = dirname(index);
  const names = await readdir(folder);
  const left = names
    .filter((name) => name.startsWith(`${basename(index)}${infix}`))
    .map((name) => join(folder, name));
  if (left.length === 0) return;
  // The killed one's git may still be writing files: its own lock tells.
  const orphanLocks = left.filter((path) => path.endsWith(".lock"));
  for (const deadline = Date.now() + orphanMs; Date.now() < deadline; await wait(50)) {
    const states = await Promise.all(orphanLocks.map((path) => unlessMissing(lstat(path))));
    if (states.every((state) => state === null)) break;
  }
  const lock = await unlessMissing(lstat(`${index}.lock`));
  for (const path of left) {
    const state = await unlessMissing(lstat(path));
    if (lock !== null && state?.ino === lock.ino) await rm(`${index}.lock`, { force: true });
  }
  for (const path of left) await rm(path, { force: true });
}
