import { and, asc, count, eq, gt, inArray, isNull, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { notices } from "#drizzle/schema/notifications.ts";
import {
  accounts,
  apiKeys,
  onboarding,
  passkeyChallenges,
  passkeys,
  sessions,
  signInLinks,
  users,
} from "#drizzle/schema/people.ts";
import { projectMembers, projects } from "#drizzle/schema/projects.ts";
import { newId } from "#lib/kernel/ids.ts";
import type { Actor, Role } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import { hashToken, newToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

const person = { id: users.id, name: users.name, email: users.email, role: users.role };

/** Until the end of the transaction, nobody else sets up this installation or makes a setup link. */
export async function lockSetup(tx: Tx): Promise<void> {
  await lockByName(tx, "setup");
}

/** The first owner there is. */
export async function findOwner(tx: Tx) {
  const [row] = await tx
    .select({ ...person, disabledAt: users.disabledAt })
    .from(users)
    .where(and(eq(users.role, "owner"), isNull(users.disabledAt)))
    .orderBy(asc(users.id))
    .limit(1);
  return row;
}

export async function findPerson(tx: Tx, by: { id: string } | { email: string }) {
  const [row] = await tx
    .select({ ...person, disabledAt: users.disabledAt, disabledBecause: users.disabledBecause })
    .from(users)
    .where(and("id" in by ? eq(users.id, by.id) : eq(users.email, by.email), isNull(users.removedAt)));
  return row;
}

/** Makes a person, or gives undefined when the address is taken. */
export async function insertPerson(tx: Tx, given: { name: string; email: string; role: Role }) {
  const [row] = await tx
    .insert(users)
    .values({ id: newId(), ...given })
    .onConflictDoNothing({ target: users.email })
    .returning(person);
  return row;
}

export async function renamePerson(tx: Tx, id: string, name: string): Promise<void> {
  await tx.update(users).set({ name }).where(eq(users.id, id));
}

/** The only setup link from now on; the same token again makes the link new. */
export async function replaceSetupLink(tx: Tx, token: string, validMinutes: number): Promise<void> {
  await tx.delete(signInLinks).where(and(eq(signInLinks.kind, "setup"), isNull(signInLinks.usedAt)));
  const fresh = { expiresAt: inMinutes(validMinutes), usedAt: null };
  await tx
    .insert(signInLinks)
    .values({ tokenHash: hashToken(token), kind: "setup", ...fresh })
    .onConflictDoUpdate({ target: signInLinks.tokenHash, set: fresh });
}

/** A sign-in link of `userId`; forgets links that ran out more than a day ago. */
export async function insertSignInLink(tx: Tx, userId: string, validMinutes: number): Promise<string> {
  await tx.delete(signInLinks).where(lt(signInLinks.expiresAt, sql`now() - interval '1 day'`));
  const token = newToken();
  const expiresAt = inMinutes(validMinutes);
  await tx.insert(signInLinks).values({ tokenHash: hashToken(token), kind: "sign_in", userId, expiresAt });
  return token;
}

export async function findLink(tx: Tx, token: string, kind: "setup" | "sign_in") {
  const [row] = await tx
    .select({
      userId: signInLinks.userId,
      expiresAt: signInLinks.expiresAt,
      isUsed: sql<boolean>`${signInLinks.usedAt} is not null`,
      isExpired: sql<boolean>`${signInLinks.expiresAt} <= now()`,
    })
    .from(signInLinks)
    .where(and(eq(signInLinks.tokenHash, hashToken(token)), eq(signInLinks.kind, kind)));
  return row;
}

/** Uses a link up; false when somebody was faster or its time is over. */
export async function spendLink(tx: Tx, token: string): Promise<boolean> {
  const rows = await tx
    .update(signInLinks)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(signInLinks.tokenHash, hashToken(token)),
        isNull(signInLinks.usedAt),
        gt(signInLinks.expiresAt, sql`now()`),
      ),
    )
    .returning({ tokenHash: signInLinks.tokenHash });
  return rows.length === 1;
}

export async function findKeyById(tx: Tx, id: string) {
  const [row] = await tx.select().from(apiKeys).where(eq(apiKeys.id, id));
  return row;
}

const inMinutes = (minutes: number) => sql`now() + make_interval(mins => ${minutes}::int)`;

/** Until the end of the transaction nobody else changes who may do what: who counts owners counts them alone. */
export async function lockPeople(tx: Tx): Promise<void> {
  await lockByName(tx, "people");
}

/** What a person's role is, and where it came from. */
export async function findStanding(tx: Tx, userId: string) {
  const [row] = await tx
    .select({
      ...person,
      roleFrom: users.roleFrom,
      isChosen: sql<boolean>`${users.roleChosenAt} is not null`,
    })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.removedAt)));
  return row;
}

