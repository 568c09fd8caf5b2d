import { z } from "zod";
import { WaysIn } from "#lib/modules/passkeys/schema.ts";
import { countPasskeys, selectProvidersOf } from "#lib/modules/passkeys/store.ts";
import { query } from "#lib/operations/query.ts";

/** For a page that asks somebody to sign in again: it offers what they have. */
export const readWaysIn = query({
  name: "me.read-ways-in",
  http: "GET /api/ways-in",
  summary: "By which ways you can sign in again",
  input: z.object({}),
  output: WaysIn,
  async read({ tx, actor, platform }) {
    const userId = actor.kind === "person" ? actor.userId : null;
    const address = platform.environment.url ?? null;
    const { hasJustSignedIn } = actor;
    if (!userId) return { passkeys: 0, providers: [], address, hasJustSignedIn };
    const passkeys = await countPasskeys(tx, userId);
    return { passkeys, address, providers: await selectProvidersOf(tx, userId), hasJustSignedIn };
  },
});
