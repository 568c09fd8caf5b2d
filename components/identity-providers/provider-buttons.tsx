"use client";

import { KeyRound, LogIn } from "lucide-react";
import { useState } from "react";
import { EntryNotice } from "#components/people/entry-notice.tsx";
import { Button } from "#components/ui/button.tsx";
import { leaveForProvider } from "#lib/client/leave-for-provider.ts";
import type { IdentityKind } from "#lib/modules/identity-providers/schema.ts";

interface ProviderButtonsProps {
  providers: readonly { id: string; name: string; kind: IdentityKind }[];
  /** Where to go afterwards, checked. */
  next: string;
  /** The account that they came with was refused. */
  isAgain: boolean;
}

const icons = { github: LogIn, oidc: KeyRound } as const;

/** A way in for each identity provider. */
export function ProviderButtons({ providers, next, isAgain }: ProviderButtonsProps) {
  const [leavingFor, setLeavingFor] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  const leave = async (providerId: string) => {
    setLeavingFor(providerId);
    setFailure(null);
    try {
      await leaveForProvider({ providerId, next, isToLink: false, isAgain });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : "Something unexpected happened in this page.");
      setLeavingFor(null);
    }
  };
  return (
    <div className="grid gap-2">
      {failure && (
        <EntryNotice kind="failed" title="You are not signed in">
          {failure}
        </EntryNotice>
      )}
      {providers.map(({ id, name, kind }) => {
        const Icon = icons[kind];
        return (
          <Button
            key={id}
            className="h-10 w-full min-w-0"
            isBusy={leavingFor === id}
            disabled={leavingFor !== null}
            onClick={() => void leave(id)}
          >
            {leavingFor !== id && <Icon />}
            <span className="truncate">Continue with {name}</span>
          </Button>
        );
      })}
    </div>
  );
}
