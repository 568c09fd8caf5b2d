import { configOf } from "#lib/modules/configs/in-force.ts";
import { readRepositoryGuide } from "#lib/modules/configs/repository-guide.ts";
import { hasMessages } from "#lib/modules/messages/take-messages.ts";
import { filesOfConflict } from "#lib/modules/runs/files-of-conflict.ts";
import { followSession } from "#lib/modules/runs/follow-session.ts";
import { agentAuthor, unsettledWords, worktreeRootOf } from "#lib/modules/runs/rules.ts";
import { findRunAgent, openDriver, recycleRunAgent, startRunAgent } from "#lib/modules/runs/run-place.ts";
import { changeOwnRun } from "#lib/modules/runs/store.ts";
import type { Supervision } from "#lib/modules/runs/supervision.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { tellMessages } from "#lib/modules/runs/tell-messages.ts";
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
  // Who interrupted before this turn was told with its prompt, or took it back; any other is found by the next beat.
  lease.interruptTold();
  const turn = await followSession({
    recording: { platform, run, owner: lease.owner, workspaceId, sessionId, source: "agent", prefix: "" },
    lease,
    address,
    endpoint,
    messageId,
    limits: supervision.limits,
  });
  if (!turn) return;
  // Whoever interrupts ends the turn; how it ended says nothing about the run.
  if (lease.interruptAsked.aborted && !turn.isGivenUp && (await tellMessages(supervision))) return;
  switch (turn.reason) {
    case "completed":
      return finishTurn(supervision);
    case "aborted":
      // A person's abort stands in the run's row; this one was for a message that was taken back.
      return end({
        state: "interrupted",
        reason: "The agent was stopped in the middle of its turn.",
        event: null,
      });
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
  const guide = config.isRepositoryGuideOn ? await readRepositoryGuide(address, worktreeRootOf(run)) : null;
  await driver.prompt(endpoint, sessionId, {
    messageId,
    text: run.pendingPrompt,
    instructions: workInstructions(config.instructions, guide),
  });
  await changeOwnRun(platform.database.orm, run.id, lease.owner, { pendingPrompt: null });
  return endpoint;
}

/** Tells what people said meanwhile; else commits what the agent left, for a reviewer or at once a person. */
async function finishTurn(supervision: Supervision): Promise<void> {
  const { platform, lease, run, task, address, limits, end } = supervision;
  if (await tellMessages(supervision)) return;
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
  const isReviewed = await transact(platform.database, async (tx) => {
    const locked = await lockTask(tx, run.taskId);
    // Somebody spoke at the last moment: the turn's end is looked at again.
    if (await hasMessages(tx, run.id)) return false;
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
    if (!reviewing) return false;
    await tellStatus(tx, reviewing, "reviewing", null);
    // A card whose results are to be compared waits in progress for all of them.
    if (reviewing.contestId === null) await advanceTask(tx, locked, "agent.finished");
    return true;
  });
  // Not before: without its server a turn whose end is looked at again would seem to have been lost.
  if (isReviewed) await recycleRunAgent(platform, address, run.id, limits.agentMemoryBytes);
}
