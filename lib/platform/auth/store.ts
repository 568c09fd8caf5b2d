import { and, eq, gt, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { apiKeys, sessions, type signInMethods, users } from "#drizzle/schema/people.ts";
import { runs, tasks } from "#drizzle/schema/tasks.ts";
import { newId } from "#lib/kernel/ids.ts";
import { liveRunStates } from "#lib/kernel/states.ts";
import type { KeyScope, RequestOrigin } from "#lib/platform/auth/actor.ts";
import { sessionLimit } from "#lib/platform/auth/session-limit.ts";
import { hashToken, newToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** What a signed-in person is, without a trace of how they signed in. */
export const person = { id: users.id, name: users.name, email: users.email, role: users.role };

/** How a session begins, and where. */
export interface SessionStart {
  method: (typeof signInMethods)[number];
  /** The identity provider, where it was one. */
  providerId?: string;
  origin: Pick<RequestOrigin, "ip" | "userAgent">;
  /** When they proved who they are, where that was somewhere else and before; left out, now. */
  provedAt?: Date | null;
  /** One that was drawn already, as next-auth does. Never one that a browser sent. */
  token?: string;
}

/** How long what has ended is kept, so that its browser can be told why. */
const keptDays = 7;

/** A new session of `userId`, until the limits of sessions end it; the token is nowhere else. */
export async function createSession(tx: Tx, userId: string, start: SessionStart): Promise<string> {
  const { method, providerId, origin, provedAt = null, token = newToken() } = start;
  const { ip, userAgent } = origin;
  const kept = sql`now() - make_interval(days => ${keptDays}::int)`;
  const isOver = or(lt(sessions.expiresAt, kept), lt(sessions.endedAt, kept));
  await tx.delete(sessions).where(and(eq(sessions.userId, userId), isOver));
  const row = { id: newId(), tokenHash: hashToken(token), userId, method, providerId, ip, userAgent };
  await tx.insert(sessions).values({
    ...row,
    authenticatedAt: notLater(provedAt),
    expiresAt: sql`now() + ${sessionLimit("absoluteDays")}`,
  });
  return token;
}

/** That moment by the database's clock, which no other clock runs ahead of; null: now. */
export const notLater = (moment: Date | null): SQL =>
  moment === null ? sql`now()` : sql`least(now(), ${moment.toISOString()}::timestamptz)`;

/** What a person may do now; undefined for one who is gone or locked out. */
export async function findRole(
  tx: Tx,
  userId: string,
): Promise<(typeof users.$inferSelect)["role"] | undefined> {
  const isActive = and(eq(users.id, userId), isNull(users.disabledAt));
  const [row] = await tx.select({ role: users.role }).from(users).where(isActive);
  return row?.role;
}

interface NewKey {
  userId: string;
  name: string;
  kind: "cli" | "agent" | "service";
  scopes: readonly KeyScope[];
  projectId?: string | null;
  expiresAt?: Date | null;
  /** The key it was asked for with; null for a person in the browser. */
  madeWithKeyId?: string | null;
}

/** Makes a key and gives its only copy; the row keeps its hash and the first characters. */
export async function createKey(tx: Tx, given: NewKey): Promise<{ id: string; prefix: string; key: string }> {
  const key = `lk_${newToken()}`;
  const shown = { id: newId(), prefix: key.slice(0, 11) };
  await tx.insert(apiKeys).values({ ...given, scopes: [...given.scopes], ...shown, keyHash: hashToken(key) });
  return { ...shown, key };
}

/** A key that is neither revoked nor expired, and the person behind it. */
export async function findKey(tx: Tx, key: string) {
  const [row] = await tx
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      kind: apiKeys.kind,
      scopes: apiKeys.scopes,
      projectId: apiKeys.projectId,
      isUseRecorded: sql<boolean>`coalesce(${apiKeys.lastUsedAt} > now() - interval '1 minute', false)`,
      person,
    })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(
      and(
        eq(apiKeys.keyHash, hashToken(key)),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql`now()`)),
        isNull(users.disabledAt),
      ),
    );
  return row;
}

/** Whether a key was made with that other one, or with one that was. */
export async function isKeyMadeWith(tx: Tx, keyId: string, makerId: string): Promise<boolean> {
  const rows = await tx.execute(sql`
    with recursive line as (
      select made_with_key_id as id from api_keys where id::text = ${keyId}
      union
      select older.made_with_key_id from api_keys older join line on older.id = line.id
    )
    select 1 from line where id::text = ${makerId}`);
  return rows.length > 0;
}

/** A run that is under way, its task, and the person who started it; undefined once it has ended, or they are gone. */
export async function findLiveRun(tx: Tx, runId: string) {
  const [row] = await tx
    .select({
      id: runs.id,
      gatewayTokenHash: runs.gatewayTokenHash,
      projectId: runs.projectId,
      task: { number: tasks.number, title: tasks.title },
      person,
    })
    .from(runs)
    .innerJoin(tasks, eq(tasks.id, runs.taskId))
    .innerJoin(users, eq(users.id, runs.createdBy))
    .where(and(eq(runs.id, runId), inArray(runs.state, [...liveRunStates]), isNull(users.disabledAt)));
  return row;
}

/** False also for what is no key, such as the id of a run. */
export async function isKeyRevoked(tx: Tx, id: string): Promise<boolean> {
  const isIt = sql`${apiKeys.id}::text = ${id}`;
  const [row] = await tx.select({ revokedAt: apiKeys.revokedAt }).from(apiKeys).where(isIt);
  return row !== undefined && row.revokedAt !== null;
}

/** Notes that a key was used, at most once a minute, also where several requests come at once. */
export async function recordKeyUse(tx: Tx, id: string): Promise<void> {
  const isStale = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`now() - interval '1 minute'`));
  await tx
    .update(apiKeys)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiKeys.id, id), isStale));
}
