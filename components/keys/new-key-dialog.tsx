"use client";

import { useState } from "react";
import { ExpiryFields, KindField, ProjectField, ScopeFields } from "#components/keys/key-fields.tsx";
import { type Expiry, expiryOf } from "#components/keys/key-words.ts";
import { ShownKey } from "#components/keys/shown-key.tsx";
import { Refusal } from "#components/passkeys/refusal.tsx";
import { OnceDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import {
  type CreatedKey,
  type CreateKeyInput,
  type KeyKind,
  type KeyScope,
  mayHoldConfirm,
} from "#lib/modules/keys/schema.ts";

const fields = ["name", "scopes", "projectId", "expiresAt"];

interface NewKeyDialogProps {
  /** Of the person whose key it will be. */
  email: string;
  onClose: () => void;
}

/** Asks what a key is for, makes it, and shows it the one time. */
export function NewKeyDialog({ email, onClose }: NewKeyDialogProps) {
  const [made, setMade] = useState<{ apiKey: string; kind: KeyKind; name: string } | null>(null);
  const [name, setName] = useState("");
  const [kind, setKind] = useState<KeyKind>("cli");
  const [chosen, setChosen] = useState<readonly KeyScope[]>(["write"]);
  const [projectId, setProjectId] = useState<string | null>(null);
  const [expiry, setExpiry] = useState<Expiry>("90");
  const [date, setDate] = useState("");
  const create = useCommand<CreateKeyInput, CreatedKey>({
    name: "key.create",
    label: "Make the key",
    errors: "inline",
  });
  const isReady = name.trim() !== "" && (expiry !== "date" || date !== "");
  const rest = restOf(create.error, fields);

  const make = async () => {
    const expiresAt = expiryOf(expiry, date, Date.now());
    if (!isReady || expiresAt === null) return;
    const scopes: KeyScope[] = [
      "read",
      ...chosen.filter((scope) => scope !== "confirm" || mayHoldConfirm(kind)),
    ];
    const asked = {
      name: name.trim(),
      kind,
      scopes,
      ...(projectId ? { projectId } : {}),
      ...(expiresAt ? { expiresAt } : {}),
    };
    const answer = await create.run(asked);
    if (answer.outcome === "done") setMade({ apiKey: answer.result.key, kind, name: asked.name });
  };
  return (
    <OnceDialog
      className="max-w-lg"
      title="New API key"
      description="It acts for you, and may never do more than you may."
      button="Make key"
      isBusy={create.isPending}
      isReady={isReady}
      noValidate
      onSubmit={() => void make()}
      onClose={onClose}
      shown={
        made && {
          title: `Your key ${made.name}`,
          description: "Copy it now: it is shown this once.",
          children: <ShownKey apiKey={made.apiKey} kind={made.kind} />,
        }
      }
    >
      <Field
        label="Name"
        hint="Where it is used, such as laptop or build server"
        error={faultOf(create.error, "name")}
      >
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={100}
          autoComplete="off"
        />
      </Field>
      <KindField value={kind} onChange={setKind} />
      <ScopeFields kind={kind} chosen={chosen} onChange={setChosen} error={faultOf(create.error, "scopes")} />
      <div className="grid gap-4 md:grid-cols-2 md:gap-3">
        <ProjectField value={projectId} onChange={setProjectId} error={faultOf(create.error, "projectId")} />
        <ExpiryFields
          {...{ expiry, date }}
          onExpiry={setExpiry}
          onDate={setDate}
          error={faultOf(create.error, "expiresAt")}
        />
      </div>
      <Refusal
        error={create.error}
        words={rest}
        email={email}
        next="/settings/keys"
        onDone={() => void make()}
      />
    </OnceDialog>
  );
}
