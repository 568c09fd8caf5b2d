"use client";

import { AlertDialog } from "radix-ui";
import { type FormEvent, useId, useRef } from "react";
import { BackupFacts } from "#components/shared/backup-facts.tsx";
import { ChangeList } from "#components/shared/change-list.tsx";
import { ConfirmFooter } from "#components/shared/confirm-footer.tsx";
import { DependantList } from "#components/shared/dependant-list.tsx";
import { ForeignText } from "#components/shared/foreign-text.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { LossList } from "#components/shared/loss-list.tsx";
import { NeedList } from "#components/shared/need-list.tsx";
import { RaisedBy } from "#components/shared/raised-by.tsx";
import { TypedNameField } from "#components/shared/typed-name-field.tsx";
import { type Confirmation, useConfirmation } from "#components/shared/use-confirmation.ts";
import { overlayClasses } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { hasConfirmation, isOnlyConfirmation } from "#lib/client/held-operation.ts";
import type { ConfirmToken, ErrorShape, HeldOperation } from "#lib/kernel/answer.ts";
import { isRemoval, labelOfCommand } from "#lib/kernel/command-words.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";

export interface ConfirmDialogProps {
  operation: HeldOperation;
  confirm: ConfirmToken | null;
  /** What the button does: "Delete project"; made from the command when left out. */
  label?: string;
  /** What it is done to, where that is not the target: the branch that is pushed. */
  subject?: string;
  isSending: boolean;
  /** What the last confirmation was refused with. */
  error: ErrorShape | null;
  onConfirm: (confirmation: Confirmation) => void;
  /** Takes the operation back. */
  onWithdraw: () => void;
  /** Leaves it in the queue. */
  onClose: () => void;
}

/** The one dialog for held operations; what it says is what the spine answered. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { operation, confirm, label = labelOfCommand(operation.command), isSending, error } = props;
  const asked = useConfirmation(operation, confirm);
  const { phase, isLapsed, canConfirm, confirmation } = asked;
  const nameField = useRef<HTMLInputElement>(null);
  const cancelButton = useRef<HTMLButtonElement>(null);
  const formId = useId();

  const hasLosses = operation.losses.length > 0;
  const saysBackup =
    operation.lastBackup !== null ||
    (hasLosses && isRemoval(operation.command) && isAtLeast(operation.level, "HIGH"));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (confirmation && !isSending) props.onConfirm(confirmation);
  };
  // What somebody has consented to is not taken back by closing a dialog.
  const isBegun = hasConfirmation(operation.needs);
  const leave = phase === "ready" && canConfirm && !isBegun ? props.onWithdraw : props.onClose;

  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && !isSending && leave()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={overlayClasses}>
          <AlertDialog.Content
            data-slot="confirm-dialog"
            className="flex max-h-[calc(100dvh-2rem)] w-full max-w-md flex-col rounded-xl border bg-popover text-popover-foreground shadow-lg outline-none data-[state=open]:animate-rise-in dark:border-border-strong"
            onOpenAutoFocus={(event) => {
              event.preventDefault();
              (nameField.current ?? cancelButton.current)?.focus();
            }}
          >
            <div className="min-h-0 overflow-y-auto">
              <header className="px-5 pt-5">
                <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                  <LevelBadge level={operation.level} />
                  <RaisedBy raised={operation.raised} />
                </span>
                <AlertDialog.Title className="mt-2.5 font-semibold text-lg tracking-tight [overflow-wrap:anywhere]">
                  {label}{" "}
                  <code className="text-[15px]">
                    <ForeignText text={props.subject ?? operation.target.name} />
                  </code>
                  {phase === "ready" && "?"}
                </AlertDialog.Title>
                <AlertDialog.Description className="mt-1 text-muted-foreground">
                  {operation.warning}
                </AlertDialog.Description>
              </header>
              <form id={formId} onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4 px-5 py-4">
                <ChangeList changes={operation.changes} />
                {hasLosses && <LossList losses={operation.losses} />}
                <DependantList dependants={operation.dependants} className="-mt-3" />
                {saysBackup && (
                  <section aria-label="Last backup" className="rounded-lg border px-3 py-2">
                    <BackupFacts backup={operation.lastBackup} />
                  </section>
                )}
                {!isOnlyConfirmation(operation.needs) && (
                  <NeedList needs={operation.needs} notBefore={operation.notBefore} />
                )}
                {asked.asksName && (
                  <TypedNameField
                    name={operation.target.name}
                    typed={asked.typedName}
                    field={nameField}
                    onType={asked.setTypedName}
                  />
                )}
                {asked.asksReason && (
                  <Field label="Reason" note="kept in the record">
                    <Input
                      autoComplete="off"
                      maxLength={2000}
                      value={asked.reason}
                      onChange={(event) => asked.setReason(event.target.value)}
                    />
                  </Field>
                )}
                {error && (
                  <p role="alert" className="text-failure [overflow-wrap:anywhere]">
                    {error.message}
                  </p>
                )}
              </form>
            </div>
            <ConfirmFooter
              {...{
                operation,
                confirm,
                label,
                phase,
                isLapsed,
                isBegun,
                canConfirm,
                isComplete: confirmation !== null,
                isSending,
                formId,
                cancelButton,
              }}
              onWithdraw={props.onWithdraw}
              onClose={props.onClose}
            />
          </AlertDialog.Content>
        </AlertDialog.Overlay>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
