import { describeAnswerable } from "#lib/operations/answerable.ts";
import { query } from "#lib/operations/query.ts";
import { countQueue, listBrokenGlasses, listQueue } from "#lib/operations/queue-store.ts";
import { ListQueueInput, QueuePage } from "#lib/operations/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** What waits for a person's consent, or did; with how many wait for the one who looks. */
export const listQueueOf = query({
  name: "protection.queue",
  http: "GET /api/protection/queue",
  summary: "List what waits for consent",
  input: ListQueueInput,
  output: QueuePage,
  async read({ tx, actor, input: { cursor: before, limit, ...filter } }) {
    const [rows, counts, breakGlasses] = await Promise.all([
      listQueue(tx, actor, { ...filter, before }, limit + 1),
      countQueue(tx, actor),
      skippedCooldowns(tx, actor),
    ]);
    const page = rows.slice(0, limit);
    return {
      items: await describeAnswerable(tx, actor, page),
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      counts,
      breakGlasses,
    };
  },
});

const shownMax = 20;

/** For owners and admins alone: a skipped cooldown is never silent, and none of a member's business. */
async function skippedCooldowns(tx: Tx, actor: Actor): Promise<QueuePage["breakGlasses"]> {
  if (actor.kind !== "person" || actor.role === "member") return [];
  const rows = await listBrokenGlasses(tx, shownMax);
  return rows.map(({ operation, personId, personName, reason, givenAt }) => ({
    operationId: operation.id,
    command: operation.command,
    targetName: operation.targetName,
    person: { id: personId, name: personName },
    reason,
    at: givenAt.toISOString(),
  }));
}
