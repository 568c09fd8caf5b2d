import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { EntryNotice } from "#components/people/entry-notice.tsx";
import { EntryPage } from "#components/people/entry-page.tsx";
import { SignInForm } from "#components/people/sign-in-form.tsx";
import { productVersion } from "#lib/kernel/version.ts";
import { safeNextPath } from "#lib/modules/people/rules.ts";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";

export const metadata: Metadata = { title: "Sign in", referrer: "no-referrer" };

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { token, next, reason } = await searchParams;
  const path = safeNextPath(next);
  const given = typeof token === "string" && token !== "" ? token : null;
  // With a link in hand somebody signs in again: what is dangerous asks for a sign-in of the last minutes.
  if (given === null && (await sessionFromCookies())) redirect(path);
  return (
    <EntryPage
      title="Sign in to Lockkeeper"
      subtitle={(await headers()).get("host")}
      notice={given ? undefined : noticeOf(reason)}
      foot={`Runs on your own machine. v${productVersion}`}
    >
      <SignInForm token={given} next={path} />
    </EntryPage>
  );
}

function noticeOf(reason: unknown) {
  if (reason === "expired") {
    return (
      <EntryNotice kind="plain" title="Your session has ended">
        Sign in again; you come back to where you were.
      </EntryNotice>
    );
  }
  return reason === "signed-out" ? <EntryNotice kind="good" title="You are signed out" /> : undefined;
}
