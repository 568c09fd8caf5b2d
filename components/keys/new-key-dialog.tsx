"use client";

import { type FormEvent, useState } from "react";
import { ExpiryFields, KindField, ProjectField, ScopeFields } from "#components/keys/key-fields.tsx";
import { type Expiry, expiryOf } from "#components/keys/key-words.ts";
import { ShownKey } from "#components/keys/shown-key.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
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

/** Asks what a key is for, makes it, and shows it the one time. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<{ apiKey: string; kind: KeyKind; name: string } | null>(null);
  // A press beside the dialog must not take the key away that is shown once.
  const stay = (event: Event) => made && event.preventDefault();
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent className="max-w-lg" onInteractOutside={stay} onEscapeKeyDown={stay}>
        {made ? (
          <>
            <DialogHeader>
              <DialogTitle className="[overflow-wrap:anywhere]">Your key {made.name}</DialogTitle>
              <DialogDescription>Copy it now: it is shown this once.</DialogDescription>
            </DialogHeader>
            <DialogBody>
              <ShownKey apiKey={made.apiKey} kind={made.kind} />
            </DialogBody>
            <DialogFooter>
              <Button variant="primary" onClick={onClose}>
                Done
              </Button>
            </DialogFooter>
          </>
        ) : (
          <KeyForm
            onClose={onClose}
            onMade={({ key: apiKey }, { kind, name }) => setMade({ apiKey, kind, name })}
          />
        )}
      </DialogContent>
    </Dialog>
  );
}

interface KeyFormProps {
  onClose: () => void;
  onMade: (key: CreatedKey, asked: CreateKeyInput) => void;
}

function KeyForm({ onClose, onMade }: KeyFormProps) {
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

  const submit = async (event: FormEvent) => {
    event.preventDefault();
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
    if (answer.outcome === "done") onMade(answer.result, asked);
  };
  return (
    <form onSubmit={submit} noValidate>
      <DialogHeader>
        <DialogTitle>New API key</DialogTitle>
        <DialogDescription>It acts for you, and may never do more than you may.</DialogDescription>
      </DialogHeader>
      <DialogBody>
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
        <ScopeFields
          kind={kind}
          chosen={chosen}
          onChange={setChosen}
          error={faultOf(create.error, "scopes")}
        />
        <div className="grid gap-4 md:grid-cols-2 md:gap-3">
          <ProjectField
            value={projectId}
            onChange={setProjectId}
            error={faultOf(create.error, "projectId")}
          />
          <ExpiryFields
            {...{ expiry, date }}
            onExpiry={setExpiry}
            onDate={setDate}
            error={faultOf(create.error, "expiresAt")}
          />
        </div>
        {rest && (
          <p role="alert" className="text-failure text-xs">
            {rest}
          </p>
        )}
      </DialogBody>
      <DialogFooter>
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" isBusy={create.isPending} disabled={!isReady}>
          Make key
        </Button>
      </DialogFooter>
    </form>
  );
}
