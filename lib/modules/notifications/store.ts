import {
  and,
  asc,
  count,
  desc,
  eq,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { channels, deliveries, notices } from "#drizzle/schema/notifications.ts";
import { operations } from "#drizzle/schema/operations.ts";
import { settings, users } from "#drizzle/schema/people.ts";
import { projectMembers, projects } from "#drizzle/schema/projects.ts";
import type { NoticeKind } from "#lib/modules/notifications/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { visibleProject, withoutProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** What each person was told and how far the telling has come; channels, and what goes out by them. */

const cursorKey = "notices.cursor";
const tellerLock = "notices:teller";

/** True for the one who may tell until the transaction ends; false while another one does. */
export async function takeTellersTurn(tx: Tx): Promise<boolean> {
  const lock = sql`select pg_try_advisory_xact_lock(hashtextextended(${tellerLock}, 0)) as taken`;
  const [row] = await tx.execute<{ taken: boolean }>(lock);
  return row?.taken === true;
}

/** The id of the last event that was told; 0 at first. */
export async function readCursor(tx: Tx): Promise<number> {
  const [row] = await tx.select({ value: settings.value }).from(settings).where(eq(settings.key, cursorKey));
  return Number(row?.value ?? 0);
}

export async function moveCursor(tx: Tx, eventId: number): Promise<void> {
  const value = String(eventId);
  await tx
    .insert(settings)
    .values({ key: cursorKey, value })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: sql`now()` } });
}

export interface ReaderRow {
  id: string;
  name: string;
  role: "owner" | "admin" | "member";
  /** What they may do where the operation belongs. */
  access: "read" | "write" | "admin";
}

/**
 * Everybody who may see an operation of this project, or of the installation where there is none: owners and admins,
 * the project's members, and the asker where that does not hang on a project that still is.
 */
export async function listReaders(
  tx: Tx,
  { projectId, personId }: { projectId: string | null; personId: string | null },
): Promise<ReaderRow[]> {
  const membership = and(
    eq(projectMembers.userId, users.id),
    eq(projectMembers.projectId, projectId ?? nobody),
  );
  const projectIsGone = sql`not exists (${tx
    .select({ one: sql`1` })
    .from(projects)
    .where(eq(projects.id, projectId ?? nobody))})`;
  const rows = await tx
    .select({ id: users.id, name: users.name, role: users.role, access: projectMembers.access })
    .from(users)
    .leftJoin(projectMembers, membership)
    .where(
      and(
        isNull(users.disabledAt),
        or(
          ne(users.role, "member"),
          isNotNull(projectMembers.access),
          and(eq(users.id, personId ?? nobody), projectIsGone),
        ),
      ),
    )
    .orderBy(asc(users.id));
  return rows.map(({ access, ...person }) => ({
    ...person,
    // An asker who is no member sees their own alone, and may take it back.
    access: person.role === "member" ? (access ?? "write") : "admin",
  }));
}

const nobody = "00000000-0000-0000-0000-000000000000";

export type NoticeRow = typeof notices.$inferSelect;
type NewNotice = typeof notices.$inferInsert;

/** Writes notices; one that a person has had of this event is left as it is. They hold no words of anybody's. */
export async function insertNotices(tx: Tx, rows: NewNotice[]): Promise<void> {
  if (rows.length > 0) await tx.insert(notices).values(rows).onConflictDoNothing();
}

/** Marks as read what `who` were told of an operation before; without `who`, everybody. */
export async function settleNotices(tx: Tx, operationId: string, who?: readonly string[]): Promise<void> {
  if (who?.length === 0) return;
  await tx
    .update(notices)
    .set({ readAt: sql`now()` })
    .where(
      and(
        eq(notices.operationId, operationId),
        isNull(notices.readAt),
        who ? inArray(notices.userId, [...who]) : undefined,
      ),
    );
}

/** Everybody who was told of an operation. */
export async function listTold(tx: Tx, operationId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ userId: notices.userId })
    .from(notices)
    .where(eq(notices.operationId, operationId));
  return rows.map(({ userId }) => userId);
}

export interface ToldRow {
  notice: Omit<NoticeRow, "kind"> & { kind: NoticeKind };
  operation: typeof operations.$inferSelect;
}

/** What the actor was told and may see still. */
function ownNotices(tx: Tx, actor: Actor): SQL | undefined {
  const ofProject = visibleProject(tx, actor, operations.projectId);
  const isAsker = eq(operations.personId, actor.userId ?? nobody);
  const isOwn = and(isAsker, withoutProject(tx, operations.projectId));
  const isOfInstallation = actor.role === "member" ? undefined : isNull(operations.projectId);
  const scope = actor.projectId ? ofProject : or(ofProject, isOwn, isOfInstallation);
  return and(eq(notices.userId, actor.userId ?? nobody), scope);
}

