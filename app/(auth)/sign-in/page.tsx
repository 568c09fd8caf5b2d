import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { ProviderButtons } from "#components/identity-providers/provider-buttons.tsx";
import { PasskeySignIn } from "#components/passkeys/passkey-sign-in.tsx";
import { EntryNotice } from "#components/people/entry-notice.tsx";
import { EntryPage } from "#components/people/entry-page.tsx";
import { SignInForm } from "#components/people/sign-in-form.tsx";
import { productVersion } from "#lib/kernel/version.ts";
import { listWaysIn, readRefusal } from "#lib/modules/identity-providers/list-ways-in.ts";
import { signedOutWords } from "#lib/modules/identity-providers/signed-out-words.ts";
import { readSetup } from "#lib/modules/people/read-setup.ts";
import { safeNextPath } from "#lib/modules/people/rules.ts";
import { sessionFromCookies, whySignedOut } from "#lib/platform/auth/next-session.ts";
import { platformOfProcess } from "#lib/platform/platform.ts";

export const metadata: Metadata = { title: "Sign in", referrer: "no-referrer" };

interface SignInPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { token, next, reason, again, refused, provider } = await searchParams;
  const path = safeNextPath(next);
  const given = typeof token === "string" && token !== "" ? token : null;
  // With a link in hand, or sent here for it, somebody signs in again: what is dangerous asks for a sign-in of the
  // last minutes.
  const isAgain = given !== null || again !== undefined;
  const session = isAgain ? null : await sessionFromCookies();
  if (session) redirect(path);
  const ended = isAgain ? null : await whySignedOut();
  const kept = await cookies();
  const platform = await platformOfProcess();
  const refusal = await readRefusal(platform, {
    refused,
    provider,
    cookieNamed: (name) => kept.get(name)?.value,
  });
  const providers = await listWaysIn(platform);
  if (given === null && (await readSetup(platform, null)).isOpen) return <NotSetUp />;
  const told = refusal ? { kind: "failed" as const, ...refusal } : ended && signedOutWords(ended);
  const notice = told ? (
    <EntryNotice kind={told.kind} title={told.title}>
      {told.text}
    </EntryNotice>
  ) : (
    noticeOf(reason)
  );
  return (
    <EntryPage
      title="Sign in to Lockkeeper"
      subtitle={(await headers()).get("host")}
      notice={given ? undefined : notice}
      foot={foot}
    >
      <SignInForm
        token={given}
        next={path}
        ways={
          <div className="grid gap-2">
            <ProviderButtons
              providers={providers}
              next={path}
              isAgain={refusal !== null || again !== undefined}
            />
            <PasskeySignIn address={platform.environment.url ?? null} next={path} />
          </div>
        }
      />
    </EntryPage>
  );
}

const foot = `Runs on your own machine. v${productVersion}`;

function NotSetUp() {
  return (
    <EntryPage title="Lockkeeper" subtitle={null} foot={foot}>
      <EntryNotice kind="plain" title="Not set up yet">
        Open the setup link in the server’s output.
      </EntryNotice>
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
