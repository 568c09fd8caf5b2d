import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountView } from "#components/account/account-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <AccountView user={session.user} />;
}
