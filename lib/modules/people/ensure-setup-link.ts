import { setupLinkMinutes } from "#lib/modules/people/rules.ts";
import { findOwner, lockSetup, replaceSetupLink } from "#lib/modules/people/store.ts";
import { newToken } from "#lib/platform/auth/tokens.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * The token of the setup link of this start, valid for an hour and once; links of earlier starts die. Null once an
 * owner exists. LOCKKEEPER_SETUP_TOKEN, where given, is the token.
 */
export async function ensureSetupLink(
  platform: Pick<Platform, "database" | "environment">,
): Promise<{ token: string } | null> {
  return transact(platform.database, async (tx) => {
    await lockSetup(tx);
    if (await findOwner(tx)) return null;
    const token = platform.environment.setupToken?.reveal() ?? newToken();
    await replaceSetupLink(tx, token, setupLinkMinutes);
    return { token };
  });
}
