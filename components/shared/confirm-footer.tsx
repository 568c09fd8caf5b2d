"use client";

import Link from "next/link";
import { AlertDialog } from "radix-ui";
import type { RefObject } from "react";
import { Countdown } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { type HeldPhase, startsCooldown } from "#lib/client/held-operation.ts";
import type { ConfirmToken, HeldOperation } from "#lib/kernel/answer.ts";
import type { DangerLevel } from "#lib/kernel/danger.ts";

interface ConfirmFooterProps {
  operation: HeldOperation;
  confirm: ConfirmToken | null;
  label: string;
  phase: HeldPhase;
  isLapsed: boolean;
  /** Somebody has confirmed it: leaving leaves it in the queue. */
  isBegun: boolean;
  canConfirm: boolean;
  isComplete: boolean;
  isSending: boolean;
  formId: string;
  cancelButton: RefObject<HTMLButtonElement | null>;
  onWithdraw: () => void;
  /** Leaves the dialog and the operation as they are. */
  onClose: () => void;
}

/** The button that confirms wears the colour of its level. */
export const variantByLevel = {
  SAFE: "safe",
  LOW: "low",
  MEDIUM: "medium",
  HIGH: "high",
  CRITICAL: "critical",
} as const satisfies Record<DangerLevel, string>;

/** The dialog's last line: how long it is valid, and the two ways out of it. */
export function ConfirmFooter(props: ConfirmFooterProps) {
  const { operation, phase, isSending, canConfirm, isBegun } = props;
  const isOpen = phase === "ready" && canConfirm;
  return (
    <footer className="flex flex-none flex-wrap items-center justify-end gap-2 border-t px-5 py-3">
      <p className="mr-auto min-w-0 text-subtle-foreground text-xs max-md:w-full" role="status">
        <Validity {...props} />
        {(!isOpen || isBegun) && (
          <>
            {" "}
            <Link
              href={`/approvals/${operation.id}`}
              onClick={props.onClose}
              className="text-primary-text underline underline-offset-2"
            >
              See it in Approvals
            </Link>
          </>
        )}
      </p>
      {(!isOpen || isBegun) && (
        <Button variant="ghost" disabled={isSending} onClick={props.onWithdraw}>
          Withdraw
        </Button>
      )}
      <AlertDialog.Cancel asChild>
        <Button ref={props.cancelButton} disabled={isSending}>
          {isOpen && !isBegun ? "Cancel" : "Close"}
        </Button>
      </AlertDialog.Cancel>
      {isOpen && (
        <Button
          type="submit"
          form={props.formId}
          variant={variantByLevel[operation.level]}
          disabled={!props.isComplete}
          isBusy={isSending}
        >
          {startsCooldown(operation) ? "Start the cooldown" : props.label}
        </Button>
      )}
    </footer>
  );
}

function Validity({ operation, confirm, phase, isLapsed, canConfirm }: ConfirmFooterProps) {
  if (phase === "cooling" && operation.notBefore) {
    return (
      <>
        Nothing happens for another <Countdown until={operation.notBefore} />
      </>
    );
  }
  if (phase === "waiting") return "Waits for someone else’s consent.";
  if (!canConfirm) return "Someone with the right to confirm has to look at it.";
  if (isLapsed) return "This confirmation has lapsed. Cancel and ask again.";
  const until = confirm?.expiresAt ?? operation.expiresAt;
  if (!until) return null;
  return (
    <>
      Valid for <Countdown until={until} />
    </>
  );
}
