"use client";

import { useQuery } from "@tanstack/react-query";
import { Fingerprint, KeyRound, LogIn } from "lucide-react";
import { type ReactNode, useState } from "react";
import { usePasskeyFault } from "#components/passkeys/use-passkey-fault.ts";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { InlineCode } from "#components/shared/inline-code.tsx";
import { Loading } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { passkeyErrorWords, signInAgainWithPasskey } from "#lib/client/passkeys.ts";
import { passkeyQueries } from "#lib/modules/passkeys/queries.ts";
import type { WaysIn } from "#lib/modules/passkeys/schema.ts";
import { pathOfLink } from "#lib/modules/people/rules.ts";

export interface SignInAgainProps {
  /** Whose link the server's console makes. */
  email: string;
  /** Where to come back to, from a way that leaves this page. */
  next: string;
  /** Signed in again without leaving: what was asked for can be asked for again. */
  onDone: () => void;
}

/** The ways to a fresh sign-in, of those that the person has: in place by a passkey, or away and back to this page. */
export function SignInAgain({ email, next, onDone }: SignInAgainProps) {
  const ways = useQuery(passkeyQueries.waysIn());
  const hasOthers = ways.data !== undefined && (ways.data.passkeys > 0 || ways.data.providers.length > 0);
  return (
    <div role="alert" className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-lg border bg-muted p-3">
      <p className="flex gap-2 font-medium">
        <KeyRound className="mt-0.5" />
        Sign in again first
      </p>
      <p className="text-muted-foreground text-xs">
        This takes somebody who signed in within the last ten minutes, so that nobody does it at a screen that
        was left open.
      </p>
      {ways.isPending && (
        <Loading label="Looking for your ways to sign in">
          <Skeleton className="h-8 w-full" />
        </Loading>
      )}
      {ways.data && ways.data.passkeys > 0 && <ByPasskey ways={ways.data} onDone={onDone} />}
      {ways.data?.providers.map(({ id, name }) => (
        <Button key={id} asChild>
          <a href={`/sign-in?${new URLSearchParams({ again: id, next })}`}>
            <LogIn />
            Sign in again with {name}
          </a>
        </Button>
      ))}
      {!ways.isPending && <ByLink email={email} next={next} isFolded={hasOthers} />}
    </div>
  );
}

function ByPasskey({ ways, onDone }: { ways: WaysIn; onDone: () => void }) {
  const fault = usePasskeyFault(ways.address);
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const sign = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await signInAgainWithPasskey();
      onDone();
    } catch (error) {
      setFailure(passkeyErrorWords(error));
    }
    setBusy(false);
  };
  return (
    <>
      <Button variant="primary" isBusy={isBusy} disabled={fault !== null} onClick={sign}>
        {!isBusy && <Fingerprint />}
        Use your passkey
      </Button>
      {fault && <Hint>{fault}</Hint>}
      {failure && (
        <p role="alert" className="text-failure text-xs [overflow-wrap:anywhere]">
          {failure}
        </p>
      )}
    </>
  );
}

const Hint = ({ children }: { children: ReactNode }) => (
  <p className="text-muted-foreground text-xs [overflow-wrap:anywhere]">{children}</p>
);

interface ByLinkProps {
  email: string;
  next: string;
  isFolded: boolean;
}

/** The way that is always there: a link made on the server, pasted here. */
function ByLink({ email, next, isFolded }: ByLinkProps) {
  const [isOpen, setOpen] = useState(!isFolded);
  const [link, setLink] = useState("");
  const [error, setError] = useState<string | null>(null);
  const command = `npm run sign-in-link -- --email ${email}`;
  const open = () => {
    const path = pathOfLink(link);
    setError(path ? null : "this is no sign-in link; paste all of it, from http to its end");
    if (path) window.location.assign(`${path}&${new URLSearchParams({ next })}`);
  };
  if (!isOpen) {
    return (
      <Button variant="link" size="bare" className="justify-self-start text-xs" onClick={() => setOpen(true)}>
        Use a link from the server’s console
      </Button>
    );
  }
  return (
    <>
      <Hint>In the server’s folder run</Hint>
      <p className="-my-1.5 flex items-center gap-1">
        <InlineCode className="min-w-0 bg-card">{command}</InlineCode>
        <CopyButton text={command} label="Copy the command" />
      </p>
      <Field label="Sign-in link" hint="It brings you back to this page." error={error}>
        <Input
          className="font-mono text-xs"
          placeholder="http…/sign-in?token=…"
          autoComplete="off"
          spellCheck={false}
          value={link}
          onChange={(event) => setLink(event.target.value)}
        />
      </Field>
      <Button disabled={link.trim() === ""} onClick={open}>
        Open the link
      </Button>
    </>
  );
}
