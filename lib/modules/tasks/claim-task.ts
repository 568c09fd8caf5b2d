import { amendTask, illegal, type LockedTask, standingOf } from "#lib/modules/tasks/advance-task.ts";
import type { Standing } from "#lib/modules/tasks/rules.ts";
import { type ClaimedTask, lockTaskRow, type TaskChange } from "#lib/modules/tasks/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** A task of which one operation has to itself what it works on outside: nobody's verb comes in between. */

/** As it stands for an operation that may have it already, because it has begun. */
export const standingFor = (
  operationId: string | undefined,
  task: ClaimedTask,
  run: Standing["run"],
): Standing =>
  standingOf(task.claimOperationId === operationId ? { ...task, claimOperationId: null } : task, run);

/** CONFLICT while another operation has it. */
export function requireFree(standing: Standing, what: string): void {
  if (standing.claim !== null) throw illegal(standing, what);
}

/** The locked task is the operation's until that frees it. */
export async function claimTask(
  tx: Tx,
  { task }: LockedTask,
  operationId: string,
  change: TaskChange = {},
): Promise<void> {
  await amendTask(tx, task.id, { ...change, claimOperationId: operationId });
}

/** Anybody may change it again, unless another operation has it by now or it is gone. */
export async function freeTask(tx: Tx, taskId: string, operationId: string): Promise<void> {
  const task = await lockTaskRow(tx, taskId);
  if (task?.claimOperationId === operationId) await amendTask(tx, taskId, { claimOperationId: null });
}
