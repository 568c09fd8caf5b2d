import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { LimitsView } from "#components/settings/setting-views.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Limits and sessions" };

export default async function LimitsSettingsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <LimitsView isAdmin={session.user.role !== "member"} />;
}
