import type { IdentityProviderView } from "#lib/modules/identity-providers/schema.ts";
import type { ProviderRow } from "#lib/modules/identity-providers/store.ts";

interface Beside {
  address: string;
  people: number;
}

export const callbackUrlOf = (address: string, providerId: string): string =>
  `${address}/api/auth/callback/${providerId}`;

/** A provider as admins read it; never its secret. */
export function providerView(row: ProviderRow, { address, people }: Beside): IdentityProviderView {
  const { id, kind, name, isEnabled, issuer, clientId, allowed, groupClaim, groupRoles, newPeople, origin } =
    row;
  return {
    id,
    kind,
    name,
    isEnabled,
    issuer,
    clientId,
    isSecretSet: row.sealedSecret !== null,
    allowed,
    groupClaim,
    groupRoles,
    newPeople,
    origin,
    callbackUrl: callbackUrlOf(address, id),
    people,
  };
}
