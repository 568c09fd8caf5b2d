import { standingOfContest } from "#lib/modules/contests/rules.ts";
import { keepOf, listMembers } from "#lib/modules/contests/store.ts";
import type { RunRow } from "#lib/modules/runs/of-task.ts";
import { advanceTask, amendTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/**
 * What the end of one contestant means for the card: it stays in progress and speaks of another one until all have ended;
 * then a person chooses between the results. A single result needs no choice. The task is locked by the caller.
 */
export async function settleContest(tx: Tx, { taskId, contestId, stateReason }: RunRow): Promise<void> {
  const locked = await lockTask(tx, taskId);
  const { task } = locked;
  if (contestId === null || locked.run?.contestId !== contestId) return;
  const members = await listMembers(tx, taskId, contestId);
  const standing = standingOfContest(members, task.currentRunId);
  switch (standing.kind) {
    case "under_way": {
      const { currentId } = standing;
      const shown = members.find(({ id }) => id === currentId);
      const statusReason = shown?.state === "interrupted" ? shown.stateReason : null;
      await amendTask(tx, taskId, { currentRunId: currentId, statusReason });
      return;
    }
    case "choice": {
      const { resultIds } = standing;
      const change = { currentRunId: resultIds[0], statusReason: `${resultIds.length} results to compare` };
      await advanceTask(tx, locked, "contest.finished", change);
      return;
    }
    case "one_result": {
      const { resultId } = standing;
      await keepOf(
        tx,
        members.map(({ id }) => id),
        resultId,
      );
      const own = members.find(({ id }) => id === resultId)?.stateReason;
      const words = `Only 1 of ${members.length} came to a result.`;
      const statusReason = own ? `${words} ${own}` : words;
      await advanceTask(tx, locked, "contest.finished", { currentRunId: resultId, statusReason });
      return;
    }
    case "no_result": {
      const words = `None of ${members.length} came to a result.`;
      const statusReason = stateReason ? `${words} ${stateReason}` : words;
      await advanceTask(tx, locked, standing.isAborted ? "run.abort" : "run.failed", { statusReason });
    }
  }
}
