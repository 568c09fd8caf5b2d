"use client";

import { useState } from "react";
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
import { useCommand } from "#lib/client/run-command.ts";

export function NewBranchDialog({ workspaceId, onClose }: { workspaceId: string; onClose: () => void }) {
  const [branch, setBranch] = useState("");
  const checkout = useCommand<object>({ name: "git.checkout", errors: "inline", onDone: onClose });
  const { error } = checkout;
  const reason = typeof error?.details.reason === "string" ? `It ${error.details.reason}.` : error?.message;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void checkout.run({ workspaceId, branch, create: true });
          }}
        >
          <DialogHeader>
            <DialogTitle>New branch</DialogTitle>
            <DialogDescription>
              It begins at the current commit; changes that are not committed come along.
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            <Field label="Name" error={reason}>
              <Input
                value={branch}
                maxLength={200}
                spellCheck={false}
                autoComplete="off"
                className="font-mono"
                onChange={(event) => setBranch(event.target.value)}
              />
            </Field>
          </DialogBody>
          <DialogFooter>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              variant="primary"
              isBusy={checkout.isPending}
              disabled={branch.trim() === ""}
            >
              Create and check out
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
