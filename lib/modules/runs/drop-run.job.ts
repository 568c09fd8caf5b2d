import { dropRun } from "#lib/modules/runs/drop-run.ts";
import { clearAway } from "#lib/modules/runs/look-at-worktree.ts";
import { placeOf } from "#lib/modules/runs/run-place.ts";
import { changeRun, moveRun } from "#lib/modules/runs/store.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { advanceTask, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";

export const runDropRun = handler(
  dropRun,
  async ({ input, facts: { run }, platform, actor, step, close }) => {
    await step("Remove the worktree", async () => {
      const { address } = await placeOf(platform, input.projectId);
      await withWorkspace(address, () => clearAway(platform, run));
      return run.worktree;
    });
    await close(async (tx) => {
      const locked = await lockTaskFor(tx, input.taskId, "run.drop");
      await changeRun(tx, run.id, { isWorktreeKept: false });
      const dropped = await moveRun(tx, run.id, ["finished", "interrupted"], { state: "aborted" });
      if (dropped) await tellStatus(tx, dropped, "aborted", `Dropped by ${actor.name}.`, { isDone: true });
      await advanceTask(tx, locked, "run.drop", { statusReason: null });
      return { run: { id: run.id, state: dropped?.state ?? run.state } };
    });
  },
);
