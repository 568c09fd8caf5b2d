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
import { notices } from "#drizzle/schema/notifications.ts";
import { operations } from "#drizzle/schema/operations.ts";
import { settings, users } from "#drizzle/schema/people.ts";
import { projectMembers, projects } from "#drizzle/schema/projects.ts";
import type { Reader } from "#lib/modules/notifications/rules.ts";
import type { NoticeKind } from "#lib/modules/notifications/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { visibleProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Notices: what each person was told, and how far the telling has come. */

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

/**
 * Everybody who may see an operation of this project, or of the installation where there is none: owners and admins,
 * the project's members, and the asker where that does not hang on a project that still is.
 */
export async function listReaders(
  tx: Tx,
  { projectId, personId }: { projectId: string | null; personId: string | null },
): Promise<Reader[]> {
  const membership = and(
    eq(projectMembers.userId, users.id),
    eq(projectMembers.projectId, projectId ?? nobody),
  );
  const projectIsGone = sql`not exists (${tx
    .select({ one: sql`1` })
    .from(projects)
    .where(eq(projects.id, projectId ?? nobody))})`;
  const rows = await tx
    .select({ id: users.id, role: users.role, access: projectMembers.access })
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
  const admins = rows.filter(({ role }) => role !== "member").length;
  return rows.map(({ id, role, access }) => ({
    id,
    role,
    canWrite: role !== "member" || access === "write" || access === "admin" || access === null,
    isSoleAdmin: admins === 1 && role !== "member",
  }));
}

const nobody = "00000000-0000-0000-0000-000000000000";

export type NoticeRow = typeof notices.$inferSelect;
type NewNotice = typeof notices.$inferInsert;

/** Writes notices; one that a person has had of this event is left as it is. */
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
  const isOwn = actor.projectId ? undefined : eq(operations.personId, actor.userId ?? nobody);
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
