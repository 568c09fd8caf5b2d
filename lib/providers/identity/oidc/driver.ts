import { z } from "zod";
import { callProvider, refused } from "#lib/providers/identity/call.ts";
import { type Discovered, discover } from "#lib/providers/identity/oidc/discover.ts";
import { groupsIn } from "#lib/providers/identity/oidc/groups.ts";
import { type IdToken, readIdToken } from "#lib/providers/identity/oidc/id-token.ts";
import type { IdentityDriver, IdentityTarget, Proof } from "#lib/providers/identity/port.ts";

// https://openid.net/specs/openid-connect-core-1_0.html
const Tokens = z.object({
  id_token: z.string().max(100_000),
  access_token: z.string().max(100_000).optional(),
});
const Complaint = z.object({ error: z.string().max(100) });

export function openOidc(target: IdentityTarget): IdentityDriver {
  return {
    async describe(signal) {
      const { issuer, authorization_endpoint } = await discover(target.issuer, signal);
      return { issuer, authorizationUrl: authorization_endpoint };
    },
    async tryClient(redirectUri, signal) {
      const issuer = await discover(target.issuer, signal);
      const form = { grant_type: "authorization_code", code: "none", redirect_uri: redirectUri };
      const { status, body } = await askForTokens(target, issuer, form, signal);
      const complaint = Complaint.safeParse(body);
      if (
        status === 401 ||
        (complaint.success && /^(invalid|unauthorized)_client$/.test(complaint.data.error))
      )
        throw refused("It does not know this client id with this secret.");
      // It looks at the client first, and then at a code that it never gave.
      if (!complaint.success) throw refused("Its token endpoint did not answer as OpenID Connect says.");
    },
    async exchange(asked, signal) {
      const issuer = await discover(target.issuer, signal);
      if (asked.answeredBy !== null && asked.answeredBy !== issuer.issuer)
        throw refused("Another issuer answered than the one that was asked.");
      const form = {
        grant_type: "authorization_code",
        code: asked.code,
        redirect_uri: asked.redirectUri,
        code_verifier: asked.verifier,
      };
      const { body } = await askForTokens(target, issuer, form, signal);
      const tokens = Tokens.safeParse(body);
      if (!tokens.success) throw refused("It did not take the code.");
      const claims = await readIdToken(
        target,
        issuer,
        { text: tokens.data.id_token, nonce: asked.nonce },
        signal,
      );
      return proofOf(target, await completed(target, issuer, claims, tokens.data.access_token, signal));
    },
    // A refresh token ends with the person's own session there: its end says nothing of their place.
    askAgain: null,
  };
}

/** With the secret the way that the issuer takes it; a public client has PKCE alone. */
function askForTokens(
  { clientId, clientSecret }: IdentityTarget,
  { token_endpoint, token_endpoint_auth_methods_supported: methods }: Discovered,
  form: Record<string, string>,
  signal: AbortSignal,
) {
  const id = { client_id: clientId };
  if (!clientSecret) return callProvider({ url: token_endpoint, form: { ...id, ...form }, signal });
  const key = clientSecret.reveal();
  if (!methods.includes("client_secret_basic") && methods.includes("client_secret_post"))
    return callProvider({ url: token_endpoint, form: { ...id, client_secret: key, ...form }, signal });
  // https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
  const encoded = [clientId, key].map((part) => new URLSearchParams({ part }).toString().slice(5)).join(":");
  const headers = { authorization: `Basic ${Buffer.from(encoded).toString("base64")}` };
  return callProvider({ url: token_endpoint, headers, form, signal });
}

/** The claims of the id token, and what the issuer says beside it where the token leaves something out. */
async function completed(
  { groupClaim }: IdentityTarget,
  { userinfo_endpoint: url }: Discovered,
  claims: IdToken,
  accessToken: string | undefined,
  signal: AbortSignal,
): Promise<IdToken> {
  const isComplete =
    claims.email !== undefined && (groupClaim === null || groupsIn(claims, groupClaim).length > 0);
  if (isComplete || !url || !accessToken) return claims;
  const headers = { authorization: `Bearer ${accessToken}` };
  const { status, body } = await callProvider({ url, headers, signal });
  const more = z.looseObject({ sub: z.string() }).safeParse(body);
  if (status !== 200 || !more.success) throw refused(`Its answer about the person was ${status}.`);
  if (more.data.sub !== claims.sub) throw refused("It answered about somebody else.");
  return { ...more.data, ...claims };
}

/**
 * Some issuers send it as text. Entra has a claim of its own instead, which it sends in either form:
 * https://learn.microsoft.com/entra/identity-platform/optional-claims-reference (xms_edov).
 */
const isYes = (claim: unknown): boolean => claim === true || claim === 1 || claim === "true" || claim === "1";

/** In seconds since 1970. */
const Moment = z.number().int().positive().max(1e11);

function momentOf(claim: unknown): Date | null {
  const seconds = Moment.safeParse(claim).data;
  return seconds === undefined ? null : new Date(seconds * 1_000);
}

const Words = z.string().trim().min(1).max(300);

function proofOf({ groupClaim }: IdentityTarget, claims: IdToken): Proof {
  const textOf = (name: string) => Words.safeParse(claims[name]).data ?? null;
  const email = z.email().max(254).safeParse(claims.email).data?.toLowerCase() ?? null;
  const login = textOf("preferred_username");
  return {
    id: claims.sub,
    login,
    name: textOf("name") ?? login ?? email ?? claims.sub,
    email,
    isEmailVerified: email !== null && isYes(claims.email_verified ?? claims.xms_edov),
    groups: groupClaim === null ? [] : groupsIn(claims, groupClaim),
    signedInAt: momentOf(claims.auth_time),
    token: null,
  };
}
