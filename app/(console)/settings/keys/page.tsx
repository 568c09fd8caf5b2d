import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { KeysView } from "#components/keys/keys-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "API keys" };

export default async function KeysPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  const { id, role } = session.user;
  return <KeysView userId={id} showsPeople={role !== "member"} />;
}
