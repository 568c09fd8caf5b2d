"use client";

import { useSyncExternalStore } from "react";
import { missingOf } from "#components/operations/operation-words.ts";
import { Countdown, Elapsed } from "#components/shared/relative-time.tsx";
import { StatusDot, statusOfOperation, wordOfOperation } from "#components/shared/status-dot.tsx";
import { clock } from "#lib/client/clock.ts";
import { formatShortDuration } from "#lib/client/format.ts";
import type { OperationView } from "#lib/kernel/answer.ts";

/** The state as a shape and a word; an operation that was asked to stop says so. */
export function OperationStateMark({ operation }: { operation: OperationView }) {
  const { state } = operation;
  const isStopping = state === "running" && operation.isCancelAsked;
  return (
    <StatusDot status={statusOfOperation[state]}>
      {isStopping ? "Stopping" : wordOfOperation[state]}
    </StatusDot>
  );
}

/** How long the work took, or takes so far; nothing before it began. */
export function OperationDuration({ operation }: { operation: OperationView }) {
  const { startedAt, endedAt } = operation;
  if (!startedAt) return null;
  if (!endedAt) return <Elapsed since={startedAt} />;
  return <span>{formatShortDuration(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)))}</span>;
}

/** What a held operation waits for, and how long it still may or must. */
export function HeldNote({ operation }: { operation: OperationView }) {
  const nowMs = useSyncExternalStore<number>(clock.subscribe, clock.now, () => 0);
  const { notBefore, expiresAt } = operation;
  const isCooling = notBefore !== null && nowMs > 0 && Date.parse(notBefore) > nowMs;
  return (
    <span>
      {missingOf(operation, nowMs)}
      {isCooling && (
        <>
          , <Countdown until={notBefore} after="over" /> of cooldown left
        </>
      )}
      {!isCooling && expiresAt && (
        <>
          , lapses in <Countdown until={expiresAt} after="a moment" />
        </>
      )}
    </span>
  );
}
