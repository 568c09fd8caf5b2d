"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { SignInAgain } from "#components/passkeys/sign-in-again.tsx";
import { EntryNotice } from "#components/people/entry-notice.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { leaveForProvider } from "#lib/client/leave-for-provider.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { asksToSignInAgain } from "#lib/client/sign-in-again.ts";
import { accountQueries } from "#lib/modules/identity-providers/queries.ts";
import { refusalIn, refusalWords } from "#lib/modules/identity-providers/rules.ts";
import type { LinkedAccount } from "#lib/modules/identity-providers/schema.ts";

/** The accounts at other places that open for the person who is signed in, and those they could link. */
export function LinkedAccounts({ email }: { email: string }) {
  const accounts = useQuery(accountQueries.list());
  const rows = accounts.data ?? [];
  return (
    <div className="grid gap-3">
      {!accounts.isPending && <LinkNotice rows={rows} />}
      <Card className="overflow-hidden">
        <CardHeader>
          <CardTitle>Linked accounts</CardTitle>
        </CardHeader>
        {accounts.isPending && <LoadingRows label="The accounts are loading" rows={2} rowClassName="h-14" />}
        {accounts.isError && rows.length === 0 && (
          <ErrorView
            title="The accounts could not be loaded"
            error={accounts.error}
            onRetry={accounts.refetch}
          />
        )}
        {accounts.isSuccess && rows.length === 0 && (
          <p className="px-4 py-3 text-muted-foreground">
            There is nothing to link: no identity provider is set up here. An admin does that in Settings,
            Sign-in.
          </p>
        )}
        {rows.length > 0 && (
          <ul className="divide-y">
            {rows.map((account) => (
              <AccountRow key={account.provider.id} account={account} ownEmail={email} />
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}

interface AccountRowProps {
  account: LinkedAccount;
  /** Of the person, not of the account. */
  ownEmail: string;
}

function AccountRow({ account, ownEmail }: AccountRowProps) {
  const { provider, isLinked, login, email, linkedAt, lastUsedAt } = account;
  const [isLeaving, setIsLeaving] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const command = useCommand<{ providerId: string }>({
    name: "account.unlink",
    label: "Unlink the account",
    errors: "inline",
  });
  const unlink = () => void command.run({ providerId: provider.id });
  const link = async () => {
    setIsLeaving(true);
    setFailure(null);
    try {
      await leaveForProvider({ providerId: provider.id, next: "/account", isToLink: true, isAgain: true });
    } catch (error) {
      setFailure(error);
      setIsLeaving(false);
    }
  };
  const refused = failure instanceof RequestError ? failure : command.error;
  const isStale = refused !== null && asksToSignInAgain(refused);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate">{provider.name}</span>
          {isLinked && <Badge variant="good">Linked</Badge>}
        </p>
        <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">
          {isLinked
            ? [login, email].filter(Boolean).join(" · ")
            : "Link your account there to sign in with it."}
        </p>
        {isLinked && (
          <p className="text-muted-foreground text-xs">
            {lastUsedAt ? (
              <>
                Last used <RelativeTime at={lastUsedAt} />
              </>
            ) : (
              linkedAt && (
                <>
                  Linked <RelativeTime at={linkedAt} />
                </>
              )
            )}
          </p>
        )}
        {!isStale && (failure !== null || command.error) && (
          <p role="alert" className="text-failure text-xs">
            {refused?.message ?? "Something unexpected happened in this page."}
          </p>
        )}
      </div>
      {isLinked ? (
        <Button size="sm" aria-label={`Unlink ${provider.name}`} isBusy={command.isPending} onClick={unlink}>
          Unlink
        </Button>
      ) : (
        <Button size="sm" aria-label={`Link ${provider.name}`} isBusy={isLeaving} onClick={() => void link()}>
          Link
        </Button>
      )}
      {isStale && (
        <div className="w-full">
          <SignInAgain email={ownEmail} next="/account" onDone={isLinked ? unlink : () => void link()} />
        </div>
      )}
    </li>
  );
}

/** How the walk to a provider ended, by the code that it left in the address. */
function LinkNotice({ rows }: { rows: readonly LinkedAccount[] }) {
  const given = useSearchParams();
  const nameOf = (id: string | null) =>
    rows.find(({ provider }) => provider.id === id)?.provider.name ?? null;
  const refused = refusalIn(given.get("refused"));
  if (refused) {
    const { title, text } = refusalWords(refused, nameOf(given.get("provider")));
    return (
      <EntryNotice kind="failed" title={title}>
        {text}
      </EntryNotice>
    );
  }
  const linked = rows.find(({ provider, isLinked }) => isLinked && provider.id === given.get("linked"));
  return linked ? (
    <EntryNotice kind="good" title={`Your ${linked.provider.name} account is linked`}>
      You can sign in with it from now on.
    </EntryNotice>
  ) : null;
}
