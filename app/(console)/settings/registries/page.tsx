import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { RegistriesView } from "#components/settings/setting-views.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Image registries" };

export default async function RegistriesSettingsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return <RegistriesView isAdmin={session.user.role !== "member"} />;
}
