import { kept, losePlace } from "#lib/modules/identity-providers/come-in.ts";
import { openProvider } from "#lib/modules/identity-providers/open-identity.ts";
import { grantsOf, keptOut } from "#lib/modules/identity-providers/rules.ts";
import { openToken } from "#lib/modules/identity-providers/secrets.ts";
import {
  type AccountRow,
  dropToken,
  findAccount,
  findProvider,
  isUncheckedFor,
  listDueAccounts,
  lockAccount,
  noteSeen,
} from "#lib/modules/identity-providers/store.ts";
import { applyGroups } from "#lib/modules/people/apply-groups.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { SessionEnd } from "#lib/platform/auth/sessions.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import type { Proof } from "#lib/providers/identity/port.ts";

const everyHours = 24;
/** A provider that has said nothing for so long can no longer vouch for anybody: they sign in again. */
export const awayHours = 72;
/** In one round; those that are left come with the next. */
const roundMax = 500;

const fromNowhere: RequestOrigin = { requestId: "recheck", ip: null, userAgent: null };

/**
 * One round: whether those who came by a provider still have their place, each asked for with their own token. Who has
 * lost it is signed out. While a provider is away nobody is, for three days.
 */
export async function recheckAccounts(platform: Platform, stopped: AbortSignal): Promise<void> {
  // One that did not answer is asked nothing more in this round.
  const away = new Set<string>();
  for (const account of await listDueAccounts(platform.database.orm, everyHours, roundMax)) {
    if (stopped.aborted) return;
    const asked = away.has(account.provider) ? "away" : await ask(platform, account, stopped);
    if (asked === "away") away.add(account.provider);
    await settle(platform, account, asked);
  }
}

/** What came of asking: a proof, a token that is taken no more, or nothing: of this account, or of anybody. */
type Asked = Proof | "token_refused" | "unanswered" | "away";

async function settle(platform: Platform, account: AccountRow, asked: Asked): Promise<void> {
  await transact(platform.database, async (tx) => {
    await lockAccount(tx, account.provider, account.providerAccountId);
    const found = await findAccount(tx, account.provider, account.providerAccountId);
    const row = await findProvider(tx, account.provider);
    if (!found || !row) return;
    // Who has come by it meanwhile was asked about just now, and has another token.
    if (found.account.sealedToken !== account.sealedToken) return;
    const because = await whyOut(tx, found.account, asked);
    const out = because ?? (typeof asked === "string" ? null : keptOut(row.kind, row.allowed, asked));
    if (out) {
      await losePlace(tx, {
        row,
        account: found.account,
        person: found.user,
        because: out,
        origin: fromNowhere,
      });
      // Nobody is signed in by it any more: it is not asked about until they come again.
      if (because) await dropToken(tx, found.account);
    } else if (typeof asked !== "string") {
      await noteSeen(tx, found.account, { ...kept(platform.masterKey, row, asked), isSignIn: false });
      const grants = grantsOf(row.kind, row.groupRoles, asked.groups);
      await applyGroups(tx, { userId: found.user.id, providerId: row.id, grants });
    }
  });
}

async function whyOut(tx: Tx, account: AccountRow, asked: Asked): Promise<SessionEnd | null> {
  if (asked === "token_refused") return asked;
  if (asked !== "away" && asked !== "unanswered") return null;
  return (await isUncheckedFor(tx, account, awayHours)) ? "provider_away_too_long" : null;
}

async function ask(platform: Platform, account: AccountRow, stopped: AbortSignal): Promise<Asked> {
  const { sealedToken, provider } = account;
  const row = await findProvider(platform.database.orm, provider);
  const driver = row && openProvider(platform, row);
  if (!driver?.askAgain || sealedToken === null) return "unanswered";
  try {
    const proof = await driver.askAgain(openToken(platform.masterKey, { ...account, sealedToken }), stopped);
    if (!proof) return "token_refused";
    // Of another account the answer says nothing about this one.
    return proof.id === account.providerAccountId ? proof : "token_refused";
  } catch (error) {
    if (stopped.aborted) throw error;
    const why = error instanceof ProviderError ? error.publicMessage : error;
    platform.log.warn({ provider, why }, "an account could not be looked at again");
    // What it refuses about one account says nothing about the others.
    return error instanceof ProviderError && error.isRetryable ? "away" : "unanswered";
  }
}
