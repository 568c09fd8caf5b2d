"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { InlineCode } from "#components/shared/inline-code.tsx";
import type { ShellUser } from "#components/shell/user-menu.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { pathOfLink } from "#lib/modules/people/rules.ts";

interface SignInAgainProps {
  operationId: string;
  user: ShellUser;
}

/** The way to a fresh sign-in and back to this page: a link made on the server, pasted here. */
export function SignInAgain({ operationId, user }: SignInAgainProps) {
  const [link, setLink] = useState("");
  const [error, setError] = useState<string | null>(null);
  const command = `npm run sign-in-link -- --email ${user.email}`;
  const open = () => {
    const path = pathOfLink(link);
    setError(path ? null : "this is no sign-in link; paste all of it, from http to its end");
    if (path) window.location.assign(`${path}&${new URLSearchParams({ next: `/approvals/${operationId}` })}`);
  };
  return (
    <div role="alert" className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-lg border bg-muted p-3">
      <p className="flex gap-2 font-medium">
        <KeyRound className="mt-0.5" />
        Sign in again first
      </p>
      <p className="text-muted-foreground text-xs">
        This takes somebody who signed in within the last ten minutes, so that nobody does it at a screen that
        was left open. In the server’s folder run
      </p>
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
    </div>
  );
}
