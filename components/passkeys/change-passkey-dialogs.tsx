"use client";

import { useState } from "react";
import { Refusal } from "#components/passkeys/refusal.tsx";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { PasskeyView } from "#lib/modules/passkeys/schema.ts";

interface RenamePasskeyDialogProps {
  passkey: PasskeyView;
  onClose: () => void;
}

export function RenamePasskeyDialog({ passkey, onClose }: RenamePasskeyDialogProps) {
  const [name, setName] = useState(passkey.name);
  const rename = useCommand<{ passkeyId: string; name: string }>({
    name: "passkey.rename",
    label: "Rename the passkey",
    errors: "inline",
    onDone: onClose,
  });
  const rest = restOf(rename.error, ["name"]);
  return (
    <FormDialog
      title="Rename the passkey"
      description="The name is for you alone."
      isDescriptionHidden
      button="Rename"
      isBusy={rename.isPending}
      isReady={name.trim() !== ""}
      onSubmit={() => void rename.run({ passkeyId: passkey.id, name: name.trim() })}
      onClose={onClose}
    >
      <Field label="Name" error={faultOf(rename.error, "name") ?? rest}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={100}
          autoComplete="off"
          autoFocus
        />
      </Field>
    </FormDialog>
  );
}

interface RemovePasskeyDialogProps {
  passkey: PasskeyView;
  email: string;
  onClose: () => void;
}

export function RemovePasskeyDialog({ passkey, email, onClose }: RemovePasskeyDialogProps) {
  const remove = useCommand<{ passkeyId: string }>({
    name: "passkey.remove",
    label: "Remove the passkey",
    errors: "inline",
    onDone: onClose,
  });
  const go = () => void remove.run({ passkeyId: passkey.id });
  return (
    <FormDialog
      title={`Remove ${passkey.name}?`}
      description="It no longer signs you in. Remove it from your device or password manager as well, where it would still be offered. Sessions that it began go on."
      button="Remove passkey"
      isBusy={remove.isPending}
      isReady
      onSubmit={go}
      onClose={onClose}
    >
      <Refusal error={remove.error} email={email} next="/account" onDone={go} />
    </FormDialog>
  );
}