export async function setRoleByGroups(
  tx: Tx,
  userId: string,
  change: { role: Role; roleFrom: string | null },
): Promise<void> {
  await tx.update(users).set(change).where(eq(users.id, userId));
}

/** Who has a role or access to a project that the groups of a provider gave. */
export async function listGivenBy(tx: Tx, providerId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(eq(users.roleFrom, providerId))
    .union(
      tx
        .select({ id: projectMembers.userId })
        .from(projectMembers)
        .where(eq(projectMembers.givenBy, providerId)),
    );
  return rows.map(({ id }) => id);
}

export const listMemberships = (tx: Tx, userId: string) =>
  tx
    .select({
      projectId: projectMembers.projectId,
      access: projectMembers.access,
      givenBy: projectMembers.givenBy,
    })
    .from(projectMembers)
    .where(eq(projectMembers.userId, userId));

/** Those of the projects that there are. */
export async function listPresentProjects(tx: Tx, projectIds: readonly string[]): Promise<Set<string>> {
  if (projectIds.length === 0) return new Set();
  const rows = await tx
    .select({ id: projects.id })
    .from(projects)
    .where(inArray(projects.id, [...projectIds]));
  return new Set(rows.map(({ id }) => id));
}

export async function putMembership(
  tx: Tx,
  row: { projectId: string; userId: string; access: "admin" | "write" | "read"; givenBy: string | null },
): Promise<void> {
  const { access, givenBy } = row;
  await tx
    .insert(projectMembers)
    .values(row)
    .onConflictDoUpdate({
      target: [projectMembers.projectId, projectMembers.userId],
      set: { access, givenBy },
    });
}

export async function deleteMemberships(
  tx: Tx,
  userId: string,
  projectIds: readonly string[],
): Promise<void> {
  if (projectIds.length === 0) return;
  await tx
    .delete(projectMembers)
    .where(and(eq(projectMembers.userId, userId), inArray(projectMembers.projectId, [...projectIds])));
}

/** The keys of a person that open now. */
export async function listLiveKeys(tx: Tx, userId: string): Promise<{ id: string; name: string }[]> {
  return tx
    .select({ id: apiKeys.id, name: apiKeys.name })
    .from(apiKeys)
    .where(and(eq(apiKeys.userId, userId), isNull(apiKeys.revokedAt)))
    .orderBy(asc(apiKeys.name));
}

/** Who is here, as far as the actor may know: everybody for admins, else oneself and those one shares a project with. */
function visiblePeople(tx: Tx, actor: Actor): SQL | undefined {
  if (accessToInstallation({ ...actor, scopes: null }) === "admin") return isNull(users.removedAt);
  const own = tx
    .select({ id: projectMembers.projectId })
    .from(projectMembers)
    .where(eq(projectMembers.userId, actor.userId ?? sql`null`));
  const shared = tx
    .select({ id: projectMembers.userId })
    .from(projectMembers)
    .where(
      actor.projectId
        ? eq(projectMembers.projectId, actor.projectId)
        : inArray(projectMembers.projectId, own),
    );
  return and(
    isNull(users.removedAt),
    isNull(users.disabledAt),
    or(eq(users.id, actor.userId ?? sql`null`), inArray(users.id, shared)),
  );
}

interface PeopleFilter {
  after?: { name: string; id: string } | undefined;
  limit: number;
  id?: string;
  q?: string | undefined;
  outsideProjectId?: string | undefined;
}

