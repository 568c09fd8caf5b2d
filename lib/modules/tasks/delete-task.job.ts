import { forgetWorktree, removeNow } from "#lib/modules/runs/left-worktrees.ts";
import { freeTask } from "#lib/modules/tasks/claim-task.ts";
import { deleteTask } from "#lib/modules/tasks/delete-task.ts";
import { deleteTaskRow, listFollowers } from "#lib/modules/tasks/store.ts";
import { handler } from "#lib/operations/handler.ts";
import { publish } from "#lib/platform/db/transact.ts";

export const runDeleteTask = handler(
  deleteTask,
  async ({ input, facts: { task, runs, workspace }, platform, step, log, close }) => {
    const kept = runs.filter(({ isWorktreeKept, baseCommit }) => isWorktreeKept && baseCommit);
    const removed = new Map<string, boolean>();
    for (const run of kept) {
      const name = `Remove the worktree ${run.worktree}`;
      removed.set(run.id, await step(name, () => removeNow(platform, run, log)));
    }
    await close(async (tx) => {
      for (const run of kept) await forgetWorktree(tx, workspace.id, run, removed.get(run.id) ?? false);
      const { projectId } = input;
      for (const subjectId of await listFollowers(tx, task.id)) {
        publish(tx, { topic: "tasks", name: "task.updated", subjectId, projectId });
      }
      await deleteTaskRow(tx, task.id);
      publish(tx, { topic: "tasks", name: "task.deleted", subjectId: task.id, projectId });
    });
  },
  { failed: (tx, { input, operationId }) => freeTask(tx, input.taskId, operationId) },
);
