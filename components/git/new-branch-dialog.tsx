"use client";

import { useState } from "react";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { sentenceOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";

interface NewBranchDialogProps {
  workspaceId: string;
  /** A branch or commit that it begins at, and what to call that; left out: the current commit. */
  from?: { revision: string; name: string };
  onClose: () => void;
}

export function NewBranchDialog({ workspaceId, from, onClose }: NewBranchDialogProps) {
  const [branch, setBranch] = useState("");
  const checkout = useCommand<object>({ name: "git.checkout", errors: "inline", onDone: onClose });
  return (
    <FormDialog
      title="New branch"
      description={`It begins at ${from?.name ?? "the current commit"}; changes that are not committed come along.`}
      button="Create and check out"
      isBusy={checkout.isPending}
      isReady={branch.trim() !== ""}
      onSubmit={() => void checkout.run({ workspaceId, branch, create: true, from: from?.revision })}
      onClose={onClose}
    >
      <Field label="Name" error={checkout.error && sentenceOf(checkout.error)}>
        <Input
          value={branch}
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          className="font-mono"
          onChange={(event) => setBranch(event.target.value)}
        />
      </Field>
    </FormDialog>
  );
}
