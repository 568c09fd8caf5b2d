import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { MailView } from "#components/settings/setting-views.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Mail" };

export default async function MailSettingsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <MailView isAdmin={session.user.role !== "member"} />;
}
