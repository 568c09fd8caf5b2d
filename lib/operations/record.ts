import type { OperationState } from "#lib/kernel/answer.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import { actorView, personBehind } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { audit, publish } from "#lib/platform/db/transact.ts";

interface Happening {
  /** What happened: the new state, or a consent. */
  what: OperationState | "confirmed" | "cancel_asked" | "consents_lapsed";
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
