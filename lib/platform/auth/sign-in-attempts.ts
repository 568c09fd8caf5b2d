import { and, eq, lt, sql } from "drizzle-orm";
import { sessions, signInAttempts } from "#drizzle/schema/people.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/**
 * How often somebody may try to sign in, whichever way: buckets that fill by themselves, kept in the database, for the
 * ways in lie in several processes and in both halves of one.
 */
const perMinute = 10;

const perSecond = sql.raw(String(perMinute / 60));
const elapsedSeconds = sql`extract(epoch from now() - ${signInAttempts.at})`;
const filled = sql`least(${perMinute}::real, ${signInAttempts.left} + ${elapsedSeconds} * ${perSecond})::real`;

/** Takes one attempt of an address or a person; 0, or how long there is none left. */
export async function takeAttempt(tx: Tx, key: string): Promise<number> {
  const taken = await tx
    .insert(signInAttempts)
    .values({ key, left: perMinute - 1 })
    .onConflictDoUpdate({
      target: signInAttempts.key,
      set: { left: sql`${filled} - 1`, at: sql`now()` },
      setWhere: sql`${filled} >= 1`,
    })
    .returning({ key: signInAttempts.key });
  if (taken.length === 1) return 0;
  const [row] = await tx
    .select({ left: sql<number>`${filled}` })
    .from(signInAttempts)
    .where(eq(signInAttempts.key, key));
  return Math.max(1, Math.ceil((1 - (row?.left ?? 0)) * (60_000 / perMinute)));
}

/** Puts back what was taken for an attempt that came through, and forgets buckets that are full again. */
export async function giveAttemptsBack(tx: Tx, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const left = sql`least(${perMinute}::real, ${signInAttempts.left} + 1)::real`;
    await tx.update(signInAttempts).set({ left }).where(eq(signInAttempts.key, key));
  }
  await tx.delete(signInAttempts).where(lt(signInAttempts.at, sql`now() - interval '1 hour'`));
}

/** Whether a person was signed in at this address lately: what strangers do elsewhere is not held against them there. */
export async function isKnownPlace(tx: Tx, userId: string, ip: string | null): Promise<boolean> {
  if (ip === null) return false;
  const rows = await tx
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.ip, ip)))
    .limit(1);
  return rows.length === 1;
}
