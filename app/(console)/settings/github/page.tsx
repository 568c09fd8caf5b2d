import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { GithubView } from "#components/settings/setting-views.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "GitHub" };

export default async function GithubSettingsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <GithubView isAdmin={session.user.role !== "member"} />;
}
