"use client";

import Link from "next/link";
import { NameForm } from "#components/account/name-form.tsx";
import { LinkedAccounts } from "#components/identity-providers/linked-accounts.tsx";
import { PasskeyCard } from "#components/passkeys/passkey-card.tsx";
import { roleWords } from "#components/people/role-words.ts";
import { SessionCard } from "#components/sessions/session-card.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import type { ShellUser } from "#components/shell/user-menu.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";

/** A person's own page: who they are here, how they sign in, and where they are signed in. */
export function AccountView({ user }: { user: ShellUser }) {
  return (
    <PageBody>
      <PageHeader title="Your account" description="Who you are here, how you sign in, and where you are." />
      <div className="grid max-w-3xl gap-4">
        <Card aria-label="You">
          <CardHeader>
            <CardTitle>You</CardTitle>
            <Badge className="ml-auto">{roleWords[user.role].label}</Badge>
          </CardHeader>
          <CardBody className="grid gap-4">
            <NameForm name={user.name} />
            <p className="text-muted-foreground [overflow-wrap:anywhere]">
              <span className="block font-medium text-foreground">E-mail</span>
              {user.email}
            </p>
          </CardBody>
        </Card>
        <PasskeyCard email={user.email} />
        <LinkedAccounts email={user.email} />
        <SessionCard />
        <p className="text-muted-foreground text-xs">
          What acts for you outside the browser has a key:{" "}
          <Link href="/settings/keys" className="underline">
            your API keys
          </Link>
          .
        </p>
      </div>
    </PageBody>
  );
}
