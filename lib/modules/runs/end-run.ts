import { settleContest } from "#lib/modules/contests/settle-contest.ts";
import type { RunState } from "#lib/modules/runs/schema.ts";
import { settleAsks } from "#lib/modules/runs/settle-asks.ts";
import { settleOutput } from "#lib/modules/runs/settle-output.ts";
import { moveRun, type RunChange, type RunRow } from "#lib/modules/runs/store.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { advanceTask, amendTask, type LockedTask } from "#lib/modules/tasks/advance-task.ts";
import type { TaskEvent } from "#lib/modules/tasks/rules.ts";
import type { Tx } from "#lib/platform/db/database.ts";

interface Ending {
  /** Ends only from one of these. */
  from: readonly RunState[];
  state: Extract<RunState, "finished" | "interrupted" | "failed" | "aborted">;
  reason: string | null;
  /** What it means for the task; null: it stays in its column. */
  event: TaskEvent | null;
  change?: RunChange;
  /** Where a merge is left unsettled in its worktree. */
  conflictFiles?: string[] | null;
}

/**
 * Ends a run together with all that hangs on it: open asks are settled, the output says done, the card moves. Null
 * where the run was no longer in one of `from`. The task is locked by the caller.
 */
export async function endRun(
  tx: Tx,
  locked: LockedTask,
  run: RunRow,
  { from, state, reason, event, change, conflictFiles = null }: Ending,
): Promise<RunRow | null> {
  const ended = await moveRun(tx, run.id, from, {
    ...change,
    state,
    stateReason: reason,
    activity: null,
    leaseOwner: null,
    leaseUntil: null,
    endedAt: new Date(),
  });
  if (!ended) return null;
  await settleAsks(tx, run.id);
  await settleOutput(tx, run.id);
  await tellStatus(tx, ended, state, reason, { isDone: true });
  if (ended.contestId !== null) {
    await settleContest(tx, ended);
    return ended;
  }
  const isCurrent = locked.task.currentRunId === run.id;
  if (isCurrent && event) await advanceTask(tx, locked, event, { statusReason: reason, conflictFiles });
  else if (isCurrent) await amendTask(tx, locked.task.id, { statusReason: reason });
  return ended;
}
