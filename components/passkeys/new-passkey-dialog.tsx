"use client";

import { useState } from "react";
import { Refusal } from "#components/passkeys/refusal.tsx";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { makePasskey, passkeyErrorWords } from "#lib/client/passkeys.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { NewPasskey } from "#lib/modules/passkeys/schema.ts";

interface NewPasskeyDialogProps {
  email: string;
  onClose: () => void;
}

/** Names a passkey, has the browser make it, and keeps it. */
export function NewPasskeyDialog({ email, onClose }: NewPasskeyDialogProps) {
  const [name, setName] = useState("");
  const [failure, setFailure] = useState<unknown>(null);
  const [isMaking, setMaking] = useState(false);
  const create = useCommand<NewPasskey>({
    name: "passkey.create",
    label: "Add the passkey",
    errors: "inline",
    onDone: onClose,
  });
  const make = async () => {
    setFailure(null);
    create.reset();
    setMaking(true);
    try {
      await create.run({ name: name.trim(), credential: await makePasskey() });
    } catch (error) {
      setFailure(error);
    }
    setMaking(false);
  };
  const rest = failure ? passkeyErrorWords(failure) : restOf(create.error, ["name"]);
  return (
    <FormDialog
      title="Add a passkey"
      description="Your browser asks where it is to be kept: this device, a phone, a password manager or a security key."
      button="Add passkey"
      isBusy={isMaking}
      isReady={name.trim() !== ""}
      onSubmit={() => void make()}
      onClose={onClose}
    >
      <Field
        label="Name"
        hint="Where it is kept, such as laptop or blue key"
        error={faultOf(create.error, "name")}
      >
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={100}
          autoComplete="off"
          autoFocus
        />
      </Field>
      <Refusal
        error={failure instanceof RequestError ? failure : create.error}
        words={rest}
        email={email}
        next="/account"
        onDone={() => void make()}
      />
    </FormDialog>
  );
}