const told = { notice: notices, operation: operations };
const asTold = (rows: { notice: NoticeRow; operation: ToldRow["operation"] }[]) => rows as ToldRow[];

/** Newest first, from before `cursor` on. */
export async function listNoticeRows(
  tx: Tx,
  actor: Actor,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<ToldRow[]> {
  const rows = await tx
    .select(told)
    .from(notices)
    .innerJoin(operations, eq(operations.id, notices.operationId))
    .where(and(ownNotices(tx, actor), cursor ? lt(notices.id, cursor) : undefined))
    .orderBy(desc(notices.id))
    .limit(limit);
  return asTold(rows);
}

/** Notices of operations that are held still, newest first. */
export async function listHeldNotices(tx: Tx, actor: Actor, limit: number): Promise<ToldRow[]> {
  const rows = await tx
    .select(told)
    .from(notices)
    .innerJoin(operations, eq(operations.id, notices.operationId))
    .where(and(ownNotices(tx, actor), eq(operations.state, "held")))
    .orderBy(desc(notices.id))
    .limit(limit);
  return asTold(rows);
}

export async function countUnread(tx: Tx, actor: Actor): Promise<number> {
  const [row] = await tx
    .select({ unread: count() })
    .from(notices)
    .innerJoin(operations, eq(operations.id, notices.operationId))
    .where(and(ownNotices(tx, actor), isNull(notices.readAt)));
  return row?.unread ?? 0;
}

/** Marks the actor's own notices as read: these, or all. Gives how many were not before. */
export async function markRead(tx: Tx, userId: string, ids: readonly string[] | null): Promise<number> {
  if (ids?.length === 0) return 0;
  const rows = await tx
    .update(notices)
    .set({ readAt: sql`now()` })
    .where(
      and(
        eq(notices.userId, userId),
        isNull(notices.readAt),
        ids ? inArray(notices.id, [...ids]) : undefined,
      ),
    )
    .returning({ id: notices.id });
  return rows.length;
}

export type ChannelRow = typeof channels.$inferSelect;
export type DeliveryRow = typeof deliveries.$inferSelect;

export const listChannelRows = (tx: Tx): Promise<ChannelRow[]> =>
  tx.select().from(channels).orderBy(asc(channels.id));

export async function findChannel(tx: Tx, id: string): Promise<ChannelRow | undefined> {
  const [row] = await tx.select().from(channels).where(eq(channels.id, id));
  return row;
}

export async function insertChannel(tx: Tx, row: typeof channels.$inferInsert): Promise<ChannelRow> {
  const [written] = await tx.insert(channels).values(row).returning();
  if (!written) throw new Error("The channel was not written.");
  return written;
}

export async function updateChannelRow(
  tx: Tx,
  id: string,
  change: Partial<typeof channels.$inferInsert>,
): Promise<ChannelRow> {
  const [written] = await tx
    .update(channels)
    .set({ ...change, updatedAt: sql`now()` })
    .where(eq(channels.id, id))
    .returning();
  if (!written) throw new Error("The channel is gone.");
  return written;
}

export async function deleteChannelRow(tx: Tx, id: string): Promise<void> {
  await tx.delete(channels).where(eq(channels.id, id));
}

/** The newest delivery of each of these channels that has been tried, and whether any has ever arrived. */
export async function lastDeliveries(tx: Tx, channelIds: readonly string[]) {
  if (channelIds.length === 0) return new Map<string, { last: DeliveryRow; hasDelivered: boolean }>();
  const found = new Map<string, { last: DeliveryRow; hasDelivered: boolean }>();
  for (const channelId of channelIds) {
    const ofChannel = eq(deliveries.channelId, channelId);
    const [last] = await tx
      .select()
      .from(deliveries)
      .where(and(ofChannel, isNotNull(deliveries.answer)))
      .orderBy(desc(deliveries.id))
      .limit(1);
    if (!last) continue;
    const [sent] = await tx
      .select({ id: deliveries.id })
      .from(deliveries)
      .where(and(ofChannel, eq(deliveries.state, "sent")))
      .limit(1);
    found.set(channelId, { last, hasDelivered: sent !== undefined });
  }
  return found;
}

/** Adds deliveries; one that a channel has of the same event is left as it is. */
export async function insertDeliveries(tx: Tx, rows: (typeof deliveries.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await tx.insert(deliveries).values(rows).onConflictDoNothing();
}

export const listDeliveryRows = (
  tx: Tx,
  { channelId, cursor, limit }: { channelId: string; cursor?: string | undefined; limit: number },
): Promise<DeliveryRow[]> =>
  tx
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.channelId, channelId), cursor ? lt(deliveries.id, cursor) : undefined))
    .orderBy(desc(deliveries.id))
    .limit(limit);

