"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { originOf } from "#lib/http/context.ts";
import { endSession } from "#lib/modules/people/end-session.ts";
import { sessionCookieName, sessionCookieOptions } from "#lib/platform/auth/session-cookie.ts";
import { platformOfProcess } from "#lib/platform/platform.ts";

/** Ends the session in the database and in the browser, and goes to the sign-in page. */
export async function signOut(): Promise<void> {
  const platform = await platformOfProcess();
  const name = sessionCookieName(platform.environment);
  const jar = await cookies();
  const token = jar.get(name)?.value;
  if (token) await endSession(platform, token, originOf(new Headers(await headers())));
  // A browser forgets a cookie with the prefix __Host- only when told with the same attributes.
  jar.set(name, "", { ...sessionCookieOptions(platform.environment), maxAge: 0 });
  redirect("/sign-in?reason=signed-out");
}
