import { cookies } from "next/headers";
import type { Role } from "#lib/platform/auth/actor.ts";
import { sessionCookieName } from "#lib/platform/auth/session-cookie.ts";
import { type EndedSession, openSession, whySessionEnded } from "#lib/platform/auth/sessions.ts";
import { type Platform, platformOfProcess } from "#lib/platform/platform.ts";

export interface SessionUser {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/**
 * The signed-in person of the request that Next is answering; null for a stranger or a session that is over. A page
 * cannot hand a cookie over: one that is due is exchanged by what the page asks the API.
 */
export async function sessionFromCookies(): Promise<{ user: SessionUser } | null> {
  const platform = await platformOfProcess();
  const token = await tokenOfRequest(platform);
  const session = token ? await openSession(platform, token, null) : null;
  if (!session) return null;
  const { id, name, email, role } = session;
  return { user: { id, name, email, role } };
}

/** Why the session that this browser had is over; null where it had none. */
export async function whySignedOut(): Promise<EndedSession | null> {
  const platform = await platformOfProcess();
  const token = await tokenOfRequest(platform);
  return token ? whySessionEnded(platform, token) : null;
}

const tokenOfRequest = async ({ environment }: Platform): Promise<string | undefined> =>
  (await cookies()).get(sessionCookieName(environment))?.value;
