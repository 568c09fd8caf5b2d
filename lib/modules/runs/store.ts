import { and, asc, desc, eq, inArray, isNotNull, or, sql } from "drizzle-orm";
import type { PgUpdateSetSource } from "drizzle-orm/pg-core";
import { interactions, runEvents, runs, tasks } from "#drizzle/schema/tasks.ts";
import { liveStates, placedStates } from "#lib/modules/runs/rules.ts";
import type { RunState } from "#lib/modules/runs/schema.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { wake } from "#lib/platform/db/transact.ts";
import { clean } from "#lib/platform/known-secrets.ts";

export type RunRow = typeof runs.$inferSelect;
export type NewRun = typeof runs.$inferInsert;
export type RunChange = PgUpdateSetSource<typeof runs>;

/** A supervisor that is silent for this long, by the database's clock, has lost its run. */
export const leaseEnd = sql`now() + interval '10 seconds'`;

export async function insertRun(tx: Tx, row: NewRun): Promise<RunRow> {
  const [inserted] = await tx.insert(runs).values(row).returning();
  if (!inserted) throw new Error("The run was not written.");
  return inserted;
}

export async function findRun(tx: Tx, id: string): Promise<RunRow | null> {
  const [row] = await tx.select().from(runs).where(eq(runs.id, id));
  return row ?? null;
}

/** Alone: everybody who follows an output asks for it again and again. */
export async function findRunState(tx: Tx, id: string): Promise<RunState | null> {
  const [row] = await tx.select({ state: runs.state }).from(runs).where(eq(runs.id, id));
  return row?.state ?? null;
}

export async function findRunByToken(tx: Tx, tokenHash: string): Promise<RunRow | null> {
  const [row] = await tx.select().from(runs).where(eq(runs.gatewayTokenHash, tokenHash));
  return row ?? null;
}

/** Newest first. */
export const listRunsOfTask = (tx: Tx, taskId: string): Promise<RunRow[]> =>
  tx.select().from(runs).where(eq(runs.taskId, taskId)).orderBy(desc(runs.ordinal));

/** Those whose worktree is still there, by their tasks in one order: who locks many locks them so. */
export const listKeptRuns = (tx: Tx, projectId: string): Promise<RunRow[]> =>
  tx
    .select()
    .from(runs)
    .where(and(eq(runs.projectId, projectId), eq(runs.isWorktreeKept, true)))
    .orderBy(asc(runs.taskId), asc(runs.ordinal));

/** Those that are at work or wait for their place, with what their cards are called, by their tasks in one order. */
export const listLiveRuns = (tx: Tx, projectId: string) =>
  tx
    .select({ run: runs, number: tasks.number, title: tasks.title })
    .from(runs)
    .innerJoin(tasks, eq(tasks.id, runs.taskId))
    .where(and(eq(runs.projectId, projectId), inArray(runs.state, [...liveStates])))
    .orderBy(asc(runs.taskId), asc(runs.ordinal));

/** Asks what a person has at work, or waiting for a place, to stop as on request; what was done is kept. */
export async function askToAbortRunsOf(tx: Tx, userId: string, stateReason: string): Promise<void> {
  await tx
    .update(runs)
    .set({ isAbortAsked: true, stateReason })
    .where(and(eq(runs.createdBy, userId), inArray(runs.state, [...liveStates])));
}

/** The number of a task that any agent works on or that an operation has; null where all stand still. */
export async function findBusyTask(tx: Tx, projectId: string): Promise<number | null> {
  const [row] = await tx
    .select({ number: tasks.number })
    .from(tasks)
    .leftJoin(runs, eq(runs.taskId, tasks.id))
    .where(
      and(
        eq(tasks.projectId, projectId),
        or(isNotNull(tasks.claimOperationId), inArray(runs.state, [...liveStates])),
      ),
    )
    .orderBy(asc(tasks.number))
    .limit(1);
  return row?.number ?? null;
}

export async function findLastRun(tx: Tx, taskId: string): Promise<RunRow | null> {
  return (await listRunsOfTask(tx, taskId))[0] ?? null;
}

/** Compare-and-swap on the state; null when it was no longer in one of `from`. */
export async function moveRun(
  tx: Tx,
  id: string,
  from: readonly RunState[],
  change: RunChange,
): Promise<RunRow | null> {
  const [row] = await tx
    .update(runs)
    .set(change)
    .where(and(eq(runs.id, id), inArray(runs.state, [...from])))
    .returning();
  return row ?? null;
}

export async function changeRun(tx: Tx, id: string, change: RunChange): Promise<void> {
  await tx.update(runs).set(change).where(eq(runs.id, id));
}

