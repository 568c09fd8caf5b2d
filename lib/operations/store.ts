import {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  getTableColumns,
  ilike,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  notInArray,
  notLike,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import type { PgInsertValue, PgUpdateSetSource } from "drizzle-orm/pg-core";
import { consents, operationLogs, operationSteps, operations } from "#drizzle/schema/operations.ts";
import { users } from "#drizzle/schema/people.ts";
import type { OperationState } from "#lib/kernel/answer.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { visibleProject, withoutProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { GivenConsent } from "#lib/protection/decide.ts";

export type OperationRow = typeof operations.$inferSelect;
export type NewOperation = PgInsertValue<typeof operations>;
export type OperationChange = PgUpdateSetSource<typeof operations>;
export type StepRow = typeof operationSteps.$inferSelect;

/** A lease lasts this long by the database's clock; a worker that is silent for longer has lost its work. */
export const leaseMs = 10_000;

export const leaseEnd = sql`now() + ${`${leaseMs} milliseconds`}::interval`;

export async function insertOperation(tx: Tx, row: NewOperation): Promise<OperationRow> {
  const [inserted] = await tx.insert(operations).values(row).returning();
  if (!inserted) throw new Error("The operation was not written.");
  return inserted;
}

export async function findOperation(tx: Tx, id: string): Promise<OperationRow | null> {
  const [row] = await tx.select().from(operations).where(eq(operations.id, id));
  return row ?? null;
}

/** The row, locked until the transaction ends: whoever comes second sees what the first one did. */
export async function lockOperation(tx: Tx, id: string): Promise<OperationRow | null> {
  const rows = await tx.execute(sql`select id from operations where id = ${id} for no key update`);
  return rows.length === 0 ? null : findOperation(tx, id);
}

/** One compare-and-swap on the state, and `also` where given; null when the operation was no longer in `from`. */
export async function moveOperation(
  tx: Tx,
  id: string,
  from: readonly OperationState[],
  change: OperationChange,
  also?: SQL,
): Promise<OperationRow | null> {
  const [row] = await tx
    .update(operations)
    .set(change)
    .where(and(eq(operations.id, id), inArray(operations.state, [...from]), also))
    .returning();
  return row ?? null;
}

/** Like `moveOperation`, for the worker that holds attempt `attempt`; null when another one has taken over. */
export async function moveOwnOperation(
  tx: Tx,
  lease: { id: string; attempt: number; owner: string },
  change: OperationChange,
): Promise<OperationRow | null> {
  const [row] = await tx
    .update(operations)
    .set(change)
    .where(
      and(
        eq(operations.id, lease.id),
        eq(operations.state, "running"),
        eq(operations.attempt, lease.attempt),
        eq(operations.leaseOwner, lease.owner),
      ),
    )
    .returning();
  return row ?? null;
}

/** Whoever gave it may still sign in, and is still who an approval or a broken glass takes. */
const isGiverStanding = and(
  isNull(users.disabledAt),
  or(
    eq(consents.kind, "confirmation"),
    and(eq(consents.kind, "approval"), ne(users.role, "member")),
    and(eq(consents.kind, "break_glass"), eq(users.role, "owner")),
  ),
);

/** Those that still hold, in the order in which they were given. */
export async function listConsents(tx: Tx, operationId: string): Promise<GivenConsent[]> {
  const rows = await tx
    .select(getTableColumns(consents))
    .from(consents)
    .innerJoin(users, eq(users.id, consents.userId))
    .where(and(eq(consents.operationId, operationId), isNull(consents.lapsedAt), isGiverStanding))
    .orderBy(asc(consents.givenAt), asc(consents.id));
  return rows.map((row) => ({
    kind: row.kind,
    personId: row.userId,
    isNameTyped: row.isNameTyped,
    hasJustSignedIn: row.hasJustSignedIn,
    givenAt: row.givenAt,
  }));
}

export interface NamedConsent {
  operationId: string;
  kind: GivenConsent["kind"];
  personId: string;
  personName: string;
  isNameTyped: boolean;
  reason: string | null;
  givenAt: Date;
  lapsedAt: Date | null;
}

/** All consents of several operations, those that lapsed among them, with who gave them; oldest first. */
export async function listConsentsOf(tx: Tx, operationIds: string[]): Promise<NamedConsent[]> {
  if (operationIds.length === 0) return [];
  return tx
    .select({
      operationId: consents.operationId,
      kind: consents.kind,
      personId: consents.userId,
      personName: users.name,
      isNameTyped: consents.isNameTyped,
      reason: consents.reason,
      givenAt: consents.givenAt,
      lapsedAt: consents.lapsedAt,
    })
    .from(consents)
    .innerJoin(users, eq(users.id, consents.userId))
    .where(inArray(consents.operationId, operationIds))
    .orderBy(asc(consents.givenAt), asc(consents.id));
}

export async function insertConsent(tx: Tx, row: typeof consents.$inferInsert): Promise<void> {
  await tx.insert(consents).values(row);
}

/** From now on they hold no more; they stay on record. False where there was none that could lapse. */
export async function lapseConsents(tx: Tx, operationId: string): Promise<boolean> {
  const lapsed = await tx
    .update(consents)
    .set({ lapsedAt: sql`now()` })
    .where(and(eq(consents.operationId, operationId), sql`${consents.lapsedAt} is null`))
    .returning({ id: consents.id });
  return lapsed.length > 0;
}

/** In the order of the work. */
export const listSteps = (tx: Tx, operationId: string): Promise<StepRow[]> =>
  tx
    .select()
    .from(operationSteps)
    .where(eq(operationSteps.operationId, operationId))
    .orderBy(asc(operationSteps.position));

/** The steps of several operations, each in the order of its work. */
export async function listStepsOf(tx: Tx, operationIds: string[]): Promise<StepRow[]> {
  if (operationIds.length === 0) return [];
  return tx
    .select()
    .from(operationSteps)
    .where(inArray(operationSteps.operationId, operationIds))
    .orderBy(asc(operationSteps.position));
}

/** Writes a step under its name, which is one of a kind in its operation; what stood there is replaced. */
export async function writeStep(
  tx: Tx,
  operationId: string,
  step: Omit<PgInsertValue<typeof operationSteps>, "operationId"> & PgUpdateSetSource<typeof operationSteps>,
): Promise<void> {
  await tx
    .insert(operationSteps)
    .values({ ...step, operationId })
    .onConflictDoUpdate({ target: [operationSteps.operationId, operationSteps.name], set: step });
}

/** Adds lines behind those that are there, numbered from 1 on. One writer at a time: whoever holds the lease. */
export async function appendLog(tx: Tx, operationId: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const next = sql`(select coalesce(max(sequence), 0) from operation_logs where operation_id = ${operationId})`;
  await tx
    .insert(operationLogs)
    .values(lines.map((line, index) => ({ operationId, sequence: sql`${next} + ${index + 1}`, line })));
}

/** Lines with a number above `after`, at most `limit`. */
export const listLog = (tx: Tx, operationId: string, after: number, limit: number) =>
  tx
    .select()
    .from(operationLogs)
    .where(and(eq(operationLogs.operationId, operationId), sql`${operationLogs.sequence} > ${after}`))
    .orderBy(asc(operationLogs.sequence))
    .limit(limit);

export interface OperationFilter {
  states?: readonly OperationState[];
  level?: OperationRow["level"];
  projectId?: string;
  personId?: string;
  command?: string;
  /** Words of the command or the target, all of them, in any case and order. */
  text?: string;
  /** Only what a job or the door works at outside of the database. */
  hasWork?: boolean;
  before?: string;
}

/** A literal for ILIKE: what its pattern language would read otherwise is escaped. */
const containing = (word: string): string => `%${word.replaceAll(/[\\%_]/g, "\\$&")}%`;

const matches = (word: string): SQL | undefined =>
  or(ilike(operations.command, containing(word)), ilike(operations.targetName, containing(word)));

/** Those whose command or target has all the words, in any case and order. */
export const searchOperations = (text: string | undefined): SQL | undefined =>
  and(...(text?.split(/\s+/).filter(Boolean).map(matches) ?? []));

/** What the actor may see: the operations of their projects, and their own where no project is there to decide. */
export function visibleOperations(tx: Tx, actor: Actor): SQL | undefined {
  const ofProject = visibleProject(tx, actor, operations.projectId);
  return actor.userId && !actor.projectId ? or(ofProject, ownWithoutProject(tx, actor.userId)) : ofProject;
}

/** What this person asked for, where it belongs to no project, or to one that is gone. */
export const ownWithoutProject = (tx: Tx, userId: string): SQL | undefined =>
  and(eq(operations.personId, userId), withoutProject(tx, operations.projectId));

/**
 * Newest first, without those about another operation (`operation.confirm`, …): they stand with it. Nor is it news
 * that somebody read their notices, or how far they are with the first steps.
 */
export async function listOperationRows(
  tx: Tx,
  actor: Actor,
  filter: OperationFilter,
  limit: number,
): Promise<OperationRow[]> {
  return tx
    .select()
    .from(operations)
    .where(
      and(
        visibleOperations(tx, actor),
        notLike(operations.command, "operation.%"),
        notInArray(operations.command, ["notice.read", "onboarding.update"]),
        filter.states ? inArray(operations.state, [...filter.states]) : undefined,
        filter.level ? eq(operations.level, filter.level) : undefined,
        filter.projectId ? eq(operations.projectId, filter.projectId) : undefined,
        filter.personId ? eq(operations.personId, filter.personId) : undefined,
        filter.command ? eq(operations.command, filter.command) : undefined,
        searchOperations(filter.text),
        filter.hasWork ? isNotNull(operations.workKey) : undefined,
        filter.before ? lt(operations.id, filter.before) : undefined,
      ),
    )
    .orderBy(desc(operations.id))
    .limit(limit);
}

/** Steps of an operation that ended with its process: what they did stays, and is listed as not undone. */
export async function markNotUndone(tx: Tx, operationId: string): Promise<void> {
  const change = { state: "not_undone", error: "The server stopped before it could be undone." } as const;
  const isOpen = inArray(operationSteps.state, ["running", "succeeded"]);
  await tx
    .update(operationSteps)
    .set({ ...change, endedAt: sql`now()` })
    .where(and(eq(operationSteps.operationId, operationId), isOpen));
}

/** Both by the database's clock. */
export const isExpired = sql`${operations.expiresAt} < now()`;
export const isLeaseOver = sql`${operations.leaseUntil} < now()`;

/** Held operations that nobody answered in time. */
export const listExpired = (tx: Tx): Promise<{ id: string }[]> =>
  tx
    .select({ id: operations.id })
    .from(operations)
    .where(and(eq(operations.state, "held"), isExpired));

/** Held operations that were confirmed once and whose cooldown is over, where that was not told yet. */
export const listCooled = (tx: Tx): Promise<OperationRow[]> =>
  tx
    .select()
    .from(operations)
    .where(
      and(
        eq(operations.state, "held"),
        isNull(operations.cooledAt),
        sql`${operations.notBefore} <= now()`,
        exists(
          tx
            .select({ one: sql`1` })
            .from(consents)
            .where(and(eq(consents.operationId, operations.id), isNull(consents.lapsedAt))),
        ),
      ),
    );

/** Operations whose worker went silent, and queued ones for which there is no job that could still run. */
export const listAbandoned = (tx: Tx): Promise<OperationRow[]> =>
  tx
    .select()
    .from(operations)
    .where(
      or(
        and(eq(operations.state, "running"), isLeaseOver),
        and(eq(operations.state, "queued"), sql`not exists (${liveJob})`),
      ),
    );

const liveJob = sql`select 1 from graphile_worker.jobs job where job.key = 'operation:' || ${operations.id}
  and (job.locked_at is not null or job.attempts < job.max_attempts)`;

/** How many operations that this key or agent asked for are held. */
export async function countHeldOf(tx: Tx, { kind, id }: Pick<Actor, "kind" | "id">): Promise<number> {
  const isTheirs = sql`${operations.actor} ->> 'kind' = ${kind} and ${operations.actor} ->> 'id' = ${id}`;
  const [row] = await tx
    .select({ total: count() })
    .from(operations)
    .where(and(eq(operations.state, "held"), isTheirs));
  return row?.total ?? 0;
}

/** For each state that an operation is in: how many are, how many of them have work, and how old the oldest is. */
export const countOperations = (tx: Tx) =>
  tx
    .select({
      state: operations.state,
      total: count(),
      work: count(operations.workKey),
      oldestSeconds: sql<number>`extract(epoch from now() - min(${operations.createdAt}))::float8`,
    })
    .from(operations)
    .groupBy(operations.state);

/** What time it is by the one clock that all processes share. */
export async function databaseNow(tx: Tx): Promise<Date> {
  const [row] = await tx.execute<{ now: string }>(sql`select now()::text as now`);
  if (!row) throw new Error("The database did not say what time it is.");
  return new Date(row.now);
}
