import { conflict } from "#lib/kernel/errors.ts";
import { liveStates } from "#lib/modules/runs/rules.ts";
import { settleAsks } from "#lib/modules/runs/settle-asks.ts";
import { settleOutput } from "#lib/modules/runs/settle-output.ts";
import { changeRun, findBusyTask, listKeptRuns, moveRun } from "#lib/modules/runs/store.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { advanceTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** What the removal of a workspace means for the runs that lived in it. */

/** CONFLICT while an agent works in the project's workspace, or something is merged or removed there. */
export async function requireNoBusyRun(tx: Tx, projectId: string): Promise<void> {
  const number = await findBusyTask(tx, projectId);
  if (number === null) return;
  throw conflict(
    `An agent works on #${number}, or it is being merged or its work removed. Abort that, or wait for it.`,
    {
      number,
    },
  );
}

/** Their worktrees are gone, and whoever works in one: what was not merged goes back to Todo and says why. */
export async function loseRuns(tx: Tx, projectId: string, reason: string): Promise<void> {
  for (const { id, taskId, endedAt } of await listKeptRuns(tx, projectId)) {
    const locked = await lockTask(tx, taskId);
    await changeRun(tx, id, { isWorktreeKept: false });
    const { task } = locked;
    if (task.status === "done") continue;
    const ended = await moveRun(tx, id, [...liveStates, "finished", "interrupted"], {
      state: "aborted",
      stateReason: reason,
      activity: null,
      leaseOwner: null,
      leaseUntil: null,
      endedAt: endedAt ?? new Date(),
    });
    if (ended) {
      await settleAsks(tx, id);
      await settleOutput(tx, id);
      await tellStatus(tx, ended, "aborted", reason, { isDone: true });
    }
    if (task.currentRunId !== id) continue;
    const isAtRest = task.status === "human_review" || task.status === "todo";
    await advanceTask(tx, locked, isAtRest ? "run.drop" : "run.abort", { statusReason: reason });
  }
}
