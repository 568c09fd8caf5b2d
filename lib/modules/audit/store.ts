import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  ilike,
  inArray,
  lt,
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
import { visibleProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type AuditRow = typeof auditLog.$inferSelect;

export interface AuditQuery extends AuditFilter {
  isDecision?: boolean;
}

/** What the actor may see: what belongs to their projects, and what they or their keys did. */
function visibleRows(tx: Tx, actor: Actor, columns: typeof auditLog | typeof accessLog): SQL | undefined {
  const ofProject = visibleProject(tx, actor, columns.projectId);
  if (actor.projectId) return and(eq(columns.projectId, actor.projectId), ofProject);
  return actor.userId && actor.role === "member"
    ? or(ofProject, eq(columns.personId, actor.userId))
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
    filter.to ? lt(auditLog.at, new Date(filter.to)) : undefined,
    ...(filter.text?.split(/\s+/).filter(Boolean).map(saysWord) ?? []),
  );
}

const ruleChange = and(
  inArray(auditLog.command, [...ruleCommands]),
  eq(auditLog.what, "operation.succeeded"),
);

/** A literal for ILIKE: what its pattern language would read otherwise is escaped. */
const containing = (word: string): string => `%${word.replaceAll(/[\\%_]/g, "\\$&")}%`;

const words = sql`concat_ws(' ', ${auditLog.what}, ${auditLog.command}, record::jsonb -> 'target' ->> 'name',
  record::jsonb -> 'actor' ->> 'name', record::jsonb -> 'onBehalfOf' ->> 'name', record::jsonb ->> 'reason')`;

/** First anywhere in the record, which is quick to ask of many rows; then in what may be searched. */
const saysWord = (word: string): SQL | undefined =>
  and(
    ilike(auditLog.record, containing(JSON.stringify(word).slice(1, -1))),
    sql`${words} ilike ${containing(word)}`,
  );

/** Newest first. */
export const listAuditRows = (
  tx: Tx,
  actor: Actor,
  filter: AuditQuery,
  page: { before?: number; limit: number },
): Promise<AuditRow[]> =>
  tx
    .select()
    .from(auditLog)
    .where(
      and(matching(tx, actor, filter), page.before === undefined ? undefined : lt(auditLog.id, page.before)),
    )
    .orderBy(desc(auditLog.id))
    .limit(page.limit);

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
