"use client";

import { type FormEvent, useState } from "react";
import { EntryNotice } from "#components/people/entry-notice.tsx";
import { PlainWords } from "#components/people/plain-words.tsx";
import { SetupStep } from "#components/people/setup-step.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { postJson } from "#lib/client/fetcher.ts";
import { fieldErrorOf } from "#lib/client/request-error.ts";
import { CompleteSetupAnswer, CompleteSetupInput, type User } from "#lib/modules/people/schema.ts";

interface OwnerStepProps {
  token: string;
  onDone: (made: { user: User; key: string }) => void;
}

/** The first step, and the only one that needs the setup link. */
export function OwnerStep({ token, onDone }: OwnerStepProps) {
  const [failure, setFailure] = useState<unknown>(null);
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = CompleteSetupInput.safeParse({ token, name: form.get("name"), email: form.get("email") });
    setFailure(null);
    setWrong(input.success ? {} : firstReasons(input.error.issues));
    if (!input.success) return;
    setBusy(true);
    try {
      onDone(await postJson("/api/setup", input.data, CompleteSetupAnswer));
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };

  const errorOf = (field: string) => wrong[field] ?? fieldErrorOf(failure, field);
  const isOfAField = fieldErrorOf(failure, "name") !== null || fieldErrorOf(failure, "email") !== null;
  return (
    <SetupStep number={1} title="Owner" state="now">
      <p className="text-muted-foreground">
        The owner may do everything here and invites others. Nothing is sent to this address.
      </p>
      <form onSubmit={submit} className="grid gap-4" noValidate>
        <div className="grid gap-4 md:grid-cols-2 md:gap-3">
          <Field label="Name" error={errorOf("name")}>
            <Input name="name" autoComplete="name" autoFocus maxLength={200} />
          </Field>
          <Field label="E-mail" error={errorOf("email")}>
            <Input name="email" type="email" autoComplete="email" maxLength={300} spellCheck={false} />
          </Field>
        </div>
        {failure instanceof Error && !isOfAField && (
          <EntryNotice kind="failed" title="The owner was not made">
            <PlainWords text={failure.message} />
          </EntryNotice>
        )}
        <div>
          <Button type="submit" variant="primary" isBusy={isBusy}>
            Become the owner
          </Button>
        </div>
      </form>
    </SetupStep>
  );
}

function firstReasons(issues: { path: PropertyKey[]; message: string }[]): Record<string, string> {
  const reasons: Record<string, string> = {};
  for (const { path, message } of issues) reasons[String(path[0])] ??= message;
  return reasons;
}
