import type { AuthOptions, CookieOption } from "next-auth";
import { nextAuthAdapter } from "#lib/platform/auth/next-auth-adapter.ts";
import { sessionCookieName, sessionCookieOptions } from "#lib/platform/auth/session-cookie.ts";
import { deriveKey } from "#lib/platform/master-key.ts";
import type { Platform } from "#lib/platform/platform.ts";

const daySeconds = 86_400;

/** next-auth over our own sessions. It knows no identity provider yet; setup and sign-in links come in beside it. */
export function nextAuthOptions(platform: Platform): AuthOptions {
  const { environment, masterKey } = platform;
  const options = sessionCookieOptions(environment);
  const prefix = options.secure ? "__Host-" : "";
  const shortLived = (name: string): CookieOption => ({
    name: `${prefix}lockkeeper_${name}`,
    options: { ...options, maxAge: undefined },
  });
  return {
    providers: [],
    adapter: nextAuthAdapter(platform),
    secret: deriveKey(masterKey, "sessions").toString("base64url"),
    session: { strategy: "database", maxAge: 30 * daySeconds, updateAge: daySeconds },
    useSecureCookies: options.secure,
    cookies: {
      sessionToken: { name: sessionCookieName(environment), options },
      csrfToken: shortLived("csrf"),
      callbackUrl: shortLived("callback"),
    },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
  };
}
