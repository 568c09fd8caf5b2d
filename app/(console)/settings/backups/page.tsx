import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { BackupsView } from "#components/installation-backups/backups-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Backups" };

export default async function BackupsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  const { role, email } = session.user;
  return <BackupsView isAdmin={role !== "member"} isOwner={role === "owner"} email={email} />;
}
