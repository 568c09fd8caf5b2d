import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { RetentionView } from "#components/settings/setting-views.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Retention" };

export default async function RetentionSettingsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <RetentionView isAdmin={session.user.role !== "member"} />;
}
