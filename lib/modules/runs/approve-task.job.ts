import { conflict } from "#lib/kernel/errors.ts";
import { openGitAccess } from "#lib/modules/git-access/open-git-access.ts";
import { approveTask, endApproval } from "#lib/modules/runs/approve-task.ts";
import { putAwayEarlier } from "#lib/modules/runs/earlier-runs.ts";
import { filesOfConflict } from "#lib/modules/runs/files-of-conflict.ts";
import {
  agentAuthor,
  countOfFiles,
  namedFiles,
  unsettledWords,
  worktreeRootOf,
} from "#lib/modules/runs/rules.ts";
import { placeOf, stopRunAgent } from "#lib/modules/runs/run-place.ts";
import { changeRun } from "#lib/modules/runs/store.ts";
import { tellRun } from "#lib/modules/runs/tell.ts";
import { advanceTask, amendTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { handler } from "#lib/operations/handler.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import {
  commitEverything,
  getStatus,
  inspectRepository,
  mergeBranch,
  removeWorktree,
} from "#lib/providers/workspaced/git.ts";
import { pushBranch } from "#lib/providers/workspaced/git-branches.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

/** Each step may be made again after a crash: what was merged or pushed is found so. */
export const runApproveTask = handler(
  approveTask,
  async ({ input, facts, platform, operationId, signal, step, log, close }) => {
    const { task, run, author } = facts;
    const { address, workspaceId } = await placeOf(platform, input.projectId);
    const ask = <Result>(work: (at: WorkspacedAddress) => Promise<Result>) => withWorkspace(address, work);
    const root = worktreeRootOf(run);
    const into = run.baseBranch;

    const openAccess = () =>
      ask((at) =>
        openGitAccess({ platform, projectId: input.projectId, address: at, remote: "origin", signal }),
      );
    const tellConflict = (files: string[]) =>
      transact(platform.database, (tx) => amendTask(tx, task.id, { conflictFiles: files }));
    const headCommit = await step("Commit what is left", () =>
      ask(async (at) => {
        const message = `${task.title}\n\nTask #${task.number}`;
        await commitEverything(at, { root, message, author: agentAuthor(task.number) }, { signal });
        return (await getStatus(at, { root }, { signal })).head;
      }).catch(async (error: unknown) => {
        const files = filesOfConflict(error);
        if (!files) throw error;
        await tellConflict(files);
        throw conflict(unsettledWords(files), { files });
      }),
    );
    const hasOrigin = await step("Look for an origin", async () => {
      const { remotes } = await ask((at) => inspectRepository(at, {}, { signal }));
      return remotes.some(({ name }) => name === "origin");
    });
    // What others pushed meanwhile: without it the push would be refused, and there would be no way on from the card.
    await step(`Take over what is new in ${into} of origin`, async () => {
      if (!hasOrigin) return null;
      const message = `Merge ${into} of origin`;
      const taking = { branch: into, remote: "origin", into, message, author };
      const access = await openAccess();
      const taken = await ask((at) => mergeBranch(at, taking, { signal, access })).catch((error: unknown) => {
        signal.throwIfAborted();
        log(`It could not be asked: ${error instanceof Error ? error.message : "no reason was given"}`);
        return null;
      });
      if (taken === null || taken.state === "merged") return null;
      if (taken.state === "blocked") throw conflict(refusalOf(taken), { files: taken.files });
      const named = `${countOfFiles(taken.files)} that changed here and at origin: ${namedFiles(taken.files)}`;
      const way = `Merge origin/${into} in a terminal, then approve again.`;
      throw conflict(`conflict in ${named}. ${way}`, { files: taken.files });
    });
    const mergeCommit = await step(`Merge into ${into}`, async () => {
      const message = `Merge task #${task.number}: ${task.title}`;
      const merged = await ask((at) =>
        mergeBranch(at, { branch: run.branch, into, message, author }, { signal }),
      );
      if (merged.state === "merged") return merged.commit;
      if (merged.state === "conflict") await tellConflict(merged.files);
      throw conflict(refusalOf(merged), { files: merged.files });
    });
    // Before the push: when that is refused, it is merged all the same.
    await transact(platform.database, async (tx) => {
      await changeRun(tx, run.id, { headCommit, mergeCommit });
      tellRun(tx, run);
      publish(tx, {
        topic: "git",
        name: "git.changed",
        subjectId: workspaceId,
        projectId: input.projectId,
      });
    });
    await step("Push to origin", async () => {
      if (!hasOrigin) {
        log("There is no origin to push to.");
        return null;
      }
      const access = await openAccess();
      const pushed = await ask((at) => pushBranch(at, { branch: into }, { signal, access }));
      if ("refused" in pushed) {
        const words = pushed.message.replace(/[.\s]*$/, ".");
        const sentence = `merged here, push refused: ${words} Approve again to push it once more.`;
        throw conflict(sentence, { reason: pushed.reason });
      }
      return pushed.commit;
    });
    const isRemoved = await step("Remove the worktree", async () => {
      await stopRunAgent(platform, run, { purge: true });
      const options = { name: run.worktree, deleteBranch: true, base: into };
      return ask((at) => removeWorktree(at, options)).then(
        () => true,
        (error: unknown) => {
          log(`It stays: ${error instanceof Error ? error.message : "it could not be removed"}`);
          return false;
        },
      );
    });
    const away = await putAwayEarlier(run, { platform, address, taskNumber: task.number, step, log });
    await close(async (tx) => {
      for (const id of away) await changeRun(tx, id, { isWorktreeKept: false });
      const locked = await lockTask(tx, task.id);
      await changeRun(tx, run.id, { isWorktreeKept: !isRemoved });
      const done = { resolution: "merged", statusReason: null, approvalOperationId: null } as const;
      if (locked.task.approvalOperationId === operationId) {
        await advanceTask(tx, locked, "task.approve", done);
      }
      tellRun(tx, run);
      return { run: { id: run.id, state: run.state }, mergeCommit };
    });
  },
  {
    failed: (tx, { input, operationId, message }) => endApproval(tx, input.taskId, operationId, message),
  },
);

function refusalOf({ state, files }: { state: "conflict" | "blocked"; files: string[] }): string {
  const named = namedFiles(files);
  if (state === "conflict") return `conflict in ${countOfFiles(files)}: ${named}`;
  return `changed files in the workspace are in the way of the merge: ${named}. Commit or discard them first.`;
}
