import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ChannelsView } from "#components/notifications/channels-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  const { role } = session.user;
  return <ChannelsView isAdmin={role !== "member"} isOwner={role === "owner"} />;
}
