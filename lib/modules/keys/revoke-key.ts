import { notFound } from "#lib/kernel/errors.ts";
import { KeyInput, RevokedKey } from "#lib/modules/keys/schema.ts";
import { findVisibleKey, revokeKeys } from "#lib/modules/keys/store.ts";
import { command } from "#lib/operations/command.ts";
import { databaseNow } from "#lib/operations/store.ts";
import { wakeStanding } from "#lib/platform/auth/standing.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Ends a key and those made with it; what they hold open closes. One that is revoked already stays so. */
export const revokeKey = command({
  name: "key.revoke",
  http: "DELETE /api/keys/:keyId",
  summary: "Revoke an API key, and the keys that were made with it",
  input: KeyInput,
  output: RevokedKey,
  async facts(tx, { keyId }, actor) {
    const key = await findVisibleKey(tx, actor, keyId);
    if (!key) throw notFound("key");
    return { target: { kind: "key", id: key.id, name: key.name, projectId: null }, access: "write", key };
  },
  async apply(tx, { facts: { key } }) {
    const ended = await revokeKeys(tx, key.id);
    for (const { id, userId } of ended) {
      publish(tx, { topic: "keys", name: "key.revoked", subjectId: id, projectId: null, userId });
      wakeStanding(tx, id);
    }
    const also = ended.filter(({ id }) => id !== key.id);
    const revokedAt = key.revokedAt ?? (await databaseNow(tx));
    return {
      id: key.id,
      name: key.name,
      prefix: key.prefix,
      revokedAt: revokedAt.toISOString(),
      alsoRevoked: also.map(({ id, name, prefix }) => ({ id, name, prefix })),
    };
  },
});
