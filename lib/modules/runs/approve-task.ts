import { forbidden } from "#lib/kernel/errors.ts";
import { findAuthor } from "#lib/modules/git/author.ts";
import { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { AskedRun, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { amendTask, lockTask, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { command } from "#lib/operations/command.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Merges the run's branch and pushes; a conflict or a refused push leaves the task in human review and says so. */
export const approveTask = command({
  name: "task.approve",
  http: "POST /api/projects/:projectId/tasks/:taskId/approve",
  summary: "Merge the work of a task into the default branch and push it",
  input: RunTaskInput,
  output: AskedRun,
  async facts(tx, input, actor) {
    const facts = await currentRunFacts(tx, actor, input);
    const author = actor.userId ? await findAuthor(tx, actor.userId) : null;
    if (!author) throw forbidden("A merge needs a person as its author.");
    return { ...facts, author };
  },
  async begin(tx, { facts: { run }, input, operationId }): Promise<AskedRun> {
    const { task } = await lockTaskFor(tx, input.taskId, "task.approve");
    await amendTask(tx, task.id, { approvalOperationId: operationId, statusReason: null });
    return { run: { id: run.id, state: run.state } };
  },
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
  if (task.approvalOperationId !== operationId) return;
  const { conflictFiles } = task;
  await amendTask(tx, taskId, { approvalOperationId: null, statusReason, conflictFiles });
}
