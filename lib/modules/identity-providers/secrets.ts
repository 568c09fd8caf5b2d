import { type Secret, secret } from "#lib/kernel/secret.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { seal, unseal } from "#lib/platform/secrets/seal.ts";

/** Where what is sealed here stands: table, row and column. */
export const sealedPlaces = {
  clientSecret: (providerId: string) => `identity_providers:${providerId}:sealed_secret`,
  token: (providerId: string, accountId: string) => `accounts:${providerId}:${accountId}:sealed_token`,
} as const;

export const sealClientSecret = (masterKey: MasterKey, providerId: string, text: string): string =>
  seal(masterKey, sealedPlaces.clientSecret(providerId), text);

export const openClientSecret = (
  masterKey: MasterKey,
  row: { id: string; sealedSecret: string | null },
): Secret | null =>
  row.sealedSecret === null
    ? null
    : secret(unseal(masterKey, sealedPlaces.clientSecret(row.id), row.sealedSecret));

interface AccountKey {
  provider: string;
  providerAccountId: string;
}

export const sealToken = (
  masterKey: MasterKey,
  { provider, providerAccountId }: AccountKey,
  token: Secret,
): string => seal(masterKey, sealedPlaces.token(provider, providerAccountId), token.reveal());

export const openToken = (masterKey: MasterKey, account: AccountKey & { sealedToken: string }): Secret =>
  secret(
    unseal(masterKey, sealedPlaces.token(account.provider, account.providerAccountId), account.sealedToken),
  );
