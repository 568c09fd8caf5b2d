import { dropOthers } from "#lib/modules/contests/drop-others.ts";
import { endDropped } from "#lib/modules/runs/end-dropped.ts";
import { removeNow } from "#lib/modules/runs/left-worktrees.ts";
import { lockTask } from "#lib/modules/tasks/advance-task.ts";
import { handler } from "#lib/operations/handler.ts";

export const runDropOthers = handler(
  dropOthers,
  async ({ input, facts: { run, others, workspace }, platform, actor, step, log, close }) => {
    const removed = new Map<string, boolean>();
    for (const one of others) {
      const name = `Remove the worktree ${one.worktree}`;
      removed.set(one.id, await step(name, () => removeNow(platform, one, log)));
    }
    await close(async (tx) => {
      await lockTask(tx, input.taskId);
      for (const one of others) {
        const isRemoved = removed.get(one.id) ?? false;
        await endDropped(tx, one, { workspaceId: workspace.id, isRemoved, by: actor.name });
      }
      return { run: { id: run.id, state: run.state } };
    });
  },
);
