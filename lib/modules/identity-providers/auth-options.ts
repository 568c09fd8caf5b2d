import type { AuthOptions, CookieOption } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import { scopeOf } from "#lib/modules/identity-providers/open-identity.ts";
import type { ProviderRow } from "#lib/modules/identity-providers/store.ts";
import { safeNextPath } from "#lib/modules/people/rules.ts";
import { sessionCookieOptions } from "#lib/platform/auth/session-cookie.ts";
import { deriveKey } from "#lib/platform/master-key.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { Entrance, IdentityDriver, Proof } from "#lib/providers/identity/port.ts";

/** One walk to a provider, or back from it. */
export interface Walk {
  row: ProviderRow;
  driver: IdentityDriver;
  entrance: Entrance;
  /** Where the person comes back to. */
  redirectUri: string;
  signal: AbortSignal;
  /** The provider is to ask who it is, whoever is signed in there. */
  isAgain: boolean;
  /** Set on the way back, once state, PKCE and nonce held and the provider answered. */
  proof?: Proof;
  fault?: unknown;
}

export type FlowCookie = "csrf" | "callback" | "state" | "pkce" | "nonce" | "link" | "disabled";

export const flowCookieName = ({ environment }: Platform, name: FlowCookie): string =>
  `${sessionCookieOptions(environment).secure ? "__Host-" : ""}lockkeeper_${name}`;

/**
 * next-auth leads a browser to a provider and back, and keeps state, PKCE and nonce meanwhile in cookies that it
 * encrypts. What comes of it is not its business: the session is ours (`come-in.ts`), and so are the calls outside.
 */
export function authOptions(platform: Platform, walk: Walk | null): AuthOptions {
  const { secure, sameSite, path, httpOnly } = sessionCookieOptions(platform.environment);
  const cookie = (name: FlowCookie): CookieOption => ({
    name: flowCookieName(platform, name),
    options: { secure, sameSite, path, httpOnly },
  });
  return {
    providers: walk ? [providerOf(walk)] : [],
    secret: deriveKey(platform.masterKey, "sessions").toString("base64url"),
    session: { strategy: "jwt" },
    useSecureCookies: secure,
    cookies: {
      csrfToken: cookie("csrf"),
      callbackUrl: cookie("callback"),
      state: cookie("state"),
      pkceCodeVerifier: cookie("pkce"),
      nonce: cookie("nonce"),
    },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    callbacks: {
      redirect: ({ url, baseUrl }) =>
        `${baseUrl}${safeNextPath(url.startsWith(baseUrl) ? url.slice(baseUrl.length) : url)}`,
      // Whoever it is, next-auth makes no session of theirs.
      signIn: () => "/sign-in",
    },
    logger: {
      error: (code) => platform.log.debug({ code }, "next-auth said no"),
      warn: () => {},
      debug: () => {},
    },
  };
}

const promptOf = ({ row, isAgain }: Walk) =>
  isAgain ? { prompt: row.kind === "github" ? "select_account" : "login" } : {};

const Came = z.object({ code: z.string().min(1).max(4_000), state: z.string(), iss: z.string().optional() });
const Kept = z.object({
  state: z.string().min(1),
  code_verifier: z.string().min(1),
  nonce: z.string().optional(),
});

function providerOf(walk: Walk): OAuthConfig<Record<string, unknown>> {
  const { row, entrance } = walk;
  return {
    id: row.id,
    name: row.name,
    type: "oauth",
    clientId: row.clientId,
    issuer: entrance.issuer,
    idToken: row.kind === "oidc",
    checks: row.kind === "oidc" ? ["pkce", "state", "nonce"] : ["pkce", "state"],
    authorization: { url: entrance.authorizationUrl, params: { scope: scopeOf(row), ...promptOf(walk) } },
    token: {
      url: `${entrance.issuer}/token`,
      async request({ params, checks }) {
        try {
          walk.proof = await prove(walk, params, checks);
          return { tokens: {} };
        } catch (error) {
          walk.fault = error;
          throw error;
        }
      },
    },
    userinfo: { url: `${entrance.issuer}/userinfo`, request: async () => ({ sub: walk.proof?.id ?? "" }) },
    profile: ({ sub }) => ({ id: String(sub) }),
  };
}

async function prove(walk: Walk, params: unknown, checks: unknown): Promise<Proof> {
  const came = Came.safeParse(params);
  const keptAside = Kept.safeParse(checks);
  // The state that came with the answer is the one that this browser left with.
  if (!came.success || !keptAside.success || came.data.state !== keptAside.data.state)
    throw new ChecksFailed();
  const { code, iss = null } = came.data;
  const { code_verifier: verifier, nonce = null } = keptAside.data;
  const { driver, redirectUri, signal } = walk;
  return await driver.exchange({ code, redirectUri, verifier, nonce, answeredBy: iss }, signal);
}

/** The answer is not one to a question of this browser. */
export class ChecksFailed extends Error {
  override readonly name = "ChecksFailed";
}
