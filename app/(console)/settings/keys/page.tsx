import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { KeysView } from "#components/keys/keys-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "API keys" };

export default async function KeysPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  const { id, email, role } = session.user;
  return <KeysView userId={id} email={email} showsPeople={role !== "member"} />;
}
