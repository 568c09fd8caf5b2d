import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { WorkLossesAnswer } from "../protocol/git-branches.ts";
import type { GitUnderWay } from "../protocol/git-changes.ts";
import { unlessMissing } from "../unless-missing.ts";
import { type Stage, stagesOf } from "./conflicts.ts";
import { gitDirectory } from "./git-directory.ts";
import { fileAt } from "./path-bytes.ts";
import type { GitContext } from "./run-git.ts";
import { readStatus } from "./status.ts";
import { readUnderWay } from "./under-way.ts";

const listMax = 200;

/** What git writes last where it stops. */
const stopMark = {
  merge: "MERGE_HEAD",
  rebase: "REBASE_HEAD",
  cherry_pick: "CHERRY_PICK_HEAD",
  revert: "REVERT_HEAD",
} as const satisfies Record<GitUnderWay["kind"], string>;

/**
 * What people did since a merge or rebase stopped, which goes when it is given up: not what git itself brought over without a
 * conflict, for that comes again.
 */
export async function workLosses(context: GitContext, cwd: string): Promise<WorkLossesAnswer> {
  const underWay = await readUnderWay(context, cwd);
  if (underWay === null) return { files: [], total: 0 };
  const [{ entries }, stages, settled] = await Promise.all([
    readStatus(context, cwd, { isWhole: true }),
    stagesOf(context, cwd),
    stagesOf(context, cwd, "--resolve-undo"),
  ]);
  const stoppedMs = await modifiedAt(join(await gitDirectory(context, cwd), stopMark[underWay.kind]));
  const edited = await Promise.all(
    [...stages].map(async ([path, sides]) => (await isEdited(cwd, path, sides, stoppedMs)) && path),
  );
  const changed = entries.filter(
    (entry) => !entry.untracked && !entry.conflicted && entry.unstaged !== null && !settled.has(entry.path),
  );
  const files: WorkLossesAnswer["files"] = [
    ...[...settled.keys()]
      .filter((path) => !stages.has(path))
      .map((path) => ({ path, how: "settled" }) as const),
    ...edited.filter((path) => path !== false).map((path) => ({ path, how: "edited" }) as const),
    ...changed.map(({ path }) => ({ path, how: "changed" }) as const),
  ];
  return { files: files.slice(0, listMax), total: files.length };
}

/** Written after git stopped, or removed where git would have left both sides in it. */
async function isEdited(
  cwd: string,
  path: string,
  sides: ReadonlyMap<string, Stage>,
  stoppedMs: number | null,
): Promise<boolean> {
  const modified = await modifiedAt(fileAt(cwd, path));
  if (modified === null) return sides.has("2") && sides.has("3");
  return stoppedMs === null || modified > stoppedMs;
}

const modifiedAt = async (path: string | Buffer): Promise<number | null> =>
  (await unlessMissing(lstat(path)))?.mtimeMs ?? null;
