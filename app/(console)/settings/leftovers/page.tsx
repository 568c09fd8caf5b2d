import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LeftoversView } from "#components/workspaces/leftovers-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Leftovers" };

export default async function LeftoversPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <LeftoversView isAdmin={session.user.role !== "member"} />;
}
