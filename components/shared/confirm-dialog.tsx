"use client";

import { AlertDialog } from "radix-ui";
import { type FormEvent, useId, useRef, useState } from "react";
import { ConfirmFooter } from "#components/shared/confirm-footer.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { LossList } from "#components/shared/loss-list.tsx";
import { NeedList } from "#components/shared/need-list.tsx";
import { useTimeLeft } from "#components/shared/relative-time.tsx";
import { overlayClasses } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, InputGroup } from "#components/ui/input.tsx";
import { countOf } from "#lib/client/format.ts";
import { isOnlyConfirmation, labelOfCommand, phaseOf } from "#lib/client/held-operation.ts";
import type { ConfirmToken, ErrorShape, HeldOperation } from "#lib/kernel/answer.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";

export type Confirmation = { token: string } | { operationId: string; typedName: string; reason: string };

export interface ConfirmDialogProps {
  operation: HeldOperation;
  confirm: ConfirmToken | null;
  /** What the button does: "Delete project"; made from the command when left out. */
  label?: string;
  /** What it is done to, where that is not the target: the branch that is pushed. */
  subject?: string;
  /** Leaving the dialog leaves the operation held; else it is taken back. */
  staysHeld?: boolean;
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
  const [typedName, setTypedName] = useState("");
  const [reason, setReason] = useState("");
  const nameField = useRef<HTMLInputElement>(null);
  const cancelButton = useRef<HTMLButtonElement>(null);
  const formId = useId();
  const tokenLeftMs = useTimeLeft(confirm?.expiresAt ?? null);
  const coolingLeftMs = useTimeLeft(operation.notBefore);
  const phase = coolingLeftMs === null ? "ready" : phaseOf(operation, Date.now());

  const asksName = phase === "ready" && operation.typedName;
  const asksReason = phase === "ready" && isAtLeast(operation.level, "HIGH");
  const isLapsed = tokenLeftMs !== null && tokenLeftMs <= 0;
  const canConfirm = confirm !== null || asksName || asksReason;
  const isComplete =
    phase === "ready" &&
    canConfirm &&
    !isLapsed &&
    (!asksName || typedName === operation.target.name) &&
    (!asksReason || reason.trim() !== "");

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete || isSending) return;
    const isByName = asksName || asksReason || confirm === null;
    props.onConfirm(
      isByName ? { operationId: operation.id, typedName, reason: reason.trim() } : { token: confirm.token },
    );
  };
  const leave = phase === "ready" && canConfirm && !props.staysHeld ? props.onWithdraw : props.onClose;

  return (
    <AlertDialog.Root open onOpenChange={(isOpen) => !isOpen && !isSending && leave()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={overlayClasses}>
          <AlertDialog.Content
            data-slot="confirm-dialog"
            className="w-full max-w-md rounded-xl border bg-popover text-popover-foreground shadow-lg outline-none data-[state=open]:animate-rise-in dark:border-border-strong"
            onOpenAutoFocus={(event) => {
              event.preventDefault();
              (nameField.current ?? cancelButton.current)?.focus();
            }}
          >
            <header className="px-5 pt-5">
              <LevelBadge level={operation.level} />
              <AlertDialog.Title className="mt-2.5 font-semibold text-lg tracking-tight [overflow-wrap:anywhere]">
                {label} <code className="text-[15px]">{props.subject ?? operation.target.name}</code>
                {phase === "ready" && "?"}
              </AlertDialog.Title>
              <AlertDialog.Description className="mt-1 text-muted-foreground">
                {operation.warning}
              </AlertDialog.Description>
            </header>
            <form id={formId} onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4 px-5 py-4">
              {operation.losses.length > 0 && <LossList losses={operation.losses} />}
              {!isOnlyConfirmation(operation.needs) && (
                <NeedList needs={operation.needs} notBefore={operation.notBefore} />
              )}
              {asksName && (
                <Field
                  labelClassName="flex-wrap gap-x-1"
                  label={
                    <span className="[overflow-wrap:anywhere]">
                      Type <code>{operation.target.name}</code>
                    </span>
                  }
                >
                  <InputGroup
                    ref={nameField}
                    className="font-mono text-xs"
                    autoComplete="off"
                    autoCapitalize="off"
                    spellCheck={false}
                    value={typedName}
                    onChange={(event) => setTypedName(event.target.value)}
                    after={<NameHint typed={typedName} name={operation.target.name} />}
                  />
                </Field>
              )}
              {asksReason && (
                <Field label="Reason" note="kept in the record">
                  <Input
                    autoComplete="off"
                    maxLength={2000}
                    value={reason}
                    onChange={(event) => setReason(event.target.value)}
                  />
                </Field>
              )}
              {error && (
                <p role="alert" className="text-failure [overflow-wrap:anywhere]">
                  {error.message}
                </p>
              )}
            </form>
            <ConfirmFooter
              {...{
                operation,
                confirm,
                label,
                phase,
                isLapsed,
                canConfirm,
                isComplete,
                isSending,
                formId,
                cancelButton,
              }}
              onWithdraw={props.onWithdraw}
            />
          </AlertDialog.Content>
        </AlertDialog.Overlay>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** How much of the name is still missing, so that nobody counts letters. */
function NameHint({ typed, name }: { typed: string; name: string }) {
  const isPrefix = name.startsWith(typed);
  const missing = name.length - typed.length;
  const said = typed === "" || typed === name ? "" : isPrefix ? countOf(missing, "more", "more") : "differs";
  return (
    <span aria-live="polite" className="flex-none text-subtle-foreground text-xs">
      {said}
    </span>
  );
}
