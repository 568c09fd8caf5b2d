import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  lt,
  max,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { accessLog, auditLog } from "#drizzle/schema/audit.ts";
import { users } from "#drizzle/schema/people.ts";
import { decisions, ruleCommands } from "#lib/modules/audit/rules.ts";
import type { AuditFilter, ListAccessesInput } from "#lib/modules/audit/schema.ts";
import { exactTime } from "#lib/platform/audit/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { visibleProject, withoutProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type AuditRow = typeof auditLog.$inferSelect;

export interface AuditQuery extends AuditFilter {
  isDecision?: boolean;
}

/** What the actor may see: what belongs to their projects, and what they or their keys did where none is there. */
function visibleRows(tx: Tx, actor: Actor, columns: typeof auditLog | typeof accessLog): SQL | undefined {
  const ofProject = visibleProject(tx, actor, columns.projectId);
  if (actor.projectId) return and(eq(columns.projectId, actor.projectId), ofProject);
  return actor.userId && actor.role === "member"
    ? or(ofProject, and(eq(columns.personId, actor.userId), withoutProject(tx, columns.projectId)))
    : ofProject;
}

function matching(tx: Tx, actor: Actor, filter: AuditQuery): SQL | undefined {
  return and(
    visibleRows(tx, actor, auditLog),
    filter.isDecision ? or(inArray(auditLog.what, [...decisions]), ruleChange) : undefined,
    filter.what ? inArray(auditLog.what, filter.what) : undefined,
    filter.command ? eq(auditLog.command, filter.command) : undefined,
    filter.level ? eq(auditLog.level, filter.level) : undefined,
    filter.projectId ? eq(auditLog.projectId, filter.projectId) : undefined,
    filter.operationId ? eq(auditLog.operationId, filter.operationId) : undefined,
    filter.personId ? eq(auditLog.personId, filter.personId) : undefined,
    filter.actorId ? eq(auditLog.actorId, filter.actorId) : undefined,
    filter.via ? eq(auditLog.via, filter.via) : undefined,
    filter.from ? gte(auditLog.at, new Date(filter.from)) : undefined,
    filter.to ? and(lt(auditLog.at, new Date(filter.to)), notLater(filter.to)) : undefined,
    ...(filter.text?.split(/\s+/).filter(Boolean).map(saysWord) ?? []),
  );
}

/** Says the same by id, so that newer rows are not read: none of these is from a transaction of more than an hour. */
const notLater = (to: string): SQL => sql`${auditLog.id} <= coalesce((select later.id from audit_log later
  where later.at >= ${new Date(to).toISOString()}::timestamptz + interval '1 hour'
  order by later.at limit 1), ${Number.MAX_SAFE_INTEGER}::bigint)`;

const ruleChange = and(
  inArray(auditLog.command, [...ruleCommands]),
  eq(auditLog.what, "operation.succeeded"),
);

/** A literal for ILIKE: what its pattern language would read otherwise is escaped. */
const containing = (word: string): string => `%${word.replaceAll(/[\\%_]/g, "\\$&")}%`;

const saysWord = (word: string): SQL => sql`${auditLog.words} like lower(${containing(word)})`;

/** So many rows are looked through at first, then twice as many each time. */
const windowRows = 10_000;

interface Page {
  before?: number;
  limit: number;
}

/** Newest first. */
export async function listAuditRows(
  tx: Tx,
  actor: Actor,
  filter: AuditQuery,
  { before, limit }: Page,
): Promise<AuditRow[]> {
  if (!filter.text && !filter.via) return listWindow(tx, actor, filter, { before, limit });
  // What has no index is looked for from the newest row on: left to itself, the database would read all of them.
  const rows: AuditRow[] = [];
  let upper = before ?? (await lastId(tx)) + 1;
  for (let width = windowRows; upper > 0 && rows.length < limit; width *= 2) {
    const window = { from: upper - width, before: upper, limit: limit - rows.length };
    rows.push(...(await listWindow(tx, actor, filter, window)));
    upper -= width;
  }
  return rows;
}

const listWindow = (
  tx: Tx,
  actor: Actor,
  filter: AuditQuery,
  { from, before, limit }: Page & { from?: number },
): Promise<AuditRow[]> =>
  tx
    .select()
    .from(auditLog)
    .where(
      and(
        matching(tx, actor, filter),
        before === undefined ? undefined : lt(auditLog.id, before),
        from === undefined ? undefined : gte(auditLog.id, from),
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(limit);

async function lastId(tx: Tx): Promise<number> {
  const [row] = await tx.select({ id: max(auditLog.id) }).from(auditLog);
  return row?.id ?? 0;
}

/** What stands before a row in the chain, whoever may see it: it says nothing but that nothing lies between. */
const previousSeal = sql<string | null>`(select before.seal from audit_log before
  where before.sequence = ${sql.raw("audit_log.sequence")} - 1)`;

/** Rows as they were sealed, oldest first, behind the id `after`. */
export const listExactRows = (
  tx: Tx,
  actor: Actor,
  filter: AuditQuery,
  { after, limit }: { after: number; limit: number },
) =>
  tx
    .select({
      ...getTableColumns(auditLog),
      exactAt: exactTime(sql`audit_log.at`),
      previousSeal,
    })
    .from(auditLog)
    .where(and(matching(tx, actor, filter), gt(auditLog.id, after)))
    .orderBy(asc(auditLog.id))
    .limit(limit);

export type ExactRow = Awaited<ReturnType<typeof listExactRows>>[number];

export const listAccessRows = (tx: Tx, actor: Actor, { limit, cursor, ...filter }: ListAccessesInput) =>
  tx
    .select({ access: accessLog, person: { id: users.id, name: users.name } })
    .from(accessLog)
    .leftJoin(users, eq(users.id, accessLog.personId))
    .where(
      and(
        visibleRows(tx, actor, accessLog),
        filter.projectId ? eq(accessLog.projectId, filter.projectId) : undefined,
        filter.personId ? eq(accessLog.personId, filter.personId) : undefined,
        filter.actorId ? eq(accessLog.actorId, filter.actorId) : undefined,
        filter.verb ? eq(accessLog.verb, filter.verb) : undefined,
        cursor === undefined ? undefined : lt(accessLog.id, cursor),
      ),
    )
    .orderBy(desc(accessLog.id))
    .limit(limit);
