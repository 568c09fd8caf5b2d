import { cookies } from "next/headers";
import type { Role } from "#lib/platform/auth/actor.ts";
import { sessionCookieName } from "#lib/platform/auth/session-cookie.ts";
import { findSession } from "#lib/platform/auth/store.ts";
import { platformOfProcess } from "#lib/platform/platform.ts";

export interface SessionUser {
  id: string;
  name: string;
  email: string;
  role: Role;
}

/** The signed-in person of the request that Next is answering; null for a stranger or an expired session. */
export async function sessionFromCookies(): Promise<{ user: SessionUser } | null> {
  const platform = await platformOfProcess();
  const token = (await cookies()).get(sessionCookieName(platform.environment))?.value;
  const session = token ? await findSession(platform.database.orm, token) : undefined;
  if (!session) return null;
  const { id, name, email, role } = session;
  return { user: { id, name, email, role } };
}
