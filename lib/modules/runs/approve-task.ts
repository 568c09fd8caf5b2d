import { ApproveTaskInput } from "#lib/modules/runs/answers/schema.ts";
import { beginMerge, mergeFacts } from "#lib/modules/runs/begin-merge.ts";
import { AskedRun } from "#lib/modules/runs/schema.ts";
import { amendTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { command } from "#lib/operations/command.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Merges the run's branch and pushes, or opens a pull request of it; a conflict or a refused push leaves the task in human review and says so. */
export const approveTask = command({
  name: "task.approve",
  http: "POST /api/projects/:projectId/tasks/:taskId/approve",
  summary: "Merge the work of a task into the default branch and push it, or open a pull request of it",
  input: ApproveTaskInput,
  output: AskedRun,
  facts: mergeFacts,
  begin: beginMerge(),
  work: { timeoutMs: 1_800_000, attemptsMax: 5, key: ({ projectId }) => `merge:${projectId}` },
});

/** The merge did not come through: the task stays where it is and says why. */
export async function endApproval(
  tx: Tx,
  taskId: string,
  operationId: string,
  statusReason: string,
): Promise<void> {
  const { task } = await lockTask(tx, taskId);
  if (task.claimOperationId !== operationId) return;
  const { conflictFiles } = task;
  await amendTask(tx, taskId, { claimOperationId: null, statusReason, conflictFiles });
}
