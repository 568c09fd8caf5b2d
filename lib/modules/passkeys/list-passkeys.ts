import { z } from "zod";
import { PasskeyList } from "#lib/modules/passkeys/schema.ts";
import { selectPasskeys } from "#lib/modules/passkeys/store.ts";
import { passkeyView } from "#lib/modules/passkeys/view.ts";
import { query } from "#lib/operations/query.ts";
import { ownReader } from "#lib/platform/auth/actor.ts";

export const listPasskeys = query({
  name: "passkey.list",
  http: "GET /api/passkeys",
  summary: "List your passkeys",
  input: z.object({}),
  output: PasskeyList,
  async read({ tx, actor, platform }) {
    const userId = ownReader(actor);
    const rows = userId ? await selectPasskeys(tx, userId) : [];
    return { items: rows.map(passkeyView), address: platform.environment.url ?? null };
  },
});
