import { and, asc, count, eq, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { z } from "zod";
import { accounts, identityProviders, sessions, users } from "#drizzle/schema/people.ts";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { Allowed, GroupRole } from "#lib/modules/identity-providers/schema.ts";
import { isAlive } from "#lib/platform/auth/sessions.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

type StoredProvider = typeof identityProviders.$inferSelect;
export type NewProvider = typeof identityProviders.$inferInsert;
export type AccountRow = typeof accounts.$inferSelect;

export type ProviderRow = Omit<StoredProvider, "allowed" | "groupRoles"> & {
  allowed: Allowed;
  groupRoles: GroupRole[];
};

const asProvider = (row: StoredProvider): ProviderRow => ({
  ...row,
  allowed: Allowed.parse(row.allowed),
  groupRoles: z.array(GroupRole).parse(row.groupRoles),
});

/** Until the end of the transaction, nobody else changes a provider. */
export const lockProviders = (tx: Tx): Promise<void> => lockByName(tx, "identity providers");

/** Until the end of the transaction, nobody else signs in with this account or links it. */
export const lockAccount = (tx: Tx, provider: string, accountId: string): Promise<void> =>
  lockByName(tx, `account ${provider} ${accountId}`);

export async function listProviderRows(tx: Tx): Promise<ProviderRow[]> {
  const rows = await tx
    .select()
    .from(identityProviders)
    .orderBy(asc(identityProviders.createdAt), asc(identityProviders.id));
  return rows.map(asProvider);
}

export async function findProvider(tx: Tx, id: string): Promise<ProviderRow | undefined> {
  const [row] = await tx.select().from(identityProviders).where(eq(identityProviders.id, id));
  return row && asProvider(row);
}

export async function writeProvider(tx: Tx, row: NewProvider): Promise<ProviderRow> {
  const [written] = await tx
    .insert(identityProviders)
    .values(row)
    .onConflictDoUpdate({ target: identityProviders.id, set: { ...row, updatedAt: sql`now()` } })
    .returning();
  if (!written) throw new Error("The identity provider was not written.");
  return asProvider(written);
}

export async function disableProvider(tx: Tx, id: string): Promise<void> {
  const off = { isEnabled: false, updatedAt: sql`now()` };
  await tx.update(identityProviders).set(off).where(eq(identityProviders.id, id));
}

export async function deleteProviderRow(tx: Tx, id: string): Promise<void> {
  await tx.delete(identityProviders).where(eq(identityProviders.id, id));
}

/** How many people have linked an account, by provider. */
export async function countAccounts(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx
    .select({ provider: accounts.provider, people: count() })
    .from(accounts)
    .groupBy(accounts.provider);
  return new Map(rows.map(({ provider, people }) => [provider, people]));
}

/** Forgets who is who at a provider: at another address the same numbers are other people. */
export async function deleteAccountsAt(tx: Tx, provider: string): Promise<void> {
  await tx.delete(accounts).where(eq(accounts.provider, provider));
}

export async function findAccount(tx: Tx, provider: string, accountId: string) {
  const [row] = await tx
    .select({ account: accounts, user: users })
    .from(accounts)
    .innerJoin(users, eq(users.id, accounts.userId))
    .where(and(eq(accounts.provider, provider), eq(accounts.providerAccountId, accountId)));
  return row;
}

export async function findAccountOf(
  tx: Tx,
  provider: string,
  userId: string,
): Promise<AccountRow | undefined> {
  const [row] = await tx
    .select()
    .from(accounts)
    .where(and(eq(accounts.provider, provider), eq(accounts.userId, userId)));
  return row;
}

export const listAccountsOf = (tx: Tx, userId: string): Promise<AccountRow[]> =>
  tx.select().from(accounts).where(eq(accounts.userId, userId));

export async function insertAccount(tx: Tx, row: typeof accounts.$inferInsert): Promise<void> {
  await tx.insert(accounts).values({ ...row, checkedAt: sql`now()` });
}

type Seen = Partial<Pick<AccountRow, "login" | "email" | "sealedToken">> & { isSignIn: boolean };

/** What the provider said just now, and that it said yes. */
export async function noteSeen(tx: Tx, account: AccountRow, { isSignIn, ...seen }: Seen): Promise<void> {
  await tx
    .update(accounts)
    .set({ ...seen, checkedAt: sql`now()`, ...(isSignIn ? { lastUsedAt: sql`now()` } : {}) })
    .where(isAccount(account));
}

export async function deleteAccount(tx: Tx, account: AccountRow): Promise<void> {
  await tx.delete(accounts).where(isAccount(account));
}

/** No longer asked about: the token says nothing any more. */
export async function dropToken(tx: Tx, account: AccountRow): Promise<void> {
  await tx.update(accounts).set({ sealedToken: null }).where(isAccount(account));
}

const isAccount = ({ provider, providerAccountId }: AccountRow) =>
  and(eq(accounts.provider, provider), eq(accounts.providerAccountId, providerAccountId));

/** What somebody, or everybody, has open by a provider. */
export async function listSessionsFrom(tx: Tx, providerId: string, userId?: string) {
  return await tx
    .select({ sessionId: sessions.id, id: users.id, name: users.name })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(eq(sessions.providerId, providerId), isAlive, userId ? eq(sessions.userId, userId) : undefined),
    );
}

