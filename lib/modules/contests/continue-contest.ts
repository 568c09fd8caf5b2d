import { listMembers } from "#lib/modules/contests/store.ts";
import type { RunRow } from "#lib/modules/runs/of-task.ts";
import { requeueRun } from "#lib/modules/runs/requeue-run.ts";
import type { AskedRun } from "#lib/modules/runs/schema.ts";
import { promptToGoOn } from "#lib/modules/runs/texts.ts";
import { advanceTask, type LockedTask } from "#lib/modules/tasks/advance-task.ts";
import type { Tx } from "#lib/platform/db/database.ts";

interface Said {
  text: string | undefined;
  createdBy: string | null;
  isByPerson: boolean;
}

/** Every contestant that was interrupted goes on, each where it stopped. */
export async function continueContest(
  tx: Tx,
  locked: LockedTask,
  run: RunRow,
  { text, createdBy, isByPerson }: Said,
): Promise<AskedRun> {
  const members = run.contestId === null ? [run] : await listMembers(tx, run.taskId, run.contestId);
  for (const member of members) {
    if (member.state !== "interrupted") continue;
    // In its review when it stopped: a verdict was asked for and not given yet. Words are for whoever works.
    const isUnjudged = member.reviewRound > 0 && member.verdict === null && member.pendingPrompt === null;
    const isReview = isUnjudged && text === undefined;
    const prompt = isReview ? null : promptToGoOn(member.pendingPrompt, text);
    const change = isReview ? { reviewSessionId: null, reviewMessageId: null } : {};
    const request = { text: text ?? prompt };
    await requeueRun(tx, member, { prompt, kind: "prompt", request, createdBy, isByPerson, change });
  }
  await advanceTask(tx, locked, "run.continue", { statusReason: null });
  return { run: { id: run.id, state: "queued" } };
}
