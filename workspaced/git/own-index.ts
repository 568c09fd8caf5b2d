import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { inTurn } from "../in-turn.ts";
import { unlessMissing } from "../unless-missing.ts";
import { gitDirectory } from "./git-directory.ts";
import { gitPath } from "./repository.ts";
import type { GitContext } from "./run-git.ts";

/** Of the index that a copy was made of: as long as it stays the same, the copy stands. */
const copied = new Map<string, string>();

/**
 * An index for `git status` alone. Git keeps in it what it learned of the files and folders (the untracked cache), so that the
 * next status is quick; in the checkout's own index it could write that down only while nobody else's git works there. Null
 * where nothing was ever staged.
 */
export async function statusIndex(context: GitContext, cwd: string): Promise<string | null> {
  const source = join(await gitDirectory(context, cwd), "index");
  const folder = await indexesFolder(context);
  const name = createHash("sha256").update(cwd).digest("hex").slice(0, 32);
  const target = join(folder, `status-${name}`);
  return inTurn(target, async () => {
    const state = await unlessMissing(stat(source, { bigint: true }));
    if (state === null) return null;
    const version = `${state.ino}:${state.size}:${state.mtimeNs}:${state.ctimeNs}`;
    if (copied.get(target) !== version || (await unlessMissing(stat(target))) === null) {
      const fresh = `${target}.${randomUUID()}`;
      await copyIndex(source, fresh);
      // Left by a git that was killed over the old copy.
      await rm(`${target}.lock`, { force: true });
      await rename(fresh, target);
      copied.set(target, version);
    }
    return target;
  });
}

/** Runs `work` with an index of its own: a copy of the checkout's, or an empty one. */
export async function withOwnIndex<Result>(
  context: GitContext,
  cwd: string,
  { isEmpty = false }: { isEmpty?: boolean },
  work: (env: Record<string, string>) => Promise<Result>,
): Promise<Result> {
  const index = join(await indexesFolder(context), randomUUID());
  try {
    // A repository in which nothing was ever staged has none.
    if (!isEmpty) await unlessMissing(copyIndex(await gitPath(context, cwd, "index"), index));
    return await work({ GIT_INDEX_FILE: index });
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}

/** With its time: git looks twice at a file that is not older than the index it stands in, and else takes it as it was. */
export async function copyIndex(source: string, target: string): Promise<void> {
  const { mtimeMs } = await stat(source);
  await copyFile(source, target, constants.COPYFILE_FICLONE);
  const seconds = Math.floor(mtimeMs / 1000);
  await utimes(target, seconds, seconds);
}

async function indexesFolder(context: GitContext): Promise<string> {
  const folder = join(context.config.stateDir, "indexes");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
