import { and, asc, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { apiKeys, signInLinks, users } from "#drizzle/schema/people.ts";
import { newId } from "#lib/kernel/ids.ts";
import type { Role } from "#lib/platform/auth/actor.ts";
import { hashToken, newToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

const person = { id: users.id, name: users.name, email: users.email, role: users.role };

/** Until the end of the transaction, nobody else sets up this installation or makes a setup link. */
export async function lockSetup(tx: Tx): Promise<void> {
  await lockByName(tx, "setup");
}

/** The first owner there was. */
export async function findOwner(tx: Tx) {
  const [row] = await tx
    .select({ ...person, disabledAt: users.disabledAt })
    .from(users)
    .where(eq(users.role, "owner"))
    .orderBy(asc(users.id))
    .limit(1);
  return row;
}

export async function findPerson(tx: Tx, by: { id: string } | { email: string }) {
  const [row] = await tx
    .select({ ...person, disabledAt: users.disabledAt })
    .from(users)
    .where("id" in by ? eq(users.id, by.id) : eq(users.email, by.email));
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
