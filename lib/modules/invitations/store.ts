import { and, desc, eq, exists, getTableColumns, gt, isNull, lt, type SQL, sql } from "drizzle-orm";
import { invitations } from "#drizzle/schema/invitations.ts";
import { users } from "#drizzle/schema/people.ts";
import { projectMembers, projects } from "#drizzle/schema/projects.ts";
import type { invitationStates } from "#lib/modules/invitations/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type InvitationRow = typeof invitations.$inferSelect;

const inDays = (days: number) => sql`now() + make_interval(days => ${days}::int)`;

export async function insertInvitation(
  tx: Tx,
  {
    token,
    days,
    ...row
  }: Omit<typeof invitations.$inferInsert, "tokenHash" | "expiresAt"> & {
    token: string;
    days: number;
  },
): Promise<Date> {
  const [made] = await tx
    .insert(invitations)
    .values({ ...row, tokenHash: hashToken(token), expiresAt: inDays(days) })
    .returning({ expiresAt: invitations.expiresAt });
  if (!made) throw new Error("An invitation that was inserted is not there.");
  return made.expiresAt;
}

/** How long the next link of an invitation is good. */
export const renewedDays = 7;

/**
 * Another link for the same invitation; the one before opens nothing any more. Undefined once it is over. One to be an
 * admin opens no longer than others agreed to, as long as it opens at all.
 */
export async function renewInvitation(
  tx: Tx,
  id: string,
  token: string,
  days: number,
): Promise<Date | undefined> {
  const [row] = await tx
    .update(invitations)
    .set({
      tokenHash: hashToken(token),
      expiresAt: sql`case when ${invitations.role} = 'admin' and ${invitations.expiresAt} > now()
        then ${invitations.expiresAt} else ${inDays(days)} end`,
    })
    .where(and(eq(invitations.id, id), isOpenStill))
    .returning({ expiresAt: invitations.expiresAt });
  return row?.expiresAt;
}

const isOpenStill = and(isNull(invitations.usedAt), isNull(invitations.revokedAt));

/** The link as it was before `token`, unless somebody has made another one meanwhile. */
export async function putLinkBack(
  tx: Tx,
  { id, tokenHash, expiresAt }: Pick<InvitationRow, "id" | "tokenHash" | "expiresAt">,
  token: string,
): Promise<void> {
  await tx
    .update(invitations)
    .set({ tokenHash, expiresAt })
    .where(and(eq(invitations.id, id), eq(invitations.tokenHash, hashToken(token))));
}

export async function noteSent(tx: Tx, id: string): Promise<void> {
  await tx.update(invitations).set({ sentAt: sql`now()` }).where(eq(invitations.id, id));
}

export async function findInviter(tx: Tx, userId: string): Promise<string> {
  const [row] = await tx.select({ name: users.name }).from(users).where(eq(users.id, userId));
  return row?.name ?? "Somebody";
}

export async function revokeInvitationRow(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx
    .update(invitations)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(invitations.id, id), isOpenStill))
    .returning({ id: invitations.id });
  return rows.length > 0;
}

/** Those of one inviter that are still open; their ids. */
export async function revokeRowsOf(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx
    .update(invitations)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(invitations.invitedBy, userId), isOpenStill))
    .returning({ id: invitations.id });
  return rows.map(({ id }) => id);
}

/** Uses an invitation up; false where somebody was faster, or it is over. */
export async function spendInvitation(tx: Tx, id: string, usedBy: string): Promise<boolean> {
  const rows = await tx
    .update(invitations)
    .set({ usedAt: sql`now()`, usedBy })
    .where(and(eq(invitations.id, id), isOpenStill, gt(invitations.expiresAt, sql`now()`)))
    .returning({ id: invitations.id });
  return rows.length > 0;
}

/** Admins see all; who administers a project those into it. */
function visibleInvitations(tx: Tx, actor: Actor): SQL | undefined {
  if (accessToInstallation({ ...actor, scopes: null }) === "admin") return undefined;
  const isBound = actor.projectId ? eq(invitations.projectId, actor.projectId) : undefined;
  if (actor.role !== "member") return isBound;
  const administers = tx
    .select({ one: sql`1` })
    .from(projectMembers)
    .where(
      and(
        eq(projectMembers.projectId, invitations.projectId),
        eq(projectMembers.userId, actor.userId ?? sql`null`),
        eq(projectMembers.access, "admin"),
      ),
    );
  return and(isBound, eq(invitations.role, "member"), exists(administers));
}

export async function findVisibleInvitation(tx: Tx, actor: Actor, id: string) {
  const [row] = await tx
    .select({ ...getTableColumns(invitations), isExpired: sql<boolean>`${invitations.expiresAt} <= now()` })
    .from(invitations)
    .where(and(eq(invitations.id, id), visibleInvitations(tx, actor)));
  return row;
}

export type VisibleInvitation = NonNullable<Awaited<ReturnType<typeof findVisibleInvitation>>>;

/** One page, newest first, those older than `before`. */
export function selectInvitations(
  tx: Tx,
  actor: Actor,
  {
    before,
    projectId,
    id,
    limit,
  }: { before: string | undefined; projectId: string | undefined; id: string | undefined; limit: number },
) {
  return tx
    .select({
      invitation: invitations,
      state: sql<(typeof invitationStates)[number]>`case
        when ${invitations.usedAt} is not null then 'used'
        when ${invitations.revokedAt} is not null then 'revoked'
        when ${invitations.expiresAt} <= now() then 'expired'
        else 'open' end`,
      invitedBy: { id: users.id, name: users.name },
      usedBy: sql<{
        id: string;
        name: string;
      } | null>`(select json_build_object('id', used.id, 'name', used.name)
        from users as used where used.id = ${invitations.usedBy})`,
      projectName: projects.name,
    })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.invitedBy))
    .leftJoin(projects, eq(projects.id, invitations.projectId))
    .where(
      and(
        visibleInvitations(tx, actor),
        id ? eq(invitations.id, id) : undefined,
        before ? lt(invitations.id, before) : undefined,
        projectId ? eq(invitations.projectId, projectId) : undefined,
      ),
    )
    .orderBy(desc(invitations.id))
    .limit(limit);
}

export type SelectedInvitation = Awaited<ReturnType<typeof selectInvitations>>[number];

/** The invitation of a link, with who invited and whether they still could; `lock`: nobody else spends it meanwhile. */
export async function findByToken(tx: Tx, token: string, { lock }: { lock: boolean }) {
  const isIt = eq(invitations.tokenHash, hashToken(token));
  if (lock) await tx.select({ id: invitations.id }).from(invitations).where(isIt).for("update");
  const [row] = await tx
    .select({
      invitation: invitations,
      inviter: { name: users.name, role: users.role, disabledAt: users.disabledAt },
      inviterAccess: projectMembers.access,
      projectName: projects.name,
      isUsed: sql<boolean>`${invitations.usedAt} is not null`,
      isRevoked: sql<boolean>`${invitations.revokedAt} is not null`,
      isExpired: sql<boolean>`${invitations.expiresAt} <= now()`,
    })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.invitedBy))
    .leftJoin(projects, eq(projects.id, invitations.projectId))
    .leftJoin(
      projectMembers,
      and(
        eq(projectMembers.projectId, invitations.projectId),
        eq(projectMembers.userId, invitations.invitedBy),
      ),
    )
    .where(isIt);
  return row;
}

export type FoundInvitation = NonNullable<Awaited<ReturnType<typeof findByToken>>>;