/**
 * Accounts that their provider is to be asked about: a day after it last said yes, and soon where its rules have
 * changed since. Only those by which somebody is signed in, or has what its groups gave, whichever way they come in: the
 * others are asked about when they come.
 */
export async function listDueAccounts(tx: Tx, everyHours: number, max: number): Promise<AccountRow[]> {
  const dayAgo = sql`now() - make_interval(hours => ${everyHours}::int)`;
  const isSignedIn = sql`exists (select 1 from ${sessions}
    where ${sessions.userId} = ${accounts.userId} and ${sessions.providerId} = ${accounts.provider}
      and ${isAlive})`;
  const hasRole = sql`exists (select 1 from ${users}
    where ${users.id} = ${accounts.userId} and ${users.roleFrom} = ${accounts.provider})`;
  const hasAccess = sql`exists (select 1 from ${projectMembers}
    where ${projectMembers.userId} = ${accounts.userId} and ${projectMembers.givenBy} = ${accounts.provider})`;
  const rows = await tx
    .select({ account: accounts })
    .from(accounts)
    .innerJoin(identityProviders, eq(identityProviders.id, accounts.provider))
    .where(
      and(
        isNotNull(accounts.sealedToken),
        eq(identityProviders.isEnabled, true),
        or(
          isNull(accounts.checkedAt),
          lt(accounts.checkedAt, dayAgo),
          lt(accounts.checkedAt, identityProviders.updatedAt),
        ),
        or(isSignedIn, hasRole, hasAccess),
      ),
    )
    .orderBy(sql`${accounts.checkedAt} nulls first`)
    .limit(max);
  return rows.map(({ account }) => account);
}

/** Whether the last yes is longer ago than that, by the database's clock. */
export async function isUncheckedFor(tx: Tx, account: AccountRow, hours: number): Promise<boolean> {
  const [row] = await tx
    .select({
      isLong: sql<boolean>`coalesce(${accounts.checkedAt} < now() - make_interval(hours => ${hours}::int), true)`,
    })
    .from(accounts)
    .where(isAccount(account));
  return row?.isLong ?? false;
}

/** A person by the address, in lower case. */
export async function findByEmail(tx: Tx, email: string) {
  const [row] = await tx.select({ id: users.id, name: users.name }).from(users).where(eq(users.email, email));
  return row;
}

export async function findPerson(tx: Tx, id: string) {
  const [row] = await tx
    .select({ id: users.id, name: users.name, disabledAt: users.disabledAt })
    .from(users)
    .where(eq(users.id, id));
  return row;
}

/** The names of these, for the ways in that a person may take. */
export async function listEnabled(tx: Tx) {
  return await tx
    .select({ id: identityProviders.id, name: identityProviders.name, kind: identityProviders.kind })
    .from(identityProviders)
    .where(eq(identityProviders.isEnabled, true))
    .orderBy(asc(identityProviders.createdAt), asc(identityProviders.id));
}
