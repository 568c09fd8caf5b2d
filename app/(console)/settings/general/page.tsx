import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { GeneralView } from "#components/settings/setting-views.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "General" };

export default async function GeneralSettingsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <GeneralView isAdmin={session.user.role !== "member"} isOwner={session.user.role === "owner"} />;
}
