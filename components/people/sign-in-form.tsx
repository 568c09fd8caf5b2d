"use client";

import { LogIn } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useState } from "react";
import { EntryNotice } from "#components/people/entry-notice.tsx";
import { PlainWords } from "#components/people/plain-words.tsx";
import { InlineCode } from "#components/shared/inline-code.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { postJson } from "#lib/client/fetcher.ts";
import { pathOfLink } from "#lib/modules/people/rules.ts";
import { SpendLinkAnswer } from "#lib/modules/people/schema.ts";

interface SignInFormProps {
  /** The token of the link that was opened; null when somebody just came by. */
  token: string | null;
  /** Where to go afterwards, checked. */
  next: string;
  /** Other ways in, above the field for a link. */
  ways: ReactNode;
}

/** A link signs in when its button is pressed, so that a program that only looks at links uses none up. */
export function SignInForm({ token, next, ways }: SignInFormProps) {
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await postJson("/api/auth/link", { token }, SpendLinkAnswer);
      // A full load: nothing that was rendered for a stranger stays.
      window.location.assign(next);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : "Something unexpected happened in this page.");
      setBusy(false);
    }
  };

  if (!token || failure) {
    return (
      <>
        {failure && (
          <EntryNotice kind="failed" title="You are not signed in">
            <PlainWords text={failure} />
          </EntryNotice>
        )}
        <PasteLink ways={ways} />
      </>
    );
  }
  return (
    <Card className="grid gap-3 p-5 shadow-sm">
      <form onSubmit={signIn}>
        <Button type="submit" variant="primary" className="h-10 w-full" isBusy={isBusy} autoFocus>
          {!isBusy && <LogIn />}
          Sign in
        </Button>
      </form>
      <p className="text-center text-muted-foreground text-xs">
        The link works once, within 15 minutes. Your account page shows where you are signed in, and ends it.
      </p>
    </Card>
  );
}

function PasteLink({ ways }: { ways: ReactNode }) {
  const router = useRouter();
  const [error, setError] = useState<string | null>(null);

  const open = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const path = pathOfLink(String(new FormData(event.currentTarget).get("link") ?? ""));
    setError(path ? null : "This is no sign-in link. Paste all of it, from http to its end.");
    if (!path) return;
    // The same page with another token has to begin anew.
    if (path.startsWith("/sign-in")) window.location.assign(path);
    else router.push(path);
  };

  return (
    <Card className="grid gap-4 p-5 shadow-sm">
      {ways}
      <p className="flex items-center gap-3 text-muted-foreground text-xs before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
        or with a link
      </p>
      <form onSubmit={open} className="grid gap-3" noValidate>
        <Field label="Sign-in link" error={error}>
          <Input
            name="link"
            className="h-10 font-mono text-xs"
            placeholder="https://…/sign-in?token=…"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Button type="submit" className="h-10 w-full">
          Open the link
        </Button>
      </form>
      <p className="text-muted-foreground text-xs">
        No link? Whoever runs this server gets one with{" "}
        <InlineCode className="whitespace-nowrap">npm run sign-in-link</InlineCode> in its folder, for
        themselves or, with <InlineCode className="whitespace-nowrap">--email</InlineCode>, for you.
      </p>
    </Card>
  );
}
