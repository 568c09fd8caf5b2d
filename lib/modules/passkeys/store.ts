import { and, asc, count, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { accounts, identityProviders, passkeyChallenges, passkeys, users } from "#drizzle/schema/people.ts";
import { newId } from "#lib/kernel/ids.ts";
import { challengeMinutes } from "#lib/modules/passkeys/rules.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";

type PasskeyRow = typeof passkeys.$inferSelect;
export type Purpose = (typeof passkeyChallenges.$inferSelect)["purpose"];

export const selectPasskeys = (tx: Tx, userId: string): Promise<PasskeyRow[]> =>
  tx.select().from(passkeys).where(eq(passkeys.userId, userId)).orderBy(asc(passkeys.id));

export async function findOwnPasskey(tx: Tx, userId: string, passkeyId: string) {
  const [row] = await tx
    .select()
    .from(passkeys)
    .where(and(eq(passkeys.id, passkeyId), eq(passkeys.userId, userId)));
  return row;
}

/** A passkey and its person, disabled or not; held, for its counter is looked at and moved on. */
export async function lockPasskey(tx: Tx, credentialId: string) {
  const { id, name, email, role, disabledAt } = users;
  const [row] = await tx
    .select({ passkey: passkeys, person: { id, name, email, role }, disabledAt })
    .from(passkeys)
    .innerJoin(users, eq(users.id, passkeys.userId))
    .where(eq(passkeys.credentialId, credentialId))
    .for("update", { of: passkeys });
  return row;
}

/** Whose it is, for counting who tries; nobody else's business. */
export async function findPersonOfPasskey(tx: Tx, credentialId: string): Promise<string | null> {
  const isIt = eq(passkeys.credentialId, credentialId);
  const [row] = await tx.select({ userId: passkeys.userId }).from(passkeys).where(isIt);
  return row?.userId ?? null;
}

/** By which a person knows, among others of theirs, the passkey that a device offers. */
export async function findEmail(tx: Tx, userId: string): Promise<string | undefined> {
  const [row] = await tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
  return row?.email;
}

/** Keeps a new passkey; undefined where the same one is known already. */
export async function insertPasskey(tx: Tx, given: Omit<typeof passkeys.$inferInsert, "id">) {
  const [row] = await tx
    .insert(passkeys)
    .values({ id: newId(), ...given })
    .onConflictDoNothing({ target: passkeys.credentialId })
    .returning();
  return row;
}

export async function updatePasskey(tx: Tx, id: string, change: Partial<PasskeyRow>): Promise<void> {
  await tx.update(passkeys).set(change).where(eq(passkeys.id, id));
}

export async function deletePasskey(tx: Tx, id: string): Promise<void> {
  await tx.delete(passkeys).where(eq(passkeys.id, id));
}

interface Challenge {
  /** What is to be signed, and the address it may be signed for. */
  text: string;
  purpose: Purpose;
  userId: string | null;
}

/** Only the hash is kept, and challenges that ran out are forgotten. */
export async function insertChallenge(tx: Tx, { text, purpose, userId }: Challenge): Promise<void> {
  await tx.delete(passkeyChallenges).where(lt(passkeyChallenges.expiresAt, sql`now()`));
  const expiresAt = sql`now() + make_interval(mins => ${challengeMinutes}::int)`;
  await tx.insert(passkeyChallenges).values({ challengeHash: hashToken(text), purpose, userId, expiresAt });
}

/** Uses a challenge up; false where it is not there, is too old, or was given for something else. */
export async function takeChallenge(tx: Tx, { text, purpose, userId }: Challenge): Promise<boolean> {
  const taken = await tx
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.challengeHash, hashToken(text)),
        eq(passkeyChallenges.purpose, purpose),
        userId === null ? isNull(passkeyChallenges.userId) : eq(passkeyChallenges.userId, userId),
        gt(passkeyChallenges.expiresAt, sql`now()`),
      ),
    )
    .returning({ purpose: passkeyChallenges.purpose });
  return taken.length === 1;
}

export async function countPasskeys(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx.select({ count: count() }).from(passkeys).where(eq(passkeys.userId, userId));
  return row?.count ?? 0;
}

/** The identity providers that a person signs in with, those that are in use. */
export const selectProvidersOf = (tx: Tx, userId: string) =>
  tx
    .select({ id: identityProviders.id, name: identityProviders.name })
    .from(accounts)
    .innerJoin(identityProviders, eq(identityProviders.id, accounts.provider))
    .where(and(eq(accounts.userId, userId), eq(identityProviders.isEnabled, true)))
    .orderBy(asc(identityProviders.name));
