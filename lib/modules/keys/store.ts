import { aliasedTable, and, desc, eq, inArray, isNull, lt, type SQL, sql } from "drizzle-orm";
import { apiKeys, users } from "#drizzle/schema/people.ts";
import { projects } from "#drizzle/schema/projects.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation, visibleProject } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export type KeyRow = typeof apiKeys.$inferSelect;

/** A key that opens now; held until the end of the transaction, so that it is not revoked meanwhile. */
export async function lockLiveKey(tx: Tx, keyId: string): Promise<KeyRow | undefined> {
  const [row] = await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.id, keyId), isNull(apiKeys.revokedAt)))
    .for("share");
  return row;
}

/** Own keys, and everybody's for admins; a key that is bound to a project shows those of that project. */
function visibleKeys(actor: Actor): SQL | undefined {
  const isAdmin = accessToInstallation({ ...actor, scopes: null }) === "admin";
  return and(
    isAdmin ? undefined : eq(apiKeys.userId, actor.userId ?? sql`null`),
    actor.projectId ? eq(apiKeys.projectId, actor.projectId) : undefined,
  );
}

export async function findVisibleKey(tx: Tx, actor: Actor, keyId: string): Promise<KeyRow | undefined> {
  const [row] = await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.id, keyId), visibleKeys(actor)));
  return row;
}

/** The live keys that a key, or one made with it, has made. */
const keysMadeWith = sql<number>`(
  with recursive made as (
    select made.id, made.revoked_at from api_keys made where made.made_with_key_id = ${apiKeys.id}
    union
    select further.id, further.revoked_at from api_keys further join made on further.made_with_key_id = made.id
  )
  select count(*)::int from made where made.revoked_at is null
)`;

/** One page of the keys that the actor may see, newest first, those older than `before`. */
export async function selectKeys(tx: Tx, actor: Actor, before: string | undefined, limit: number) {
  const seen = aliasedTable(projects, "seen");
  return await tx
    .select({
      key: apiKeys,
      state: sql<"active" | "expired" | "revoked">`case
        when ${apiKeys.revokedAt} is not null then 'revoked'
        when ${apiKeys.expiresAt} <= now() then 'expired'
        else 'active' end`,
      person: { id: users.id, name: users.name },
      projectName: seen.name,
      keysMadeWithIt: keysMadeWith,
    })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .leftJoin(seen, and(eq(seen.id, apiKeys.projectId), visibleProject(tx, actor, seen.id)))
    .where(and(visibleKeys(actor), before ? lt(apiKeys.id, before) : undefined))
    .orderBy(desc(apiKeys.id))
    .limit(limit);
}

type Revoked = Pick<KeyRow, "id" | "name" | "prefix" | "userId">;
const revoked = { id: apiKeys.id, name: apiKeys.name, prefix: apiKeys.prefix, userId: apiKeys.userId };

/**
 * Ends a key and all that were made with it; gives those that were alive until now. Generation by generation: a key
 * that makes another right now holds itself (`lockLiveKey`), and the next statement sees what it made.
 */
export async function revokeKeys(tx: Tx, keyId: string): Promise<Revoked[]> {
  const ended: Revoked[] = [];
  let condition: SQL = eq(apiKeys.id, keyId);
  for (;;) {
    const generation = await tx
      .update(apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(and(condition, isNull(apiKeys.revokedAt)))
      .returning(revoked);
    if (generation.length === 0) return ended;
    ended.push(...generation);
    const ids = generation.map(({ id }) => id);
    condition = inArray(apiKeys.madeWithKeyId, ids);
  }
}
