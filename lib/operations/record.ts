import type { OperationState } from "#lib/kernel/answer.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import { actorView, personBehind } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { audit, noteAudit, publish } from "#lib/platform/db/transact.ts";

interface Happening {
  /** What happened: the new state, or a consent. */
  what:
    | OperationState
    | "confirmed"
    | "approved"
    | "cooled"
    | "cooldown_skipped"
    | "cancel_asked"
    | "consents_lapsed";
  actor: Actor;
  origin?: RequestOrigin;
  details?: Record<string, unknown>;
}

/** One change of an operation: an audit row and an event, in the transaction that made the change. */
export function recordChange(tx: Tx, operation: OperationRow, happening: Happening): void {
  const { what, actor, origin, details } = happening;
  audit(tx, {
    record: {
      what: `operation.${what}`,
      operationId: operation.id,
      command: operation.command,
      level: operation.level,
      state: operation.state,
      target: { kind: operation.targetKind, id: operation.targetId, name: operation.targetName },
      input: operation.input,
      reason: operation.reason,
      actor: actorView(actor),
      onBehalfOf: personBehind(actor),
      via: actor.via,
      requestId: origin?.requestId ?? operation.requestId,
      ip: origin?.ip ?? null,
      userAgent: origin?.userAgent ?? null,
      ...details,
    },
    operationId: operation.id,
    projectId: operation.projectId,
    personId: actor.userId,
  });
  publish(tx, {
    topic: "operations",
    name: `operation.${what}`,
    subjectId: operation.id,
    projectId: operation.projectId,
    userId: operation.projectId ? null : operation.personId,
  });
}

/**
 * What an operation changed, for the audit row of its success: the fields that are not the same, before and after.
 * Called in `apply`, or in the `write` of a handler's `close`. Hand in no secrets: the log keeps what it is given.
 */
export function noteChange(
  tx: Tx,
  operationId: string,
  { before, after }: { before: object | null; after: object | null },
): void {
  const changed = Object.keys({ ...before, ...after }).filter(
    (field) => JSON.stringify(fieldOf(before, field)) !== JSON.stringify(fieldOf(after, field)),
  );
  noteAudit(tx, operationId, { before: pick(before, changed), after: pick(after, changed) });
}

const fieldOf = (record: object | null, field: string): unknown => record && Reflect.get(record, field);

const pick = (record: object | null, fields: readonly string[]) =>
  record && Object.fromEntries(fields.map((field) => [field, fieldOf(record, field) ?? null]));
