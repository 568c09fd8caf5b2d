"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isSoleAdmin } from "#components/approvals/approval-words.ts";
import { startsCooldown } from "#lib/client/held-operation.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";
import type { AnswerableOperation } from "#lib/operations/schema.ts";

export type AnswerKind = "confirm" | "approve";

/** What the one who looks has put into the form about a held operation, and the ways to send it. */
export function useAnswer(operation: AnswerableOperation, userId: string) {
  const { id: operationId, may, fingerprint } = operation;
  const client = useQueryClient();
  const [typedName, setTypedName] = useState("");
  const [note, setNote] = useState("");
  const [chosen, setChosen] = useState<AnswerKind | null>(null);
  const [isRejectAsked, setRejectAsked] = useState(false);

  const onDone = () => {
    setTypedName("");
    setNote("");
    void client.invalidateQueries({ queryKey: ["operations"] });
  };
  const confirm = useCommand({ name: "operation.confirm", label: "Confirm", errors: "inline", onDone });
  const approve = useCommand({ name: "operation.approve", label: "Approve", errors: "inline", onDone });
  const reject = useCommand({ name: "operation.reject", label: "Reject", errors: "inline", onDone });
  const withdraw = useCommand({ name: "operation.cancel", label: "Withdraw", errors: "inline", onDone });

  // Both may be open to an administrator, and one excludes the other; the only one does both, in this order.
  const isAlone = isSoleAdmin(operation, userId);
  const open: AnswerKind[] = [
    ...(may.confirm ? (["confirm"] as const) : []),
    ...(may.approve ? (["approve"] as const) : []),
  ];
  const kinds = isAlone ? open.slice(0, 1) : open;
  // The answer that stands there stays: a cooldown that ends meanwhile opens another one, and a button must not change
  // its meaning under one's hand.
  const kind = kinds.find((each) => each === chosen) ?? kinds[0] ?? null;
  if (kind !== chosen) setChosen(kind);
  const isNamed = operation.needs.some(({ requirement }) => requirement === "typed_name");
  const asksName = (kind === "approve" && isNamed) || (kind === "confirm" && operation.typedName);
  const reason = note.trim();
  const isReasonMissing =
    kind === "confirm" && isAtLeast(operation.level, "HIGH") && operation.reason === null && reason === "";
  const isNameRight = !asksName || typedName === operation.target.name;
  const given = reason === "" ? {} : { reason };

  const clear = () => {
    for (const command of [confirm, approve, reject, withdraw]) command.reset();
    setRejectAsked(false);
  };
  return {
    typedName,
    setTypedName,
    note,
    setNote,
    kinds,
    kind,
    choose: (next: AnswerKind) => {
      clear();
      setChosen(next);
    },
    asksName,
    isReasonRequired: isReasonMissing || isRejectAsked,
    isRejectAsked: isRejectAsked && reason === "",
    isComplete: kind !== null && isNameRight && !isReasonMissing,
    isStart: kind === "confirm" && startsCooldown(operation),
    sending: confirm.isPending || approve.isPending ? "yes" : reject.isPending ? "no" : null,
    isWithdrawing: withdraw.isPending,
    error: confirm.error ?? approve.error ?? reject.error ?? withdraw.error,
    say: () => {
      clear();
      if (kind === "confirm") void confirm.run({ operationId, typedName, fingerprint, ...given });
      if (kind === "approve") void approve.run({ operationId, typedName, fingerprint, ...given });
    },
    reject: () => {
      clear();
      if (reason === "") setRejectAsked(true);
      else void reject.run({ operationId, reason });
    },
    withdraw: () => {
      clear();
      void withdraw.run({ operationId });
    },
  };
}
