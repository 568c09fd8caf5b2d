import { conflict } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { waitingMax } from "#lib/modules/messages/rules.ts";
import { MessageAnswer, SendMessageInput } from "#lib/modules/messages/schema.ts";
import { countWaiting, insertMessage } from "#lib/modules/messages/store.ts";
import { messageView } from "#lib/modules/messages/view.ts";
import { findRun } from "#lib/modules/runs/of-task.ts";
import { isLive } from "#lib/modules/runs/rules.ts";
import { runFacts } from "#lib/modules/runs/run-facts.ts";
import { tellRun } from "#lib/modules/runs/tell.ts";
import { lockTask } from "#lib/modules/tasks/advance-task.ts";
import { command } from "#lib/operations/command.ts";

/**
 * The message waits in the database until the supervisor of the run tells it: when the agent's turn ends, or at once in
 * its place. CONFLICT where nobody works on the run: it would never be told.
 */
export const sendMessage = command({
  name: "run.message",
  http: "POST /api/runs/:runId/messages",
  summary: "Say something to an agent while it works",
  input: SendMessageInput,
  output: MessageAnswer,
  creates: true,
  facts: (tx, { runId }, actor) => runFacts(tx, actor, runId),
  async apply(tx, { input: { runId, text, mode }, facts, actor }): Promise<MessageAnswer> {
    // Whoever ends the run locks the task first: it sees this message, or this sees the end.
    await lockTask(tx, facts.task.id);
    const run = await findRun(tx, runId);
    if (!run || !isLive(run.state)) {
      throw conflict(
        "Nobody works on this run any more. Continue it, or send the work back, with what you want to say.",
      );
    }
    if ((await countWaiting(tx, runId)) >= waitingMax) {
      throw conflict(`${waitingMax} messages wait for this agent already. Withdraw one, or wait for it.`);
    }
    const createdBy = actor.userId;
    const row = await insertMessage(tx, { id: newId(), runId, mode, state: "waiting", text, createdBy });
    tellRun(tx, run);
    return { message: messageView(row, actor.userName ?? actor.name) };
  },
});
