import { sessionCookie } from "#lib/platform/auth/session-cookie.ts";
import { renewSession } from "#lib/platform/auth/sessions.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** The cookies that the answers to these requests are to bring. */
const cookies = new WeakMap<Request, string>();

/** Exchanges the token of a request's session; its answer hands the new one over. */
export async function renewFor(
  platform: Platform,
  request: Request,
  sessionId: string,
  token: string,
): Promise<void> {
  const next = await renewSession(platform, sessionId, token);
  if (next !== null) cookies.set(request, sessionCookie(platform.environment, next));
}

/** Puts the new cookie, where there is one, on the answer. Such an answer is kept by nobody on its way. */
export function handOver(request: Request, headers: Headers): void {
  const cookie = cookies.get(request);
  if (cookie === undefined) return;
  headers.set("cache-control", "no-store");
  // Who has just signed in has the cookie of that: a browser keeps the last that it is given.
  const name = cookie.slice(0, cookie.indexOf("=") + 1);
  if (headers.getSetCookie().some((other) => other.startsWith(name))) return;
  headers.append("set-cookie", cookie);
}
