import { and, desc, eq, inArray, ne, type SQL, sql } from "drizzle-orm";
import { identityProviders, sessions, users } from "#drizzle/schema/people.ts";
import { type Actor, ownReader } from "#lib/platform/auth/actor.ts";
import { sessionLimit } from "#lib/platform/auth/session-limit.ts";
import { isAlive } from "#lib/platform/auth/sessions.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** More than anybody has. */
const listedMax = 200;

const person = { id: users.id, name: users.name };

/**
 * One's own sessions; an admin's also those of members and admins, an owner's also everybody's. What is bound to one project, an agent
 * or a service has no business with any.
 */
function visibleSessions(actor: Actor): SQL | undefined {
  const userId = ownReader(actor);
  if (!userId) return sql`false`;
  if (actor.role === "owner") return isAlive;
  const own = eq(sessions.userId, userId);
  if (actor.role === "member") return and(isAlive, own);
  return and(isAlive, sql`(${own} or ${inArray(users.role, ["admin", "member"])})`);
}

export async function selectSessions(tx: Tx, actor: Actor, userId: string | null) {
  return await tx
    .select({
      session: sessions,
      provider: identityProviders.name,
      endsAt:
        sql`least(${sessions.expiresAt}, ${sessions.createdAt} + ${sessionLimit("absoluteDays")})`.mapWith(
          sessions.expiresAt,
        ),
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(identityProviders, eq(identityProviders.id, sessions.providerId))
    .where(and(visibleSessions(actor), eq(sessions.userId, userId ?? sql`null`)))
    .orderBy(desc(sessions.lastUsedAt), desc(sessions.id))
    .limit(listedMax);
}

/** A session that is open, and whose. */
export async function findSession(tx: Tx, actor: Actor, sessionId: string) {
  const [row] = await tx
    .select({ session: sessions, person })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(visibleSessions(actor), eq(sessions.id, sessionId)));
  return row;
}

/** All of a person but the one that is asked with. */
export async function selectOthers(tx: Tx, actor: Actor, userId: string) {
  return await tx
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        visibleSessions(actor),
        eq(sessions.userId, userId),
        actor.sessionId ? ne(sessions.id, actor.sessionId) : undefined,
      ),
    );
}

export async function findPersonOf(tx: Tx, actor: Actor, userId: string) {
  if (!ownReader(actor)) return undefined;
  if (actor.role === "member" && userId !== actor.userId) return undefined;
  const [row] = await tx
    .select({ ...person, role: users.role })
    .from(users)
    .where(eq(users.id, userId));
  const isHidden = row?.role === "owner" && actor.role === "admin";
  return isHidden ? undefined : row;
}
