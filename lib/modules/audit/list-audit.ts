import { AuditPage, ListAuditInput } from "#lib/modules/audit/schema.ts";
import { type AuditQuery, listAuditRows } from "#lib/modules/audit/store.ts";
import { entryView } from "#lib/modules/audit/view.ts";
import { type QueryContext, query } from "#lib/operations/query.ts";

export const listAudit = query({
  name: "audit.list",
  http: "GET /api/audit",
  summary: "List what was done: all of it for owners and admins, what concerns them for members",
  input: ListAuditInput,
  output: AuditPage,
  read: ({ tx, actor, input: { limit, cursor, ...filter } }) =>
    pageOfEntries({ tx, actor }, filter, { limit, before: cursor }),
});

/** One page of the entries that the actor may see and the filter lets through, newest first. */
export async function pageOfEntries(
  { tx, actor }: Pick<QueryContext<unknown>, "tx" | "actor">,
  filter: AuditQuery,
  { limit, before }: { limit: number; before?: number },
) {
  const rows = await listAuditRows(tx, actor, filter, { before, limit: limit + 1 });
  const page = rows.slice(0, limit);
  return {
    items: page.map((row) => entryView(row, actor)),
    nextCursor: rows.length > limit ? String(page.at(-1)?.id) : null,
  };
}
