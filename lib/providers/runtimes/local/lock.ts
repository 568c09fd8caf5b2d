import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { type HomeLock, HomeTaken, lockHome } from "#lib/platform/home-lock.ts";
import type { WorkspaceFolders } from "./folders.ts";

const pollMs = 50;

/**
 * One at a time per workspace, over all drivers and processes on this home. A holder that died is passed over. What
 * makes room goes on without the lock where the disk is too full for it: nobody else can take it then either.
 */
export async function withWorkspaceLock<Result>(
  { lockFolder }: WorkspaceFolders,
  signal: AbortSignal,
  work: () => Promise<Result>,
  { makesRoom = false } = {},
): Promise<Result> {
  const lock = await takeLock(lockFolder, signal).catch((error: unknown) => {
    if (makesRoom && isDiskFull(error)) return null;
    throw error;
  });
  if (lock === null) return work();
  try {
    return await work();
  } finally {
    // Releasing writes, which a full disk refuses; we live on, and would hold it for ever.
    await lock.release().catch(() => rm(lockFolder, { recursive: true, force: true }));
  }
}

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");

async function takeLock(folder: string, signal: AbortSignal): Promise<HomeLock> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await lockHome(folder);
    } catch (error) {
      if (!(error instanceof HomeTaken)) throw error;
    }
    await wait(pollMs, undefined, { signal });
  }
}
