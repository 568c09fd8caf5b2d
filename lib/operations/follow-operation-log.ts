import type { z } from "zod";
import { openStates } from "#lib/kernel/answer.ts";
import { operationFor } from "#lib/operations/access.ts";
import { type QueryContext, type StreamMessage, stream } from "#lib/operations/query.ts";
import { OperationInput } from "#lib/operations/schema.ts";
import { findOperation, listLog } from "#lib/operations/store.ts";

const pageLines = 500;
const lookMs = 250;

/** The log of an operation, from its beginning or behind the line seen last, until the operation has ended. */
export const followOperationLog = stream({
  name: "operation.follow-log",
  http: "GET /api/operations/:operationId/logs",
  summary: "Follow the log of an operation",
  input: OperationInput,
  async open(context) {
    await operationFor(context.tx, context.actor, context.input.operationId);
    return followLines(context);
  },
});

type Following = QueryContext<z.infer<typeof OperationInput>> & { lastEventId: string | null };

/** The lines behind the one seen last and those still to come, then `done` with the state it ended in. */
export async function* followLines({
  tx,
  input,
  signal,
  lastEventId,
}: Following): AsyncGenerator<StreamMessage> {
  let after = /^\d{1,9}$/.test(lastEventId ?? "") ? Number(lastEventId) : 0;
  for (;;) {
    // The state is read first: what was logged before the end is then in the page that follows.
    const operation = await findOperation(tx, input.operationId);
    const lines = await listLog(tx, input.operationId, after, pageLines);
    for (const { sequence, at, line } of lines) {
      after = sequence;
      yield { id: String(sequence), event: "line", data: { sequence, at: at.toISOString(), line } };
    }
    if (lines.length === pageLines) continue;
    if (signal.aborted) return;
    if (!operation || !openStates.includes(operation.state)) {
      yield { event: "done", data: { state: operation?.state ?? "gone" } };
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
