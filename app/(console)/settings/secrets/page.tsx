import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SecretsView } from "#components/secrets/secrets-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Secrets" };

export default async function SecretsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  const { role } = session.user;
  return <SecretsView isAdmin={role !== "member"} isOwner={role === "owner"} />;
}
