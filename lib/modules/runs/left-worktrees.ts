import { AppError } from "#lib/kernel/errors.ts";
import { clearAwayAt } from "#lib/modules/runs/look-at-worktree.ts";
import { deleteRemoval, insertRemoval, listRemovals } from "#lib/modules/runs/removals/store.ts";
import { placeOf } from "#lib/modules/runs/run-place.ts";
import { changeRun, type RunRow } from "#lib/modules/runs/store.ts";
import { fromWorkspaced, withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { type WorkspacedAddress, WorkspacedError } from "#lib/providers/workspaced/request.ts";

/**
 * Worktrees that nobody keeps any more. A workspace that does not run cannot give them up at once: they are written down with
 * what was decided, and go as a step of the operation that starts it next.
 */

/** False where the workspace does not run, and so the worktree is still there. */
export async function removeNow(
  platform: Platform,
  run: Pick<RunRow, "id" | "worktree" | "projectId">,
  log: (line: string) => void,
): Promise<boolean> {
  try {
    const { address } = await placeOf(platform, run.projectId);
    await withWorkspace(address, (at) => clearAwayAt(at, { runId: run.id, worktree: run.worktree }));
    return true;
  } catch (error) {
    if (!(error instanceof AppError && error.type === "SERVICE_UNAVAILABLE")) throw error;
    log(`${error.publicMessage} The worktree ${run.worktree} goes when it runs again.`);
    return false;
  }
}

/** The run keeps no worktree from now on; one that is still there is removed later. */
export async function forgetWorktree(
  tx: Tx,
  workspaceId: string,
  { id, worktree }: Pick<RunRow, "id" | "worktree">,
  isRemoved: boolean,
): Promise<void> {
  await changeRun(tx, id, { isWorktreeKept: false });
  if (!isRemoved) await insertRemoval(tx, { workspaceId, runId: id, worktree });
}

interface Context {
  platform: Platform;
  address(): Promise<WorkspacedAddress>;
  step(name: string, work: () => Promise<null>): Promise<null>;
  log(line: string): void;
}

/** What a workspace that has just started still holds. What cannot be removed stays written down for the next start. */
export async function removeLeft(
  workspaceId: string,
  { platform, address, step, log }: Context,
): Promise<void> {
  const { orm } = platform.database;
  const left = await listRemovals(orm, workspaceId);
  if (left.length === 0) return;
  await step("Remove worktrees left behind", async () => {
    const at = await address();
    for (const { runId, worktree } of left) {
      try {
        await clearAwayAt(at, { runId, worktree });
        await deleteRemoval(orm, workspaceId, runId);
      } catch (error) {
        const shown = error instanceof WorkspacedError ? fromWorkspaced(error) : error;
        const why = shown instanceof AppError ? shown.publicMessage : "it could not be removed";
        log(`${worktree} stays for now: ${why}`);
        platform.log.warn(
          { err: error, workspaceId, runId },
          "a worktree that was left could not be removed",
        );
      }
    }
    return null;
  });
}
