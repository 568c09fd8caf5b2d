import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Suspense } from "react";
import { OperationsView } from "#components/operations/operations-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Operations" };

export default async function OperationsPage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  return (
    <Suspense>
      <OperationsView userId={session.user.id} />
    </Suspense>
  );
}
