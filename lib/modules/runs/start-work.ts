import { configOf } from "#lib/modules/configs/in-force.ts";
import { promptOfMessages } from "#lib/modules/messages/rules.ts";
import { filesOfConflict } from "#lib/modules/runs/files-of-conflict.ts";
import { agentAuthor, worktreeRootOf } from "#lib/modules/runs/rules.ts";
import { agentLimits, openDriver, startRunAgent } from "#lib/modules/runs/run-place.ts";
import { changeOwnRun, type RunChange } from "#lib/modules/runs/store.ts";
import type { Supervision } from "#lib/modules/runs/supervision.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { takeTexts } from "#lib/modules/runs/tell-messages.ts";
import { transact } from "#lib/platform/db/transact.ts";
import { commitEverything, createWorktree, takeBase } from "#lib/providers/workspaced/git.ts";

/** Worktree, agent, session; each is found where it is there already. Then the turn begins, or the review goes on. */
export async function startWork({ platform, lease, run, task, address }: Supervision): Promise<void> {
  const { owner } = lease;
  const keep = (change: RunChange) => changeOwnRun(platform.database.orm, run.id, owner, change);
  await keep({ activity: "Prepares the worktree" });
  const { baseCommit } = await createWorktree(address, {
    name: run.worktree,
    branch: run.branch,
    base: run.baseBranch,
  });
  if (run.isBasePending) await takeBaseOver({ address, run, task, keep });
  else await keep({ baseCommit: run.baseCommit ?? baseCommit });
  await keep({ activity: "Starts the agent" });
  const endpoint = await startRunAgent(platform, address, run, task.number);
  const driver = await openDriver();
  const config = await configOf(platform.database.orm, run.projectId, run.configVersion);
  const session = { title: task.title, runId: run.id, model: run.model, ...agentLimits(config) };
  const sessionId = run.sessionId ?? (await driver.createSession(endpoint, session)).sessionId;
  const isReview = run.pendingPrompt === null;
  const messageId = isReview ? run.messageId : await driver.createMessageId(endpoint, sessionId);
  await transact(platform.database, async (tx) => {
    const state = isReview ? "reviewing" : "running";
    const begun = await changeOwnRun(tx, run.id, owner, { state, sessionId, messageId, activity: null });
    if (!begun) return;
    if (run.pendingPrompt !== null) {
      const texts = await takeTexts(tx, run.id);
      const pendingPrompt = promptOfMessages([run.pendingPrompt, ...texts]);
      await changeOwnRun(tx, run.id, owner, { pendingPrompt, turns: run.turns + 1 });
    }
    const from = `${baseCommit.slice(0, 7)} of ${run.baseBranch}`;
    await tellStatus(tx, begun, state, run.sessionId ? "Goes on" : `Started from ${from}, on ${run.branch}`);
  });
}

type Taking = Pick<Supervision, "address" | "run" | "task"> & {
  keep: (change: RunChange) => Promise<unknown>;
};

/** What changed is from now on told against the base that was merged in. May be made again after a crash. */
async function takeBaseOver({ address, run, task, keep }: Taking): Promise<void> {
  await keep({ activity: `Merges ${run.baseBranch} into the worktree` });
  const root = worktreeRootOf(run);
  const author = agentAuthor(task.number);
  const left = commitEverything(address, { root, message: `Task #${task.number}`, author });
  // Asked again after a crash, the merge may be under way already.
  await left.catch((error: unknown) => {
    if (!filesOfConflict(error)) throw error;
  });
  const message = `Merge ${run.baseBranch} into #${task.number}`;
  const { baseCommit } = await takeBase(address, { root, base: run.baseBranch, message, author });
  await keep({ baseCommit, isBasePending: false });
}
