import { clearAway } from "#lib/modules/runs/look-at-worktree.ts";
import { placeOf } from "#lib/modules/runs/run-place.ts";
import { deleteTask } from "#lib/modules/tasks/delete-task.ts";
import { deleteTaskRow } from "#lib/modules/tasks/store.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { publish } from "#lib/platform/db/transact.ts";

export const runDeleteTask = handler(
  deleteTask,
  async ({ input, facts: { task, runs }, platform, step, close }) => {
    for (const run of runs.filter(({ isWorktreeKept, baseCommit }) => isWorktreeKept && baseCommit)) {
      await step(`Remove the worktree ${run.worktree}`, async () => {
        const { address } = await placeOf(platform, input.projectId);
        await withWorkspace(address, () => clearAway(platform, run));
        return run.worktree;
      });
    }
    await close(async (tx) => {
      await deleteTaskRow(tx, task.id);
      const { projectId } = input;
      publish(tx, { topic: "tasks", name: "task.deleted", subjectId: task.id, projectId });
    });
  },
);
