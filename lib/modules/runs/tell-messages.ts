import { newId } from "#lib/kernel/ids.ts";
import { promptOfMessages } from "#lib/modules/messages/rules.ts";
import { hasMessages, takeMessages } from "#lib/modules/messages/take-messages.ts";
import { openDriver, recycleRunAgent, startRunAgent } from "#lib/modules/runs/run-place.ts";
import { settleAsks } from "#lib/modules/runs/settle-asks.ts";
import { changeOwnRun, insertInteraction } from "#lib/modules/runs/store.ts";
import type { Supervision } from "#lib/modules/runs/supervision.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { advanceTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";

/**
 * Makes what people said meanwhile the next prompt of the run. Messages, prompt and the prompt's id are written
 * together, and the driver sends no id twice: each message reaches the agent once, whatever dies between. False where
 * nobody said anything, or took it back.
 */
export async function tellMessages(supervision: Supervision): Promise<boolean> {
  try {
    return await tellWaiting(supervision);
  } finally {
    // Only now: until they were told, every beat of the heart finds them waiting.
    supervision.lease.interruptTold();
  }
}

async function tellWaiting({ platform, lease, run, task, address, limits }: Supervision): Promise<boolean> {
  const { sessionId } = run;
  if (!sessionId || !(await hasMessages(platform.database.orm, run.id))) return false;
  await recycleRunAgent(platform, address, run.id, limits.agentMemoryBytes);
  const endpoint = await startRunAgent(platform, address, run, task.number);
  const driver = await openDriver();
  const messageId = await driver.createMessageId(endpoint, sessionId);
  return transact(platform.database, async (tx) => {
    const locked = await lockTask(tx, run.taskId);
    const texts = await takeTexts(tx, run.id);
    if (texts.length === 0) return false;
    const pendingPrompt = promptOfMessages(texts);
    const change = { state: "running", messageId, pendingPrompt, activity: null } as const;
    const goesOn = await changeOwnRun(tx, run.id, lease.owner, { ...change, turns: run.turns + 1 });
    if (!goesOn) throw new Error("Another supervisor has taken the run over.");
    await settleAsks(tx, run.id);
    await tellStatus(tx, goesOn, "running", "Goes on with what was said meanwhile");
    if (locked.task.status === "ai_review") await advanceTask(tx, locked, "review.asks_for_changes");
    return true;
  });
}

/** Inside the transaction that makes them a prompt; each stands among what people said to the run. */
export async function takeTexts(tx: Tx, runId: string): Promise<string[]> {
  const messages = await takeMessages(tx, runId);
  for (const { text, createdBy } of messages) {
    const said = { id: newId(), runId, kind: "prompt", state: "settled", createdBy } as const;
    await insertInteraction(tx, { ...said, request: { text } });
  }
  return messages.map(({ text }) => text);
}
