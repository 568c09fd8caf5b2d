import { askedFor } from "#lib/modules/notifications/readers.ts";
import { ListNoticesInput, NoticePage, type NoticeView } from "#lib/modules/notifications/schema.ts";
import {
  countUnread,
  listHeldNotices,
  listNoticeRows,
  type ToldRow,
} from "#lib/modules/notifications/store.ts";
import { askerOf, outcomeOf } from "#lib/modules/notifications/told-operation.ts";
import { describeAnswerable } from "#lib/operations/answerable.ts";
import { query } from "#lib/operations/query.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

const waitingMax = 50;
/** Of one operation there may be a few notices; more than these are not looked through. */
const heldMax = 500;

export const listNotices = query({
  name: "notice.list",
  http: "GET /api/notices",
  summary: "List what you were told, and what waits for you",
  input: ListNoticesInput,
  output: NoticePage,
  async read({ tx, input: { cursor, limit }, actor }) {
    const rows = await listNoticeRows(tx, actor, { cursor, limit: limit + 1 });
    const newest = newestOfEach(await listHeldNotices(tx, actor, heldMax));
    const page = rows.slice(0, limit);
    const describe = await describer(tx, actor, [...newest, ...page]);
    return {
      items: page.map(describe),
      nextCursor: rows.length > limit ? (page.at(-1)?.notice.id ?? null) : null,
      waiting: newest
        .map(describe)
        .filter(({ waitsFor }) => waitsFor !== null)
        .slice(0, waitingMax),
      unread: await countUnread(tx, actor),
    };
  },
});

function newestOfEach(rows: readonly ToldRow[]): ToldRow[] {
  const seen = new Set<string>();
  return rows.filter(({ operation: { id } }) => !seen.has(id) && seen.add(id));
}

/** What turns these rows into what the reader reads, with what each waits for now. */
async function describer(tx: Tx, actor: Actor, rows: readonly ToldRow[]) {
  const held = rows.filter(({ operation }) => operation.state === "held");
  const operations = [...new Map(held.map(({ operation }) => [operation.id, operation])).values()];
  const answerable = await describeAnswerable(tx, actor, operations);
  const asked = new Map(answerable.map(({ id, may, waitsFor }) => [id, askedFor(may, waitsFor)]));
  return ({ notice, operation }: ToldRow): NoticeView => ({
    id: notice.id,
    kind: notice.kind,
    at: notice.createdAt.toISOString(),
    readAt: notice.readAt?.toISOString() ?? null,
    waitsFor: asked.get(operation.id) ?? null,
    operation: operationOf(operation),
  });
}

const operationOf = (row: OperationRow): NoticeView["operation"] => ({
  id: row.id,
  command: row.command,
  level: row.level,
  state: row.state,
  target: { kind: row.targetKind, id: row.targetId, name: row.targetName, projectId: row.projectId },
  ...askerOf(row),
  reason: row.reason,
  outcome: outcomeOf(row),
  notBefore: row.notBefore?.toISOString() ?? null,
  expiresAt: row.expiresAt?.toISOString() ?? null,
});
