import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";
import { z } from "zod";
import { callProvider, refused } from "#lib/providers/identity/call.ts";
import type { Discovered } from "#lib/providers/identity/oidc/discover.ts";
import type { IdentityTarget } from "#lib/providers/identity/port.ts";

const Keys = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

const Claims = z.looseObject({
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.string().optional(),
  nonce: z.string().optional(),
});
export type IdToken = z.infer<typeof Claims>;

/** What a key of the issuer can have signed; `none` and those of a shared secret are not among them. */
const trustedKinds = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
];

const clockToleranceSeconds = 60;

/** The claims of an id token that this issuer signed for us, now, and for this one sign-in. */
export async function readIdToken(
  { clientId }: IdentityTarget,
  issuer: Discovered,
  { text, nonce }: { text: string; nonce: string | null },
  signal: AbortSignal,
): Promise<IdToken> {
  const answer = await callProvider({ url: issuer.jwks_uri, signal });
  const keys = Keys.safeParse(answer.body);
  if (!keys.success) throw refused("It does not show the keys that it signs with.");
  const claims = Claims.safeParse(await verified(text, keys.data as JSONWebKeySet, issuer, clientId));
  if (!claims.success) throw refused("Its id token says too little.");
  const { aud, azp } = claims.data;
  if (nonce === null || claims.data.nonce !== nonce) throw refused("Its id token is for another sign-in.");
  const isForOthersToo = Array.isArray(aud) && aud.length > 1;
  if ((isForOthersToo || azp !== undefined) && azp !== clientId)
    throw refused("Its id token was given to another client.");
  return claims.data;
}

async function verified(
  text: string,
  keys: JSONWebKeySet,
  issuer: Discovered,
  clientId: string,
): Promise<unknown> {
  const { id_token_signing_alg_values_supported: kinds } = issuer;
  try {
    const { payload } = await jwtVerify(text, createLocalJWKSet(keys), {
      issuer: issuer.issuer,
      audience: clientId,
      algorithms: trustedKinds.filter((kind) => kinds.includes(kind)),
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ["exp", "iat", "sub"],
    });
    return payload;
  } catch (cause) {
    const why = cause instanceof errors.JOSEError ? ` (${cause.code})` : "";
    throw refused(`Its id token cannot be trusted${why}.`, cause);
  }
}