/** Like `changeRun`, for the supervisor that holds the run; null when another one has taken over. */
export async function changeOwnRun(
  tx: Tx,
  id: string,
  owner: string,
  change: RunChange,
): Promise<RunRow | null> {
  const [row] = await tx
    .update(runs)
    .set(change)
    .where(and(eq(runs.id, id), eq(runs.leaseOwner, owner)))
    .returning();
  return row ?? null;
}

/** Holds the run for another 10 s. */
export const renewRunLease = (tx: Tx, id: string, owner: string): Promise<RunRow | null> =>
  changeOwnRun(tx, id, owner, { leaseUntil: leaseEnd });

/** The same, and whether a person asked to stop the agent, or has something to say to it at once. */
export async function beatRunLease(
  tx: Tx,
  id: string,
  owner: string,
): Promise<{ isAbortAsked: boolean; isInterruptAsked: boolean } | null> {
  const [row] = await tx
    .update(runs)
    .set({ leaseUntil: leaseEnd })
    .where(and(eq(runs.id, id), eq(runs.leaseOwner, owner)))
    .returning({
      isAbortAsked: runs.isAbortAsked,
      isInterruptAsked: sql<boolean>`exists (select 1 from run_messages as message
        where message.run_id = runs.id and message.state = 'waiting' and message.mode = 'interrupt')`,
    });
  return row ?? null;
}

export async function releaseRunLease(tx: Tx, id: string, owner: string): Promise<void> {
  await changeOwnRun(tx, id, owner, { leaseOwner: null, leaseUntil: null });
}

/** Runs with what a view of them counts: open asks. */
export async function selectRunViews(tx: Tx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return tx
    .select({
      run: runs,
      openAsks: sql<number>`(select count(*)::int from interactions where interactions.run_id = runs.id
        and interactions.state = 'open')`,
      budgetUsd: sql<number | null>`coalesce(runs.budget_usd,
        (select coalesce(run_budget_usd, (budgets ->> 'runUsd')::float8) from projects left join project_configs as own
          on own.project_id = projects.id and own.version = runs.config_version where projects.id = runs.project_id),
        (select (value ->> 'runUsd')::float8 from installation_settings where key = 'budgets'))`,
      now: sql<string>`now()::text`,
    })
    .from(runs)
    .where(inArray(runs.id, [...ids]));
}
export type SelectedRun = Awaited<ReturnType<typeof selectRunViews>>[number];

export type EventRow = typeof runEvents.$inferSelect;

export interface NewEvent {
  key: string;
  kind: EventRow["kind"];
  /** An event whose revision is stored already is nothing new. */
  revision: string;
  data: Record<string, unknown>;
}

/** Under which those are woken who follow the output of a run. */
export const outputKey = (runId: string): string => `run:${runId}`;

/**
 * Writes events, each with the next sequence of its run, inside `transact`; the run's row stays locked, so sequences
 * become visible in their order. False, and nothing written, where `owner` no longer holds the run.
 */
export async function writeRunEvents(
  tx: Tx,
  runId: string,
  written: readonly NewEvent[],
  owner: string | null = null,
): Promise<boolean> {
  if (written.length === 0) return true;
  const last = sql`last_sequence + ${written.length}`;
  const [row] = await tx
    .update(runs)
    .set({ lastSequence: last, lastEventAt: sql`now()` })
    .where(and(eq(runs.id, runId), owner === null ? undefined : eq(runs.leaseOwner, owner)))
    .returning({ last: runs.lastSequence });
  if (!row) return false;
  wake(tx, outputKey(runId));
  const first = row.last - written.length + 1;
  await tx
    .insert(runEvents)
    .values(
      written.map((event, index) => ({
        ...event,
        data: clean(event.data),
        runId,
        sequence: first + index,
        position: first + index,
      })),
    )
    .onConflictDoUpdate({
      target: [runEvents.runId, runEvents.key],
      set: { sequence: sql`excluded.sequence`, revision: sql`excluded.revision`, data: sql`excluded.data` },
      setWhere: sql`${runEvents.revision} <> excluded.revision`,
    });
  return true;
}

/** Behind the sequence seen last, oldest first. */
export const listRunEvents = (tx: Tx, runId: string, after: number, limit: number): Promise<EventRow[]> =>
  tx
    .select()
    .from(runEvents)
    .where(and(eq(runEvents.runId, runId), sql`${runEvents.sequence} > ${after}`))
    .orderBy(asc(runEvents.sequence))
    .limit(limit);

/** The last ones of the conversation that stand before a position, in its order. */
export async function listEventsBefore(
  tx: Tx,
  runId: string,
  before: number,
  limit: number,
): Promise<EventRow[]> {
  const rows = await tx
    .select()
    .from(runEvents)
    .where(and(eq(runEvents.runId, runId), sql`${runEvents.position} < ${before}`))
    .orderBy(desc(runEvents.position))
    .limit(limit);
  return rows.reverse();
}

