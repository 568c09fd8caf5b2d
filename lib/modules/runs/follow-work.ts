import { configOf } from "#lib/modules/configs/in-force.ts";
import { filesOfConflict } from "#lib/modules/runs/files-of-conflict.ts";
import { followSession } from "#lib/modules/runs/follow-session.ts";
import { agentAuthor, unsettledWords, worktreeRootOf } from "#lib/modules/runs/rules.ts";
import { findRunAgent, openDriver, startRunAgent } from "#lib/modules/runs/run-place.ts";
import { changeOwnRun } from "#lib/modules/runs/store.ts";
import type { Supervision } from "#lib/modules/runs/supervision.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { workInstructions } from "#lib/modules/runs/texts.ts";
import { advanceTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { AgentEndpoint } from "#lib/providers/agents/port.ts";
import { commitEverything, getStatus } from "#lib/providers/workspaced/git.ts";

/** Tells the agent what it was not yet told, follows the turn to its end, and says what comes then. */
export async function followWork(supervision: Supervision): Promise<void> {
  const { platform, lease, run, address, workspaceId, end } = supervision;
  const { sessionId, messageId } = run;
  if (!sessionId || !messageId) throw new Error("A running run has no session.");
  const endpoint = await agentFor(supervision, sessionId, messageId);
  if (!endpoint) {
    const reason = "The agent's server ended in the middle of its turn.";
    return end({ state: "interrupted", reason, event: null });
  }
  const turn = await followSession({
    recording: { platform, run, owner: lease.owner, workspaceId, sessionId, source: "agent", prefix: "" },
    lease,
    address,
    endpoint,
    messageId,
    silenceMs: supervision.limits.silenceMs,
  });
  if (!turn) return;
  switch (turn.reason) {
    case "completed":
      return finishTurn(supervision);
    case "aborted":
      return end({ state: "aborted", reason: "Aborted on request.", event: "run.abort" });
    case "interrupted":
      return end({ state: "interrupted", reason: turn.message, event: null });
    case "error":
      return end({ state: "failed", reason: turn.message ?? "The agent failed.", event: "run.failed" });
  }
}

/** Null where the server that had the turn is gone. A prompt that may not have arrived is sent again under its id. */
async function agentFor(
  { platform, lease, run, task, address }: Supervision,
  sessionId: string,
  messageId: string,
): Promise<AgentEndpoint | null> {
  if (run.pendingPrompt === null) return findRunAgent(address, run.id);
  const endpoint = await startRunAgent(platform, address, run, task.number);
  const driver = await openDriver();
  const config = await configOf(platform.database.orm, run.projectId, run.configVersion);
  await driver.prompt(endpoint, sessionId, {
    messageId,
    text: run.pendingPrompt,
    instructions: workInstructions(config.instructions),
  });
  await changeOwnRun(platform.database.orm, run.id, lease.owner, { pendingPrompt: null });
  return endpoint;
}

/** Commits what the agent left; then a reviewer looks at it, or at once a person. */
async function finishTurn({ platform, lease, run, task, address, end }: Supervision): Promise<void> {
  const root = worktreeRootOf(run);
  const author = agentAuthor(task.number);
  try {
    await commitEverything(address, { root, message: `${task.title}\n\nTask #${task.number}`, author });
  } catch (error) {
    const conflictFiles = filesOfConflict(error);
    if (!conflictFiles) throw error;
    const reason = unsettledWords(conflictFiles);
    return end({ state: "finished", reason, event: "agent.finished_without_review", conflictFiles });
  }
  const { head } = await getStatus(address, { root });
  const config = await configOf(platform.database.orm, run.projectId, run.configVersion);
  const isEmpty = head === run.baseCommit;
  if (isEmpty || !config.isReviewOn) {
    const reason = isEmpty ? "The agent changed nothing." : null;
    const change = { headCommit: head };
    return end({ state: "finished", reason, event: "agent.finished_without_review", change });
  }
  await transact(platform.database, async (tx) => {
    const locked = await lockTask(tx, run.taskId);
    const reviewing = await changeOwnRun(tx, run.id, lease.owner, {
      state: "reviewing",
      headCommit: head,
      activity: null,
      reviewRound: run.reviewRound + 1,
      reviewAttempt: 0,
      reviewSessionId: null,
      reviewMessageId: null,
      check: null,
      verdict: null,
    });
    if (!reviewing) return;
    await tellStatus(tx, reviewing, "reviewing", null);
    await advanceTask(tx, locked, "agent.finished");
  });
}
