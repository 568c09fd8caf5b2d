import { endSessionsBy } from "#lib/modules/identity-providers/end-sessions-by.ts";
import { deleteAccountsAt, type ProviderRow } from "#lib/modules/identity-providers/store.ts";
import { takeBackGroups } from "#lib/modules/people/take-back-groups.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/**
 * What people have by a provider, once it has changed. Where that is not to be relied on any more, what its groups gave
 * is taken back and what is open by it ends: they come again, and get what they get now.
 */
export async function followChange(tx: Tx, before: ProviderRow, after: ProviderRow): Promise<void> {
  // At another address the same numbers are other people.
  if (before.issuer !== after.issuer) await deleteAccountsAt(tx, before.id);
  if (hasToSignInAgain(before, after)) await endWhatCameBy(tx, before.id);
}

/** Takes back what the groups of a provider gave, and ends what is open by it. */
export async function endWhatCameBy(tx: Tx, providerId: string): Promise<void> {
  await takeBackGroups(tx, providerId);
  await endSessionsBy(tx, providerId, "provider_changed");
}

/**
 * Whether what came by the provider so far is over. GitHub is asked soon who still has a place; an issuer cannot be
 * asked without the person, so they come again.
 */
function hasToSignInAgain(before: ProviderRow, after: ProviderRow): boolean {
  const isNarrower =
    after.kind === "oidc" && (isOther(before.allowed, after.allowed) || givesLess(before, after));
  return isNarrower || before.issuer !== after.issuer || (before.isEnabled && !after.isEnabled);
}

const isOther = (before: unknown, after: unknown): boolean =>
  JSON.stringify(before) !== JSON.stringify(after);

const givesLess = (before: ProviderRow, after: ProviderRow): boolean =>
  before.groupRoles.some((given) => after.groupRoles.every((still) => isOther(given, still))) ||
  (before.groupRoles.length > 0 && before.groupClaim !== after.groupClaim);