/** Whom somebody may mean by some words: an address counts only for those who may read it. */
function isNamed(actor: Actor, q: string): SQL {
  const pattern = `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const isAdmin = accessToInstallation({ ...actor, scopes: null }) === "admin";
  return sql`(${users.name} ilike ${pattern} or (${isAdmin} and ${users.email} ilike ${pattern}))`;
}

/** By name, those after `after`. */
// Names are written out in the parts that look into other tables: there a bare column would be theirs.
export const selectPeople = (tx: Tx, actor: Actor, { after, limit, id, q, outsideProjectId }: PeopleFilter) =>
  tx
    .select({
      person: users,
      key: sql<string>`lower(${users.name})`,
      lastSeenAt: sql<string | null>`greatest(users.last_seen_at,
        (select max(last_used_at) from sessions where sessions.user_id = users.id))`.mapWith(
        users.lastSeenAt,
      ),
      roleFromName: sql<
        string | null
      >`(select name from identity_providers where identity_providers.id = users.role_from)`,
      passkeys: sql<
        string[]
      >`array(select name from passkeys where passkeys.user_id = users.id order by name)`,
      providers: sql<string[]>`array(select coalesce(identity_providers.name, accounts.provider)
        from accounts left join identity_providers on identity_providers.id = accounts.provider
        where accounts.user_id = users.id order by 1)`,
      projects: sql<{ id: string; name: string; access: "admin" | "write" | "read" }[]>`coalesce((
        select json_agg(json_build_object('id', projects.id, 'name', projects.name, 'access', member.access)
          order by lower(projects.name))
        from project_members member join projects on projects.id = member.project_id
        where member.user_id = users.id), '[]'::json)`,
    })
    .from(users)
    .where(
      and(
        visiblePeople(tx, actor),
        id ? eq(users.id, id) : undefined,
        q ? isNamed(actor, q) : undefined,
        outsideProjectId
          ? sql`not exists (select 1 from project_members where user_id = users.id and project_id = ${outsideProjectId})`
          : undefined,
        after ? sql`(lower(${users.name}), ${users.id}) > (${after.name}, ${after.id}::uuid)` : undefined,
      ),
    )
    .orderBy(sql`lower(${users.name})`, asc(users.id))
    .limit(limit);

export type SelectedPerson = Awaited<ReturnType<typeof selectPeople>>[number];

/** Whether there is an owner beside this person who may come in. */
export async function hasOtherOwner(tx: Tx, userId: string): Promise<boolean> {
  const [row] = await tx
    .select({ owners: count() })
    .from(users)
    .where(and(eq(users.role, "owner"), isNull(users.disabledAt), ne(users.id, userId)));
  return (row?.owners ?? 0) > 0;
}

/** A role that a person chose: groups leave it alone from now on. */
export async function chooseRole(tx: Tx, userId: string, role: Role): Promise<void> {
  await tx.update(users).set({ role, roleFrom: null, roleChosenAt: sql`now()` }).where(eq(users.id, userId));
}

export async function setDisabled(tx: Tx, userId: string, because: string | null): Promise<void> {
  const change =
    because === null
      ? { disabledAt: null, disabledBecause: null }
      : { disabledAt: sql`now()`, disabledBecause: because === "" ? null : because };
  await tx.update(users).set(change).where(eq(users.id, userId));
}

/** Ends every session of a person, and links that would begin another one. */
export async function endSessions(tx: Tx, userId: string): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.userId, userId));
  await tx.delete(signInLinks).where(eq(signInLinks.userId, userId));
}

/** The same for somebody who is kept out: what ended is kept for a while, so that its browsers can be told why. */
export async function closeSessions(tx: Tx, userId: string): Promise<void> {
  await tx
    .update(sessions)
    .set({ endedAt: sql`now()`, endedBecause: "revoked_by_admin" })
    .where(and(eq(sessions.userId, userId), isNull(sessions.endedAt)));
  await tx.delete(signInLinks).where(eq(signInLinks.userId, userId));
}

/** What a person has that goes with them. */
export async function selectBelongings(tx: Tx, userId: string) {
  const [row] = await tx.execute<{
    keys: string[];
    ways: number;
    projects: string[];
    orphaned: string[];
    cards: number;
    runs: number;
  }>(sql`
    select
      array(select name from api_keys where user_id = ${userId} and revoked_at is null order by name) as keys,
      ((select count(*) from passkeys where user_id = ${userId})
        + (select count(*) from accounts where user_id = ${userId}))::int as ways,
      array(select projects.name from project_members join projects on projects.id = project_id
        where user_id = ${userId} order by projects.name) as projects,
      array(select projects.name from project_members mine join projects on projects.id = mine.project_id
        where mine.user_id = ${userId} and mine.access = 'admin' and not exists (
          select 1 from project_members other join users on users.id = other.user_id
          where other.project_id = mine.project_id and other.access = 'admin' and other.user_id <> ${userId}
            and users.disabled_at is null)
        order by projects.name) as orphaned,
      (select count(*)::int from tasks where assignee_id = ${userId} and status <> 'done') as cards,
      (select count(*)::int from runs where created_by = ${userId}
        and state in ('queued', 'starting', 'running', 'waiting', 'reviewing')) as runs`);
  return row ?? { keys: [], ways: 0, projects: [], orphaned: [], cards: 0, runs: 0 };
}

/** Takes every way in and every right; the row stays without an address, for what the person did to have a name. */
export async function emptyPerson(tx: Tx, userId: string): Promise<void> {
  for (const table of [accounts, passkeys, passkeyChallenges, onboarding, notices, projectMembers])
    await tx.delete(table).where(eq(table.userId, userId));
  await tx
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(apiKeys.userId, userId), isNull(apiKeys.revokedAt)));
  await tx.execute(
    sql`update tasks set assignee_id = null where assignee_id = ${userId} and status <> 'done'`,
  );
  await tx
    .update(users)
    .set({
      role: "member",
      roleFrom: null,
      email: `${userId}@removed.invalid`,
      image: null,
      emailVerifiedAt: null,
      disabledAt: sql`now()`,
      disabledBecause: null,
      removedAt: sql`now()`,
    })
    .where(eq(users.id, userId));
}
