import { z } from "zod";
import { callProvider, refused } from "#lib/providers/identity/call.ts";

const Address = z.url({ protocol: /^https?$/ }).max(2_000);

// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
const Discovered = z.object({
  issuer: Address,
  authorization_endpoint: Address,
  token_endpoint: Address,
  jwks_uri: Address,
  userinfo_endpoint: Address.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).max(50).default(["client_secret_basic"]),
  id_token_signing_alg_values_supported: z.array(z.string()).max(50).default(["RS256"]),
});
export type Discovered = z.infer<typeof Discovered>;

/** How an issuer describes itself, which has to be the issuer that was asked and nobody else. */
export async function discover(issuer: string, signal: AbortSignal): Promise<Discovered> {
  const url = `${issuer}/.well-known/openid-configuration`;
  const { status, body } = await callProvider({ url, signal });
  if (status >= 300 && status < 400)
    throw refused(`It answered ${status}, a redirect. Give the address that it leads to.`);
  const found = Discovered.safeParse(body);
  if (status !== 200 || !found.success)
    throw refused(
      `It does not describe itself at ${url} as OpenID Connect says. Check the issuer: it is what stands before /.well-known.`,
    );
  if (bare(found.data.issuer) !== issuer)
    throw refused(
      "It calls itself by another address than the one given. Give the issuer exactly as it does.",
    );
  const plain = endpointsOf(found.data).find(
    (address) => issuer.startsWith("https:") && !address.startsWith("https:"),
  );
  if (plain) throw refused("It names addresses without https.");
  return found.data;
}

const bare = (issuer: string): string => issuer.replace(/\/+$/, "");

const endpointsOf = (found: Discovered): string[] => [
  found.authorization_endpoint,
  found.token_endpoint,
  found.jwks_uri,
  ...(found.userinfo_endpoint ? [found.userinfo_endpoint] : []),
];
