import { conflict } from "#lib/kernel/errors.ts";
import { endApproval } from "#lib/modules/runs/approve-task.ts";
import { commitRest, openDelivery, tellConflict } from "#lib/modules/runs/delivery.ts";
import { countOfFiles, namedFiles, worktreeRootOf } from "#lib/modules/runs/rules.ts";
import { changeRun } from "#lib/modules/runs/store.ts";
import { tellChanges, tellRun } from "#lib/modules/runs/tell.ts";
import { updateBase } from "#lib/modules/runs/update-base.ts";
import { amendTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { handler } from "#lib/operations/handler.ts";
import { getStatus, takeBase } from "#lib/providers/workspaced/git.ts";
import { abortWork } from "#lib/providers/workspaced/git-branches.ts";

export const runUpdateBase = handler(
  updateBase,
  async (context) => {
    const { facts, operationId, signal, step, close } = context;
    const { task, run, author } = facts;
    const delivery = await openDelivery(context);
    const root = worktreeRootOf(run);
    await commitRest(delivery);
    const commits = await step(`Merge ${run.baseBranch} into the worktree`, () =>
      delivery.ask(async (at) => {
        const message = `Merge ${run.baseBranch} into #${task.number}`;
        const taken = await takeBase(at, { root, base: run.baseBranch, message, author }, { signal });
        if (taken.state === "conflict") {
          // As it was: whoever settles it, a person or the agent, begins from a clean worktree.
          await abortWork(at, { root }, { signal });
          await tellConflict(delivery, taken.files);
          const named = `${countOfFiles(taken.files)}: ${namedFiles(taken.files)}`;
          throw conflict(`conflict in ${named}`, { files: taken.files });
        }
        const { head } = await getStatus(at, { root }, { signal });
        return { baseCommit: taken.baseCommit, headCommit: head };
      }),
    );
    await close(async (tx) => {
      const locked = await lockTask(tx, task.id);
      await changeRun(tx, run.id, commits);
      if (locked.task.claimOperationId === operationId) {
        await amendTask(tx, task.id, { claimOperationId: null, statusReason: null });
      }
      tellRun(tx, run);
      tellChanges(tx, run);
      return { run: { id: run.id, state: run.state } };
    });
  },
  {
    failed: (tx, { input, operationId, message }) => endApproval(tx, input.taskId, operationId, message),
  },
);
