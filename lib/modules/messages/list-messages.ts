import { ListMessagesInput, MessagePage } from "#lib/modules/messages/schema.ts";
import { selectMessages } from "#lib/modules/messages/store.ts";
import { messageView } from "#lib/modules/messages/view.ts";
import { runFacts } from "#lib/modules/runs/run-facts.ts";
import { query } from "#lib/operations/query.ts";

const shownMax = 200;

/** Oldest first; of very many the last ones, for those are what the agent may not know yet. */
export const listMessages = query({
  name: "run.list-messages",
  http: "GET /api/runs/:runId/messages",
  summary: "What people said to the agent of a run while it worked",
  input: ListMessagesInput,
  output: MessagePage,
  async read({ tx, input, actor }) {
    await runFacts(tx, actor, input.runId);
    const rows = await selectMessages(tx, input.runId, shownMax);
    return { items: rows.map(({ message, author }) => messageView(message, author)), nextCursor: null };
  },
});
