import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { runCommand } from "#app/actions.ts";
import { LinkTime } from "#components/people/link-time.tsx";
import { PlainWords } from "#components/people/plain-words.tsx";
import { SetupFlow } from "#components/people/setup-flow.tsx";
import { Mark } from "#components/shell/mark.tsx";
import { MessagePage } from "#components/shell/message-page.tsx";
import { Button } from "#components/ui/button.tsx";
import { readSetup } from "#lib/modules/people/read-setup.ts";
import { setupRefusals } from "#lib/modules/people/rules.ts";
import { sessionFromCookies } from "#lib/platform/auth/next-session.ts";
import { platformOfProcess } from "#lib/platform/platform.ts";

export const metadata: Metadata = { title: "Set up", referrer: "no-referrer" };

interface SetupPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SetupPage({ searchParams }: SetupPageProps) {
  const given = (await searchParams).token;
  const token = typeof given === "string" && given !== "" ? given : null;
  const setup = await readSetup(await platformOfProcess(), token);
  const session = await sessionFromCookies();
  if (session && session.user.role !== "owner") redirect("/projects");
  if (!setup.isOpen && !session) return <AlreadySetUp />;
  if (setup.isOpen && setup.fault) return <WrongLink hasToken={token !== null} fault={setup.fault} />;
  const expiresAt = setup.isOpen && setup.fault === null ? setup.expiresAt.toISOString() : null;
  return (
    <div className="min-h-dvh bg-muted dark:bg-background">
      <header className="flex h-14 items-center gap-2.5 px-4 font-medium text-base tracking-tight md:h-16 md:px-6">
        <Mark />
        Lockkeeper
        {expiresAt && <LinkTime expiresAt={expiresAt} />}
      </header>
      <main className="mx-auto w-full max-w-[640px] px-4 pt-2 pb-12">
        <h1 className="font-semibold text-[22px] leading-7 tracking-tighter md:text-[26px] md:leading-8">
          Set up this installation
        </h1>
        <p className="mt-1.5 mb-6 text-base text-muted-foreground">
          Four short steps. Everything can be changed later in Settings.
        </p>
        <SetupFlow token={token} owner={session?.user ?? null} runCommand={runCommand} />
      </main>
    </div>
  );
}

const AlreadySetUp = () => (
  <MessagePage
    title="This installation is set up"
    actions={
      <Button asChild variant="primary">
        <Link href="/sign-in">Sign in</Link>
      </Button>
    }
  >
    <PlainWords text={setupRefusals.used} />
  </MessagePage>
);

function WrongLink({ hasToken, fault }: { hasToken: boolean; fault: keyof typeof setupRefusals }) {
  const title = fault === "expired" ? "This setup link has expired" : "This setup link does not open";
  return (
    <MessagePage title={hasToken ? title : "The setup needs its link"}>
      {hasToken ? (
        <PlainWords text={setupRefusals[fault]} />
      ) : (
        "The server printed a setup link when it started. Open that one; after a restart it prints a new one."
      )}
    </MessagePage>
  );
}
