/**
 * The sessions of browsers. A cookie is exchanged for the next one once it is older than `accessMinutes`; the one before
 * stays good until the new one has come back, for its answer may have been lost, and a moment longer for requests that
 * were under way. Who shows it later holds a copy: then nobody keeps the session. All of it is judged by the
 * database, in the statement that finds the session, so that any process may be asked.
 */
import { and, eq, gt, isNull, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { identityProviders, type sessionEnds, sessions, users } from "#drizzle/schema/people.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import { sessionLimit } from "#lib/platform/auth/session-limit.ts";
import { wakeStanding } from "#lib/platform/auth/standing.ts";
import { createSession, notLater, person, type SessionStart } from "#lib/platform/auth/store.ts";
import { hashToken, newToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { audit, publish, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

type Base = Pick<Platform, "database">;
type Place = Pick<RequestOrigin, "ip" | "userAgent">;
export type SessionEnd = (typeof sessionEnds)[number];

/** How long the cookie before stays good once the new one has come back. */
const graceSeconds = 60;
const grace = sql.raw(`interval '${graceSeconds} seconds'`);

const isBefore = (moment: SQL | typeof sessions.renewedAt, ago: SQL): SQL => sql`${moment} <= now() - ${ago}`;

/** Neither ended, nor too old, nor unused for too long. */
export const isAlive = and(
  isNull(sessions.endedAt),
  gt(sessions.expiresAt, sql`now()`),
  sql`${sessions.createdAt} > now() - ${sessionLimit("absoluteDays")}`,
  sql`${sessions.lastUsedAt} > now() - ${sessionLimit("idleDays")}`,
) as SQL;

const isDue = isBefore(sessions.renewedAt, sessionLimit("accessMinutes"));
const isRecorded = sql<boolean>`${sessions.lastUsedAt} > now() - interval '1 minute'`;

const isFresh = sql<boolean>`${sessions.authenticatedAt} > now() - interval '10 minutes'`;

/** The session of a cookie, and what is to be done about it; undefined where it is none, or its person is locked out. */
async function findByToken(tx: Tx, token: string) {
  const hash = hashToken(token);
  const isNew = sql`${sessions.tokenHash} = ${hash}`;
  const hasArrived = sql`${sessions.arrivedAt} is not null`;
  const isLost = sql`${sessions.arrivedAt} is null and ${isBefore(sessions.renewedAt, grace)}`;
  const [row] = await tx
    .select({
      ...person,
      sessionId: sessions.id,
      // Not by a cookie from before that sign-in.
      hasJustSignedIn: sql<boolean>`${isFresh} and ${isNew}`,
      isAlive: sql<boolean>`${isAlive}`,
      isReused: sql<boolean>`not ${isNew} and ${hasArrived} and ${sessions.arrivedAt} <= now() - ${grace}`,
      isDue: sql<boolean>`case when ${isNew} then ${isDue} else ${isLost} end`,
      isNoted: sql<boolean>`${isRecorded}
        and not (${isNew} and ${sessions.previousTokenHash} is not null and not ${hasArrived})`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(or(eq(sessions.tokenHash, hash), eq(sessions.previousTokenHash, hash)), isNull(users.disabledAt)),
    );
  return row;
}

/** A session that is open, and its person. `isDue`: its cookie is to be exchanged. */
export interface OpenSession {
  id: string;
  name: string;
  email: string;
  role: (typeof users.$inferSelect)["role"];
  sessionId: string;
  hasJustSignedIn: boolean;
  isDue: boolean;
}

/**
 * The session that a cookie opens; null for none. Notes its use, at most once a minute. A cookie that was exchanged long
 * ago ends the session of whoever holds the other one, too.
 */
export async function openSession(
  { database }: Base,
  token: string,
  place: Place | null,
): Promise<OpenSession | null> {
  const session = await findByToken(database.orm, token);
  if (!session?.isAlive) return null;
  const { isReused, isNoted } = session;
  if (isReused) {
    await transact(database, (tx) => endSessionOf(tx, session, "reused", place));
    return null;
  }
  if (!isNoted) await transact(database, (tx) => noteUse(tx, session, token, place));
  return session;
}

/** The same for a session that is known already, whatever cookie it has by now, for what stays open. */
export async function reopenSession({ database }: Base, sessionId: string): Promise<OpenSession | null> {
  const [row] = await database.orm
    .select({ ...person, sessionId: sessions.id, hasJustSignedIn: isFresh })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, sessionId), isAlive, isNull(users.disabledAt)));
  return row ? { ...row, isDue: false } : null;
}

/** Why a session is over. `disabled`: its person is. */
export interface EndedSession {
  because: SessionEnd | "expired" | "disabled";
  /** What the identity provider is called by which it began. */
  provider: string | null;
  disabledBecause: string | null;
}

/** For the person at the browser that has its cookie; null where nothing is known of it, or it goes on. */
export async function whySessionEnded({ database }: Base, token: string): Promise<EndedSession | null> {
  const hash = hashToken(token);
  const [row] = await database.orm
    .select({
      isAlive: sql<boolean>`${isAlive}`,
      endedBecause: sessions.endedBecause,
      provider: identityProviders.name,
      isDisabled: sql<boolean>`${users.disabledAt} is not null`,
      disabledBecause: users.disabledBecause,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(identityProviders, eq(identityProviders.id, sessions.providerId))
    .where(or(eq(sessions.tokenHash, hash), eq(sessions.previousTokenHash, hash)));
  if (!row || (row.isAlive && !row.isDisabled)) return null;
  const { provider, disabledBecause } = row;
  const because = row.isDisabled ? "disabled" : (row.endedBecause ?? "expired");
  return { because, provider, disabledBecause };
}

/** Where it was used last, when, and that a new cookie has come back. */
async function noteUse(
  tx: Tx,
  { sessionId, id }: OpenSession,
  token: string,
  place: Place | null,
): Promise<void> {
  const arrivedAt = sql`case when ${sessions.tokenHash} = ${hashToken(token)}
    then coalesce(${sessions.arrivedAt}, now()) else ${sessions.arrivedAt} end`;
  await tx
    .update(sessions)
    .set({ lastUsedAt: sql`now()`, arrivedAt, ...(place?.ip ? place : {}) })
    .where(eq(sessions.id, sessionId));
  const isStale = or(isNull(users.lastSeenAt), lt(users.lastSeenAt, sql`now() - interval '1 minute'`));
  await tx
    .update(users)
    .set({ lastSeenAt: sql`now()` })
    .where(and(eq(users.id, id), isStale));
}

/** Exchanges a cookie for the next one; null where another request was faster. */
export async function renewSession(
  { database }: Base,
  sessionId: string,
  token: string,
): Promise<string | null> {
  const [hash, next] = [hashToken(token), newToken()];
  // Judged again where the row is locked: of requests that come at once, one exchanges it.
  const isFirst = and(eq(sessions.tokenHash, hash), isDue);
  const wasLost = and(
    eq(sessions.previousTokenHash, hash),
    isNull(sessions.arrivedAt),
    lte(sessions.renewedAt, sql`now() - ${grace}`),
  );
  const given = {
    tokenHash: hashToken(next),
    previousTokenHash: hash,
    renewedAt: sql`now()`,
    arrivedAt: null,
  };
  const rows = await transact(database, (tx) =>
    tx
      .update(sessions)
      .set(given)
      .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt), or(isFirst, wasLost)))
      .returning({ id: sessions.id }),
  );
  return rows.length === 1 ? next : null;
}

