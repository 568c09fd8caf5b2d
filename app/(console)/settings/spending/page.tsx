import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SpendingView } from "#components/spending/spending-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Spending" };

export default async function SpendingPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <SpendingView isAdmin={session.user.role !== "member"} />;
}
