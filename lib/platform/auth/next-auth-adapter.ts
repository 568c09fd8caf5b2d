import { and, eq, gt, sql } from "drizzle-orm";
import type { Adapter, AdapterAccount, AdapterUser } from "next-auth/adapters";
import { accounts, sessions, users } from "#drizzle/schema/people.ts";
import { wakeStanding } from "#lib/platform/auth/standing.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

type UserRow = typeof users.$inferSelect;

const adapterUser = ({ id, name, email, image, emailVerifiedAt }: UserRow): AdapterUser => ({
  id,
  name,
  email,
  image,
  emailVerified: emailVerifiedAt,
});

/**
 * Lets next-auth keep its sessions in our tables, the same that our own sign-in writes: tokens as hashes, and none of
 * an identity provider's tokens at all. It makes nobody: who may come in is decided here, not at a provider.
 */
export function nextAuthAdapter({ database }: Pick<Platform, "database">): Adapter {
  const { orm } = database;
  const asUser = (rows: UserRow[]): AdapterUser | null => {
    const [row] = rows;
    return row && !row.disabledAt ? adapterUser(row) : null;
  };
  return {
    createUser() {
      throw new Error("Only people who were added here can sign in.");
    },
    getUser: async (id) => asUser(await orm.select().from(users).where(eq(users.id, id))),
    getUserByEmail: async (email) =>
      asUser(await orm.select().from(users).where(eq(users.email, email.toLowerCase()))),
    async getUserByAccount({ provider, providerAccountId }) {
      const rows = await orm
        .select({ user: users })
        .from(accounts)
        .innerJoin(users, eq(users.id, accounts.userId))
        .where(and(eq(accounts.provider, provider), eq(accounts.providerAccountId, providerAccountId)));
      return asUser(rows.map((row) => row.user));
    },
    async updateUser({ id, name, image, emailVerified }) {
      const change = { ...(name ? { name } : {}), image, emailVerifiedAt: emailVerified };
      const [row] = await transact(database, (tx) =>
        tx.update(users).set(change).where(eq(users.id, id)).returning(),
      );
      if (!row) throw new Error("There is no such person.");
      return adapterUser(row);
    },
    async linkAccount({ provider, providerAccountId, userId }: AdapterAccount) {
      await transact(database, (tx) => tx.insert(accounts).values({ provider, providerAccountId, userId }));
    },
    async createSession({ sessionToken, userId, expires }) {
      const row = { tokenHash: hashToken(sessionToken), userId, expiresAt: expires };
      await transact(database, (tx) => tx.insert(sessions).values(row));
      return { sessionToken, userId, expires };
    },
    async getSessionAndUser(sessionToken) {
      const [row] = await orm
        .select({ session: sessions, user: users })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(and(eq(sessions.tokenHash, hashToken(sessionToken)), gt(sessions.expiresAt, sql`now()`)));
      if (!row || row.user.disabledAt) return null;
      const { userId, expiresAt } = row.session;
      return { session: { sessionToken, userId, expires: expiresAt }, user: adapterUser(row.user) };
    },
    async updateSession({ sessionToken, expires }) {
      if (!expires) return null;
      const [row] = await transact(database, (tx) =>
        tx
          .update(sessions)
          .set({ expiresAt: expires })
          .where(eq(sessions.tokenHash, hashToken(sessionToken)))
          .returning(),
      );
      return row ? { sessionToken, userId: row.userId, expires: row.expiresAt } : null;
    },
    async deleteSession(sessionToken) {
      await transact(database, async (tx) => {
        const isOne = eq(sessions.tokenHash, hashToken(sessionToken));
        const [ended] = await tx.delete(sessions).where(isOne).returning({ userId: sessions.userId });
        if (ended) wakeStanding(tx, ended.userId);
      });
    },
  };
}
