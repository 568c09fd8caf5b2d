import type { Environment } from "#lib/platform/env.ts";
import { isHttps } from "#lib/platform/public-address.ts";

type Address = Pick<Environment, "url"> & Partial<Pick<Environment, "tls">>;

/** Where people come over https, the cookie takes the prefix that a sibling subdomain cannot forge. */
export const sessionCookieName = (address: Address): string =>
  isHttps(address) ? "__Host-lockkeeper_session" : "lockkeeper_session";

// The database judges the 30 days; a browser keeps no cookie longer than 400 days and may keep this one.
const keptSeconds = 400 * 86_400;

export const sessionCookieOptions = (address: Address) => ({
  httpOnly: true,
  sameSite: "lax" as const,
  path: "/",
  secure: isHttps(address),
  maxAge: keptSeconds,
});

/** The value of a Set-Cookie header that signs a browser in. */
export function sessionCookie(address: Address, token: string): string {
  const { secure, maxAge } = sessionCookieOptions(address);
  const parts = [
    `${sessionCookieName(address)}=${token}`,
    "Path=/",
    `Max-Age=${maxAge}`,
    "HttpOnly",
    "SameSite=Lax",
  ];
  return (secure ? [...parts, "Secure"] : parts).join("; ");
}

/** The session's token in a Cookie header; null when there is none. */
export function sessionTokenIn(address: Address, cookie: string | null | undefined): string | null {
  const name = `${sessionCookieName(address)}=`;
  const found = (cookie ?? "").split(";").find((part) => part.trim().startsWith(name));
  return found?.trim().slice(name.length) || null;
}