/** Tools that were not seen to end, and texts that were not. */
export const listUnsettledEvents = (tx: Tx, runId: string): Promise<EventRow[]> =>
  tx
    .select()
    .from(runEvents)
    .where(
      and(
        eq(runEvents.runId, runId),
        or(
          and(eq(runEvents.kind, "tool"), sql`${runEvents.data} ->> 'state' in ('pending', 'running')`),
          and(eq(runEvents.kind, "text"), sql`${runEvents.data} ->> 'isFinished' = 'false'`),
        ),
      ),
    )
    .orderBy(asc(runEvents.position));

export async function deleteRunEvent(tx: Tx, runId: string, key: string): Promise<void> {
  await tx.delete(runEvents).where(and(eq(runEvents.runId, runId), eq(runEvents.key, key)));
}

export type InteractionRow = typeof interactions.$inferSelect;
export type NewInteraction = Omit<typeof interactions.$inferInsert, "number">;

/** Gives it the next number of its run. One that is there under its external id stays as it is: null. */
export async function insertInteraction(tx: Tx, row: NewInteraction): Promise<InteractionRow | null> {
  await tx.execute(sql`select id from runs where id = ${row.runId} for no key update`);
  const number = sql`(select coalesce(max(number), 0) + 1 from interactions where run_id = ${row.runId})`;
  const [inserted] = await tx
    .insert(interactions)
    .values({ ...row, number })
    .onConflictDoNothing({ target: [interactions.runId, interactions.kind, interactions.externalId] })
    .returning();
  return inserted ?? null;
}

type AskKind = "permission" | "question";

export async function findAsk(
  tx: Tx,
  runId: string,
  kind: AskKind,
  externalId: string,
): Promise<InteractionRow | null> {
  const [row] = await tx
    .select()
    .from(interactions)
    .where(
      and(
        eq(interactions.runId, runId),
        eq(interactions.kind, kind),
        eq(interactions.externalId, externalId),
      ),
    );
  return row ?? null;
}

/** Null where it was no longer open. */
export async function closeInteraction(
  tx: Tx,
  id: string,
  change: Pick<InteractionRow, "state"> & Partial<Pick<InteractionRow, "answer" | "answeredBy" | "ruleId">>,
): Promise<InteractionRow | null> {
  const [row] = await tx
    .update(interactions)
    .set({ ...change, answeredAt: sql`now()` })
    .where(and(eq(interactions.id, id), eq(interactions.state, "open")))
    .returning();
  return row ?? null;
}

export const listOpenAsks = (tx: Tx, runId: string): Promise<InteractionRow[]> =>
  tx
    .select()
    .from(interactions)
    .where(and(eq(interactions.runId, runId), eq(interactions.state, "open")))
    .orderBy(asc(interactions.number));

/** All runs of the task, oldest first, with the names of who spoke. */
export const selectInteractions = (tx: Tx, runIds: readonly string[]) =>
  tx
    .select({
      interaction: interactions,
      creator: sql<string | null>`(select name from users where users.id = interactions.created_by)`,
      answerer: sql<string | null>`(select name from users where users.id = interactions.answered_by)`,
    })
    .from(interactions)
    .where(inArray(interactions.runId, [...runIds]))
    .orderBy(asc(interactions.createdAt), asc(interactions.number));

/** An answer that did not reach the agent; null where the run has ended meanwhile. */
export async function reopenAsk(
  tx: Tx,
  runId: string,
  kind: AskKind,
  externalId: string,
): Promise<InteractionRow | null> {
  const run = await findRun(tx, runId);
  if (!run || !placedStates.includes(run.state)) return null;
  const [row] = await tx
    .update(interactions)
    .set({ state: "open", answer: null, answeredBy: null, ruleId: null, answeredAt: null })
    .where(
      and(
        eq(interactions.runId, runId),
        eq(interactions.kind, kind),
        eq(interactions.externalId, externalId),
        inArray(interactions.state, ["answered", "expired"]),
      ),
    )
    .returning();
  return row ?? null;
}

/**
 * Asks that the agent still holds open although a rule or their deadline answered them: who was to tell it died in
 * between. What was answered this moment is on its way.
 */
export async function reopenUntold(
  tx: Tx,
  runId: string,
  externalIds: readonly string[],
): Promise<InteractionRow[]> {
  if (externalIds.length === 0) return [];
  return tx
    .update(interactions)
    .set({ state: "open", answer: null, answeredBy: null, ruleId: null, answeredAt: null })
    .where(
      and(
        eq(interactions.runId, runId),
        inArray(interactions.externalId, [...externalIds]),
        or(
          eq(interactions.state, "expired"),
          and(eq(interactions.state, "answered"), isNotNull(interactions.ruleId)),
        ),
        sql`${interactions.answeredAt} < now() - interval '5 seconds'`,
      ),
    )
    .returning();
}
