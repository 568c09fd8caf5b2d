import { type Reader, waitsForReader } from "#lib/modules/notifications/rules.ts";
import { ListNoticesInput, NoticePage, type NoticeView } from "#lib/modules/notifications/schema.ts";
import {
  countUnread,
  listHeldNotices,
  listNoticeRows,
  listReaders,
  type ToldRow,
} from "#lib/modules/notifications/store.ts";
import { answersOf, askerOf, toldOperation } from "#lib/modules/notifications/told-operation.ts";
import { query } from "#lib/operations/query.ts";
import { databaseNow, listConsentsOf, type OperationRow } from "#lib/operations/store.ts";
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
    const describe = await describer(tx, actor.userId ?? "", [...newest, ...page]);
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

/** What turns these rows into what the person reads, with what each waits for now. */
async function describer(tx: Tx, personId: string, rows: readonly ToldRow[]) {
  const held = new Map(
    rows
      .filter(({ operation }) => operation.state === "held")
      .map(({ operation }) => [operation.id, operation]),
  );
  const consents = Map.groupBy(await listConsentsOf(tx, [...held.keys()]), (consent) => consent.operationId);
  const readers = await readerOfEach(tx, personId, [...held.values()]);
  const now = await databaseNow(tx);
  return ({ notice, operation }: ToldRow): NoticeView => {
    const reader = readers.get(operation.id);
    const answers = answersOf(consents.get(operation.id) ?? []);
    return {
      id: notice.id,
      kind: notice.kind,
      at: notice.createdAt.toISOString(),
      readAt: notice.readAt?.toISOString() ?? null,
      waitsFor: reader ? waitsForReader(toldOperation(operation), answers, reader, now) : null,
      operation: operationOf(operation),
    };
  };
}

/** What the person may do with each held operation; operations of one project share the answer. */
async function readerOfEach(tx: Tx, personId: string, held: readonly OperationRow[]) {
  const places = Map.groupBy(held, ({ projectId, personId: asker }) => `${projectId} ${asker}`);
  const found = new Map<string, Reader>();
  for (const [first, ...others] of places.values()) {
    if (!first) continue;
    const reader = (await listReaders(tx, first)).find(({ id }) => id === personId);
    if (reader) for (const { id } of [first, ...others]) found.set(id, reader);
  }
  return found;
}

const operationOf = (row: OperationRow): NoticeView["operation"] => ({
  id: row.id,
  command: row.command,
  level: row.level,
  state: row.state,
  target: { kind: row.targetKind, id: row.targetId, name: row.targetName, projectId: row.projectId },
  ...askerOf(row),
  reason: row.reason,
  notBefore: row.notBefore?.toISOString() ?? null,
  expiresAt: row.expiresAt?.toISOString() ?? null,
});
