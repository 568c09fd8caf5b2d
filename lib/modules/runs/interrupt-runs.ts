import type { Loss } from "#lib/kernel/answer.ts";
import { agentName } from "#lib/kernel/states.ts";
import { endRun } from "#lib/modules/runs/end-run.ts";
import { isLive, liveStates } from "#lib/modules/runs/rules.ts";
import { stopRunAgent } from "#lib/modules/runs/run-place.ts";
import { findRun, listLiveRuns } from "#lib/modules/runs/store.ts";
import { lockTask } from "#lib/modules/tasks/advance-task.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** What a stop of a workspace means for the runs that are at work in it. */

/** Each by its task, and under the id that workspaced knows its agent by. */
export async function liveRunLosses(tx: Tx, projectId: string): Promise<(Loss & { agentId: string })[]> {
  const live = await listLiveRuns(tx, projectId);
  return live.map(({ run, number, title }) => ({
    kind: "Agent at work",
    name: `on #${number} ${title}, ${run.state}`,
    sizeBytes: null,
    agentId: run.id,
  }));
}

/** Whose agents are at work, each by the name it has wherever it asks for something. */
export const liveAgents = async (tx: Tx, projectId: string): Promise<string[]> =>
  (await listLiveRuns(tx, projectId)).map(({ number }) => agentName(number));

/** Ends them as interrupted, inside `transact`; a person can continue each one later. Gives their ids. */
export async function interruptRuns(tx: Tx, projectId: string, reason: string): Promise<string[]> {
  const ended: string[] = [];
  for (const { run } of await listLiveRuns(tx, projectId)) {
    const locked = await lockTask(tx, run.taskId);
    const current = await findRun(tx, run.id);
    if (!current || !isLive(current.state)) continue;
    const ending = { from: liveStates, state: "interrupted", reason, event: null } as const;
    if (await endRun(tx, locked, current, ending)) ended.push(run.id);
  }
  return ended;
}

/** The same, and their agents end before their workspace does. */
export async function interruptAgents(platform: Platform, projectId: string, reason: string): Promise<void> {
  const ended = await transact(platform.database, (tx) => interruptRuns(tx, projectId, reason));
  await Promise.all(ended.map((id) => stopRunAgent(platform, { id, projectId })));
}
