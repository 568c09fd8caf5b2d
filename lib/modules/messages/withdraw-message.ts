import { conflict, notFound } from "#lib/kernel/errors.ts";
import { MessageAnswer, WithdrawMessageInput } from "#lib/modules/messages/schema.ts";
import { findMessage, withdrawWaiting } from "#lib/modules/messages/store.ts";
import { messageView } from "#lib/modules/messages/view.ts";
import { runFacts } from "#lib/modules/runs/run-facts.ts";
import { tellRun } from "#lib/modules/runs/tell.ts";
import { command } from "#lib/operations/command.ts";

/** Of withdrawing and telling one is first: what the agent was told is a CONFLICT. */
export const withdrawMessage = command({
  name: "run.withdraw-message",
  http: "DELETE /api/runs/:runId/messages/:messageId",
  summary: "Take back a message that the agent was not told yet",
  input: WithdrawMessageInput,
  output: MessageAnswer,
  facts: (tx, { runId }, actor) => runFacts(tx, actor, runId),
  async apply(tx, { input: { runId, messageId }, facts: { run } }): Promise<MessageAnswer> {
    const withdrawn = await withdrawWaiting(tx, runId, messageId);
    if (!withdrawn) {
      if (!(await findMessage(tx, runId, messageId))) throw notFound("message");
      throw conflict("This message does not wait any more: the agent was told, or it was withdrawn.");
    }
    tellRun(tx, run);
    return { message: messageView(withdrawn, null) };
  },
});
