import { z } from "zod";
import { LinkedAccounts } from "#lib/modules/identity-providers/schema.ts";
import { listAccountsOf, listProviderRows } from "#lib/modules/identity-providers/store.ts";
import { query } from "#lib/operations/query.ts";
import { ownReader } from "#lib/platform/auth/actor.ts";

/** The ways in that are there, and which of them one has linked. */
export const listAccounts = query({
  name: "account.list",
  http: "GET /api/accounts",
  summary: "List your own accounts at other places, and where you could link one",
  input: z.object({}),
  output: LinkedAccounts,
  async read({ tx, actor }) {
    // Accounts belong to a person: what acts for one somewhere is told nothing of them.
    const userId = ownReader(actor);
    if (!userId) return { items: [], nextCursor: null };
    const linked = new Map((await listAccountsOf(tx, userId)).map((row) => [row.provider, row]));
    const rows = await listProviderRows(tx);
    const items = rows
      .filter(({ id, isEnabled }) => isEnabled || linked.has(id))
      .map(({ id, name, kind }) => {
        const account = linked.get(id);
        return {
          provider: { id, name, kind },
          isLinked: account !== undefined,
          login: account?.login ?? null,
          email: account?.email ?? null,
          linkedAt: account?.createdAt.toISOString() ?? null,
          lastUsedAt: account?.lastUsedAt?.toISOString() ?? null,
        };
      });
    return { items, nextCursor: null };
  },
});
