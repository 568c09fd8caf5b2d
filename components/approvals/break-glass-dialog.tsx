"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { lacksApproval } from "#components/approvals/approval-words.ts";
import { Refusal } from "#components/passkeys/refusal.tsx";
import { Moment } from "#components/shared/relative-time.tsx";
import type { ShellUser } from "#components/shell/user-menu.tsx";
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
import { Textarea } from "#components/ui/input.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";
import type { AnswerableOperation } from "#lib/operations/schema.ts";

interface BreakGlassDialogProps {
  operation: AnswerableOperation;
  user: ShellUser;
  onClose: () => void;
}

/** An owner's way past a cooldown: what it means first, then a reason that everybody will read. */
export function BreakGlassDialog({ operation, user, onClose }: BreakGlassDialogProps) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const command = useCommand<{ operationId: string; reason: string }>({
    name: "operation.break-glass",
    label: "Skip the cooldown",
    errors: "inline",
    onDone: () => {
      void client.invalidateQueries({ queryKey: ["operations"] });
      onClose();
    },
  });
  const { error } = command;
  const ask = () => void command.run({ operationId: operation.id, reason: reason.trim() });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The dialog stands inside another form of the page.
    event.stopPropagation();
    if (reason.trim() !== "" && !command.isPending) ask();
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <form onSubmit={submit}>
          <DialogHeader>
            <DialogTitle>
              Skip the cooldown before “{labelOfCommand(operation.command)}{" "}
              <code>{operation.target.name}</code>”?
            </DialogTitle>
            <DialogDescription>
              The cooldown is the time in which somebody can still notice.{" "}
              {operation.notBefore && (
                <>
                  It would end <Moment at={operation.notBefore} />.
                </>
              )}
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            <ul className="grid list-disc gap-1 pl-4 text-muted-foreground marker:text-subtle-foreground">
              <li>Every other requirement stays: confirmations and an approval are asked for as before.</li>
              {operation.approvableAt && lacksApproval(operation) && (
                <li className="text-foreground">
                  You are the only administrator: your own approval still waits for the whole cooldown, until{" "}
                  <Moment at={operation.approvableAt} />. Skipping does not make it begin earlier.
                </li>
              )}
              <li>All administrators are told at once.</li>
              <li>For seven days every page of theirs says who skipped it and why.</li>
              <li>The audit log keeps it for good.</li>
            </ul>
            <Field label="Reason" hint="All administrators read it.">
              <Textarea
                rows={3}
                maxLength={2000}
                autoFocus
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            </Field>
            <Refusal error={error} email={user.email} next={`/approvals/${operation.id}`} onDone={ask} />
          </DialogBody>
          <DialogFooter>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              variant="critical"
              isBusy={command.isPending}
              disabled={reason.trim() === ""}
            >
              Skip the cooldown
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
