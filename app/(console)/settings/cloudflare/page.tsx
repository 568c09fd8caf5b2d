import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CloudflareView } from "#components/settings/setting-views.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Cloudflare" };

export default async function CloudflareSettingsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <CloudflareView isAdmin={session.user.role !== "member"} />;
}
