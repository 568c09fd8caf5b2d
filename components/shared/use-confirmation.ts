"use client";

import { useState } from "react";
import { useTimeLeft } from "#components/shared/relative-time.tsx";
import { phaseOf } from "#lib/client/held-operation.ts";
import type { ConfirmToken, HeldOperation } from "#lib/kernel/answer.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";

export type Confirmation =
  | { token: string }
  | { operationId: string; typedName: string; reason: string; fingerprint: string };

/** What a held operation asks of who looks at it, and what they have answered so far. */
export function useConfirmation(operation: HeldOperation, confirm: ConfirmToken | null) {
  const [typedName, setTypedName] = useState("");
  const [reason, setReason] = useState("");
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
  const isByName = asksName || asksReason || confirm === null;
  const confirmation: Confirmation = isByName
    ? { operationId: operation.id, typedName, reason: reason.trim(), fingerprint: operation.fingerprint }
    : { token: confirm.token };

  return {
    phase,
    asksName,
    asksReason,
    isLapsed,
    canConfirm,
    /** Null while something is missing. */
    confirmation: isComplete ? confirmation : null,
    typedName,
    setTypedName,
    reason,
    setReason,
  };
}
