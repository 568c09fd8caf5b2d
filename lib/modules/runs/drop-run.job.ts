import { dropRun } from "#lib/modules/runs/drop-run.ts";
import { forgetWorktree, removeNow } from "#lib/modules/runs/left-worktrees.ts";
import { moveRun } from "#lib/modules/runs/store.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { advanceTask, lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { handler } from "#lib/operations/handler.ts";

export const runDropRun = handler(
  dropRun,
  async ({ input, facts: { run, earlier, workspace }, platform, actor, step, log, close }) => {
    const removed = new Map<string, boolean>();
    for (const one of [run, ...earlier]) {
      const name = `Remove the worktree ${one.worktree}`;
      removed.set(one.id, await step(name, () => removeNow(platform, one, log)));
    }
    await close(async (tx) => {
      const locked = await lockTaskFor(tx, input.taskId, "run.drop");
      for (const one of [run, ...earlier]) {
        await forgetWorktree(tx, workspace.id, one, removed.get(one.id) ?? false);
      }
      const dropped = await moveRun(tx, run.id, ["finished", "interrupted"], { state: "aborted" });
      if (dropped) await tellStatus(tx, dropped, "aborted", `Dropped by ${actor.name}.`, { isDone: true });
      await advanceTask(tx, locked, "run.drop", { statusReason: null });
      return { run: { id: run.id, state: dropped?.state ?? run.state } };
    });
  },
);
