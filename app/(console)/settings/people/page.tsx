import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PeopleView } from "#components/people/people-view.tsx";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage() {
  const session = await sessionFromCookies();
  if (!session) redirect("/sign-in");
  const { id, role } = session.user;
  return <PeopleView userId={id} role={role} />;
}
