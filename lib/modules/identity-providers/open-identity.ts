import { scopesOf, teamsIn } from "#lib/modules/identity-providers/rules.ts";
import { openClientSecret } from "#lib/modules/identity-providers/secrets.ts";
import type { ProviderRow } from "#lib/modules/identity-providers/store.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { IdentityDriver } from "#lib/providers/identity/port.ts";
import { openIdentity } from "#lib/providers/identity/registry.ts";

/** Whether a person's groups at it decide anything. */
const wantsGroups = ({ kind, allowed, groupRoles }: ProviderRow): boolean =>
  kind === "github" ? allowed.organisations.length > 0 || groupRoles.length > 0 : true;

/** What people are asked to show when they come by this provider. */
export const scopeOf = (row: ProviderRow): string =>
  [...new Set([...scopesOf(row.kind, wantsGroups(row)), ...row.scopes])].join(" ");

/** The provider of a row, as it is reached. */
export function openProvider({ masterKey }: Pick<Platform, "masterKey">, row: ProviderRow): IdentityDriver {
  return openIdentity({
    kind: row.kind,
    issuer: row.issuer,
    clientId: row.clientId,
    clientSecret: openClientSecret(masterKey, row),
    groupClaim: row.groupClaim,
    teams: teamsIn(row.allowed, row.groupRoles),
    wantsGroups: wantsGroups(row),
  });
}