export async function findDelivery(
  tx: Tx,
  id: string,
): Promise<{ delivery: DeliveryRow; channel: ChannelRow } | undefined> {
  const [row] = await tx
    .select({ delivery: deliveries, channel: channels })
    .from(deliveries)
    .innerJoin(channels, eq(channels.id, deliveries.channelId))
    .where(eq(deliveries.id, id));
  return row;
}

/** Nobody else takes a delivery for so long; longer than a driver's deadline. What a dead process held is due then. */
const leaseEnd = sql`now() + interval '1 minute'`;

/**
 * Takes the delivery that is due for longest, of channels that answer before those that do not, and counts the attempt:
 * its number is what the one who has it writes the end with.
 */
export async function claimDelivery(
  tx: Tx,
): Promise<{ delivery: DeliveryRow; channel: ChannelRow } | undefined> {
  const due = sql`select d.id from deliveries d join channels c on c.id = d.channel_id
    where d.state = 'pending' and d.next_attempt_at <= now() and c.is_enabled
    order by least(c.failed_in_row, 20), d.next_attempt_at limit 1 for update of d skip locked`;
  const [taken] = await tx
    .update(deliveries)
    .set({ attempt: sql`${deliveries.attempt} + 1`, nextAttemptAt: leaseEnd })
    .where(sql`${deliveries.id} = (${due})`)
    .returning({ id: deliveries.id });
  return taken && findDelivery(tx, taken.id);
}

/** Writes how an attempt ended, unless another one has begun since; false then. */
export async function endAttempt(
  tx: Tx,
  { id, attempt }: Pick<DeliveryRow, "id" | "attempt">,
  end: {
    state: DeliveryRow["state"];
    answer: string;
    waitMs: number | null;
    payload: DeliveryRow["payload"];
  },
): Promise<boolean> {
  const { state, answer, waitMs, payload } = end;
  const isOver = state !== "pending";
  const rows = await tx
    .update(deliveries)
    .set({
      state,
      answer,
      payload,
      endedAt: isOver ? sql`now()` : null,
      ...(waitMs === null ? {} : { nextAttemptAt: sql`now() + ${`${waitMs} milliseconds`}::interval` }),
    })
    .where(and(eq(deliveries.id, id), eq(deliveries.state, "pending"), eq(deliveries.attempt, attempt)))
    .returning({ id: deliveries.id });
  return rows.length > 0;
}

/** Counts a channel's failures in a row; one that arrived ends the row. */
export async function countAttempt(tx: Tx, channelId: string, isSent: boolean): Promise<void> {
  const failedInRow = isSent ? 0 : sql`${channels.failedInRow} + 1`;
  await tx.update(channels).set({ failedInRow }).where(eq(channels.id, channelId));
}

/** Makes a delivery that ended due again, from its first attempt on. */
export async function retryDeliveryRow(tx: Tx, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await tx
    .update(deliveries)
    .set({ state: "pending", attempt: 0, nextAttemptAt: sql`now()`, endedAt: null })
    .where(and(eq(deliveries.id, id), ne(deliveries.state, "pending")))
    .returning();
  return row;
}

/** Gives up what a channel has not sent yet. */
export async function abandonDeliveries(tx: Tx, channelId: string, answer: string): Promise<void> {
  await tx
    .update(deliveries)
    .set({ state: "failed", answer, endedAt: sql`now()` })
    .where(and(eq(deliveries.channelId, channelId), eq(deliveries.state, "pending")));
}

/** Forgets what was sent, and what people were told, so long ago. */
export async function deleteOld(
  tx: Tx,
  { deliveriesDays, noticesDays }: { deliveriesDays: number; noticesDays: number },
): Promise<void> {
  const before = (days: number) => sql`now() - ${`${days} days`}::interval`;
  await tx.delete(deliveries).where(lt(deliveries.createdAt, before(deliveriesDays)));
  await tx.delete(notices).where(lt(notices.createdAt, before(noticesDays)));
}

/** The mail addresses of these people, by their ids. */
export async function listMailAddresses(tx: Tx, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return tx
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(inArray(users.id, [...ids]));
}
