"use client";

import { useState } from "react";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { sentenceOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";

interface RenameBranchDialogProps {
  workspaceId: string;
  branch: string;
  onClose: () => void;
}

export function RenameBranchDialog({ workspaceId, branch, onClose }: RenameBranchDialogProps) {
  const [name, setName] = useState(branch);
  const rename = useCommand<object>({ name: "git.rename-branch", errors: "inline", onDone: onClose });
  return (
    <FormDialog
      title="Rename branch"
      description="The branch of the remote keeps its name."
      button="Rename"
      isBusy={rename.isPending}
      isReady={name.trim() !== "" && name.trim() !== branch}
      onSubmit={() => void rename.run({ workspaceId, branch, name })}
      onClose={onClose}
    >
      <Field label="Name" error={rename.error && sentenceOf(rename.error)}>
        <Input
          value={name}
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          className="font-mono"
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}
