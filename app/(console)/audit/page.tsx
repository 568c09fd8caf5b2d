import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Suspense } from "react";
import { AuditView } from "#components/audit/audit-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  const { id, role } = session.user;
  return (
    <Suspense>
      <AuditView userId={id} seesChain={role !== "member"} />
    </Suspense>
  );
}
