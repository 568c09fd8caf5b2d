import { dropOthers } from "#lib/modules/contests/drop-others.ts";
import { endDropped } from "#lib/modules/runs/end-dropped.ts";
import { removeNow } from "#lib/modules/runs/left-worktrees.ts";
import { freeTask } from "#lib/modules/tasks/claim-task.ts";
import { handler } from "#lib/operations/handler.ts";

export const runDropOthers = handler(
  dropOthers,
  async ({ input, facts: { run, others, workspace }, platform, actor, operationId, step, log, close }) => {
    const removed = new Map<string, boolean>();
    for (const one of others) {
      const name = `Remove the worktree ${one.worktree}`;
      removed.set(one.id, await step(name, () => removeNow(platform, one, log)));
    }
    await close(async (tx) => {
      for (const one of others) {
        const isRemoved = removed.get(one.id) ?? false;
        await endDropped(tx, one, { workspaceId: workspace.id, isRemoved, by: actor.name });
      }
      await freeTask(tx, input.taskId, operationId);
      return { run: { id: run.id, state: run.state } };
    });
  },
  { failed: (tx, { input, operationId }) => freeTask(tx, input.taskId, operationId) },
);
