"use client";

import { useState } from "react";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { PersonView } from "#lib/modules/people/schema.ts";

interface DisableDialogProps {
  person: PersonView;
  onClose: () => void;
}

/** Says what disabling somebody does before it is done. */
export function DisableDialog({ person, onClose }: DisableDialogProps) {
  const [because, setBecause] = useState("");
  const disable = useCommand({ name: "person.disable", label: "Disable", errors: "inline" });
  const rest = restOf(disable.error, ["because"]);
  const submit = async () => {
    const answer = await disable.run({ personId: person.id, because: because.trim() });
    if (answer.outcome !== "error") onClose();
  };
  return (
    <FormDialog
      title={`Disable ${person.name}?`}
      description="They are signed out everywhere at once, their keys stop working and the agents that they started stop; what those did so far stays. Their open invitations are taken back. Enabled again, they have the role and the projects that they had."
      button="Disable"
      isBusy={disable.isPending}
      isReady
      rest={rest}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field
        label="Why"
        hint={`Optional. ${person.name} reads it when signing in, owners and admins beside the name; it stands in the audit log.`}
        error={faultOf(disable.error, "because")}
      >
        <Input
          value={because}
          maxLength={300}
          autoComplete="off"
          onChange={(event) => setBecause(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}
