import { AppError } from "#lib/kernel/errors.ts";
import { agentAuthor, worktreeRootOf } from "#lib/modules/runs/rules.ts";
import { stopRunAgent } from "#lib/modules/runs/run-place.ts";
import { listRunsOfTask, type RunRow } from "#lib/modules/runs/store.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { commitEverything, removeWorktree } from "#lib/providers/workspaced/git.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

/** The other runs of a task whose worktrees are still there: those before it, and what it was compared with. */
export async function otherRuns(tx: Tx, run: RunRow): Promise<RunRow[]> {
  const all = await listRunsOfTask(tx, run.taskId);
  return all.filter(({ id, isWorktreeKept, baseCommit }) => {
    return id !== run.id && isWorktreeKept && baseCommit !== null;
  });
}

interface Putting {
  platform: Platform;
  address: WorkspacedAddress;
  taskNumber: number;
  step(name: string, work: () => Promise<boolean>): Promise<boolean>;
  log(line: string): void;
}

/**
 * Once a run is merged, the worktrees of the task's others go, and nothing that is nowhere else with them. Gives the ids
 * of the runs that keep none any more; one that could not be removed stays, and the log says why.
 */
export async function putAwayOthers(run: RunRow, putting: Putting): Promise<string[]> {
  const away: string[] = [];
  for (const one of await otherRuns(putting.platform.database.orm, run)) {
    const isAway = await putting.step(`Put away ${one.worktree}`, () => putAway(one, putting));
    if (isAway) away.push(one.id);
  }
  return away;
}

async function putAway(
  run: RunRow,
  { platform, address, taskNumber, log }: Omit<Putting, "step">,
): Promise<boolean> {
  const { worktree, branch, baseBranch } = run;
  try {
    await stopRunAgent(platform, run, { purge: true });
    await withWorkspace(address, async (at) => {
      try {
        await removeWorktree(at, { name: worktree, deleteBranch: true, base: baseBranch });
      } catch {
        // It holds work: that is committed, and its branch stays.
        const place = { root: worktreeRootOf(run), author: agentAuthor(taskNumber) };
        await commitEverything(at, { ...place, message: `What run ${run.ordinal} left` });
        await removeWorktree(at, { name: worktree });
        log(`Run ${run.ordinal} was not merged; its work stays in the branch ${branch}.`);
      }
    });
    return true;
  } catch (error) {
    const why = error instanceof AppError ? error.publicMessage : "it could not be removed";
    log(`The worktree ${worktree} stays: ${why}`);
    return false;
  }
}
