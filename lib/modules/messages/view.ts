import type { MessageView } from "#lib/modules/messages/schema.ts";
import type { MessageRow } from "#lib/modules/messages/store.ts";

/** A message as everybody reads it. */
export function messageView(row: MessageRow, author: string | null): MessageView {
  const { id, runId, mode, state, text, sentAt, createdAt } = row;
  return {
    id,
    runId,
    mode,
    state,
    text,
    createdBy: author,
    sentAt: sentAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
