import { ActorView, Channel } from "#lib/kernel/answer.ts";
import { mayReadOrigin } from "#lib/modules/audit/may-read-origin.ts";
import { type AccessEntry, AccessPage, ListAccessesInput } from "#lib/modules/audit/schema.ts";
import { listAccessRows } from "#lib/modules/audit/store.ts";
import { query } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

type Selected = Awaited<ReturnType<typeof listAccessRows>>[number];

/** Newest first; kept for 30 days, and not part of the chain. */
export const listAccesses = query({
  name: "audit.accesses",
  http: "GET /api/audit/accesses",
  summary: "List what API keys and agents read in the last 30 days",
  input: ListAccessesInput,
  output: AccessPage,
  async read({ tx, actor, input }) {
    const rows = await listAccessRows(tx, actor, { ...input, limit: input.limit + 1 });
    const page = rows.slice(0, input.limit);
    return {
      items: page.map((row) => accessView(row, actor)),
      nextCursor: rows.length > input.limit ? String(page.at(-1)?.access.id) : null,
    };
  },
});

function accessView({ access, person }: Selected, reader: Actor): AccessEntry {
  const { id, at, actorKind, actorId, actorName, via, verb, subject, projectId, requestId, ip } = access;
  return {
    id,
    at: at.toISOString(),
    actor: ActorView.parse({ kind: actorKind, id: actorId, name: actorName }),
    person,
    via: Channel.parse(via),
    verb,
    subject,
    projectId,
    requestId,
    ip: mayReadOrigin(reader, access) ? ip : null,
  };
}