/**
 * Notes that the person of a session has proved who they are, just now unless `provedAt` says otherwise, and exchanges
 * its cookie: one that was known before is worth no more than before.
 */
export async function refreshSession(
  tx: Tx,
  sessionId: string,
  token: string,
  proof: {
    next?: string;
    method?: SessionStart["method"];
    providerId?: string | null;
    provedAt?: Date | null;
  } = {},
): Promise<string> {
  const { next = newToken(), provedAt = null, ...how } = proof;
  const authenticatedAt = sql`greatest(${sessions.authenticatedAt}, ${notLater(provedAt)})`;
  const given = { tokenHash: hashToken(next), previousTokenHash: hashToken(token), arrivedAt: null };
  await tx
    .update(sessions)
    .set({ ...given, ...how, renewedAt: sql`now()`, authenticatedAt })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)));
  return next;
}

/**
 * Signs `userId` in at a browser; the token is nowhere else, and never the one that the browser had. Where the same person is
 * signed in there already, that session goes on, with what it has open; another's ends.
 */
export async function beginSession(
  tx: Tx,
  userId: string,
  start: SessionStart,
  shown: string | null,
): Promise<string> {
  publish(tx, { topic: "sessions", name: "session.begun", subjectId: null, projectId: null, userId });
  const session = shown === null ? undefined : await findByToken(tx, shown);
  if (!shown || !session?.isAlive || session.isReused) return createSession(tx, userId, start);
  if (session.id === userId) {
    const { method, providerId = null, provedAt = null, token: next } = start;
    const proof = { method, providerId, provedAt, ...(next ? { next } : {}) };
    return refreshSession(tx, session.sessionId, shown, proof);
  }
  await deleteSession(tx, shown);
  return createSession(tx, userId, start);
}

/** Ends a session before its time, for its browser and for all that it has open. */
export async function endSessionOf(
  tx: Tx,
  { sessionId, id, name }: Pick<OpenSession, "sessionId" | "id" | "name">,
  because: SessionEnd,
  place: Place | null,
): Promise<void> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: sql`now()`, endedBecause: because })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.endedAt)))
    .returning({ id: sessions.id });
  if (ended.length === 0) return;
  tellEnded(tx, id, sessionId);
  if (because !== "reused") return;
  audit(tx, {
    record: { what: "session.reused", actor: { kind: "person", id, name }, ...place, sessionId },
    operationId: null,
    projectId: null,
    personId: id,
  });
}

/** What is open by it closes, and its person sees it go. */
function tellEnded(tx: Tx, userId: string, sessionId: string): void {
  wakeStanding(tx, userId);
  publish(tx, { topic: "sessions", name: "session.ended", subjectId: sessionId, projectId: null, userId });
}

/** Forgets the session of this cookie; gives whose it was. */
export async function deleteSession(tx: Tx, token: string) {
  const session = await findByToken(tx, token);
  if (!session) return null;
  await tx.delete(sessions).where(eq(sessions.id, session.sessionId));
  if (!session.isAlive) return null;
  const { id, sessionId } = session;
  tellEnded(tx, id, sessionId);
  return session;
}
