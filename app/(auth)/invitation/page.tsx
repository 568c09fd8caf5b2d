import type { Metadata } from "next";
import { AcceptInvitation } from "#components/invitations/accept-invitation.tsx";
import { EntryNotice } from "#components/people/entry-notice.tsx";
import { EntryPage } from "#components/people/entry-page.tsx";
import { productVersion } from "#lib/kernel/version.ts";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

interface InvitationPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function InvitationPage({ searchParams }: InvitationPageProps) {
  const { token } = await searchParams;
  const given = typeof token === "string" && token !== "" ? token : null;
  const session = await sessionFromCookies();
  return (
    <EntryPage title="You are invited to Lockkeeper" foot={`Runs on its own machine. v${productVersion}`}>
      {given ? (
        <AcceptInvitation token={given} signedInAs={session?.user ?? null} />
      ) : (
        <EntryNotice kind="failed" title="The link is not complete">
          Open all of it, from http to its end, or ask who invited you for a new one.
        </EntryNotice>
      )}
    </EntryPage>
  );
}
