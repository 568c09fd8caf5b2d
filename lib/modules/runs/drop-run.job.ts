import { dropRun } from "#lib/modules/runs/drop-run.ts";
import { endDropped } from "#lib/modules/runs/end-dropped.ts";
import { removeNow } from "#lib/modules/runs/left-worktrees.ts";
import type { RunRow } from "#lib/modules/runs/store.ts";
import { advanceTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { freeTask } from "#lib/modules/tasks/claim-task.ts";
import { handler } from "#lib/operations/handler.ts";

export const runDropRun = handler(
  dropRun,
  async ({ input, facts: { run, others, workspace }, platform, actor, step, log, close }) => {
    const removed = new Map<string, boolean>();
    for (const one of [run, ...others]) {
      const name = `Remove the worktree ${one.worktree}`;
      removed.set(one.id, await step(name, () => removeNow(platform, one, log)));
    }
    await close(async (tx) => {
      const locked = await lockTask(tx, input.taskId);
      const ended = new Map<string, RunRow | null>();
      for (const one of [run, ...others]) {
        const isRemoved = removed.get(one.id) ?? false;
        ended.set(
          one.id,
          await endDropped(tx, one, { workspaceId: workspace.id, isRemoved, by: actor.name }),
        );
      }
      await advanceTask(tx, locked, "run.drop", { statusReason: null, claimOperationId: null });
      return { run: { id: run.id, state: ended.get(run.id)?.state ?? run.state } };
    });
  },
  { failed: (tx, { input, operationId }) => freeTask(tx, input.taskId, operationId) },
);
