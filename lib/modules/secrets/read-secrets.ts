import { z } from "zod";
import { SecretsView } from "#lib/modules/secrets/schema.ts";
import { findRotation } from "#lib/modules/secrets/store.ts";
import { query } from "#lib/operations/query.ts";
import { listKeys } from "#lib/platform/secrets/key-record.ts";
import { countSealed } from "#lib/platform/secrets/rewrap-secrets.ts";

export const readSecrets = query({
  name: "master-key.read",
  http: "GET /api/secrets",
  summary: "Read which master key seals the secrets, and how far a rotation is",
  who: "admin",
  input: z.object({}),
  output: SecretsView,
  async read({ tx, platform: { masterKey } }) {
    masterKey.refresh();
    const keyId = masterKey.id;
    const [previousKeyId = null] = masterKey.ids().slice(1);
    const rows = await listKeys(tx);
    const own = rows.find(({ id }) => id === keyId);
    const retired = new Set(rows.flatMap(({ id, retiredAt }) => (retiredAt ? [id] : [])));
    const counts = await countSealed(tx);
    const { holder } = masterKey;
    return {
      keyId,
      since: (own?.createdAt ?? new Date()).toISOString(),
      holder: {
        kind: holder.kind,
        where: holder.kind === "file" ? holder.path : holder.by,
      },
      secrets: counts.get(keyId) ?? 0,
      waiting: [...counts].reduce((sum, [id, count]) => (id === keyId ? sum : sum + count), 0),
      previousKeyId: previousKeyId && !retired.has(previousKeyId) ? previousKeyId : null,
      rotationId: await findRotation(tx),
    };
  },
});
