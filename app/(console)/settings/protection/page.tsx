import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Suspense } from "react";
import { RulesView } from "#components/rules/rules-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Protection rules" };

export default async function ProtectionRulesPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return (
    <Suspense>
      <RulesView role={session.user.role} />
    </Suspense>
  );
}
