import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { IdentityProvidersView } from "#components/identity-providers/identity-providers-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Sign-in" };

export default async function SignInSettingsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <IdentityProvidersView isAdmin={session.user.role !== "member"} />;
}
