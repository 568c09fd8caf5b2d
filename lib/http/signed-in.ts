import { sessionCookie } from "#lib/platform/auth/session-cookie.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** The answer that signs a browser in. */
export function signedIn(
  { environment }: Pick<Platform, "environment">,
  token: string,
  body: Record<string, unknown>,
  status: number,
): Response {
  return Response.json(body, { status, headers: { "set-cookie": sessionCookie(environment, token) } });
}
