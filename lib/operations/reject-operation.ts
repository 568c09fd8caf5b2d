import { sql } from "drizzle-orm";
import { AppError, conflict, forbidden, statusByErrorType } from "#lib/kernel/errors.ts";
import { operationFor, operationTarget } from "#lib/operations/access.ts";
import { command } from "#lib/operations/command.ts";
import { lockHeld } from "#lib/operations/held-ground.ts";
import { mayReject } from "#lib/operations/may-answer.ts";
import { recordChange } from "#lib/operations/record.ts";
import { ChangedOperation, RejectInput } from "#lib/operations/schema.ts";
import { moveOperation } from "#lib/operations/store.ts";
import { refOf } from "#lib/operations/view.ts";

/** A person's no to a held operation of somebody else, with the reason; it has not happened and never will. */
export const rejectOperation = command({
  name: "operation.reject",
  http: "POST /api/protection/reject",
  summary: "Reject a held operation",
  input: RejectInput,
  output: ChangedOperation,
  async facts(tx, { operationId }, actor) {
    const { operation, access } = await operationFor(tx, actor, operationId);
    return { target: operationTarget(operation), access };
  },
  async apply(tx, { input: { operationId, reason }, actor }) {
    const ground = await lockHeld(tx, actor, operationId);
    if (!mayReject(actor, ground)) {
      const isOwn = ground.operation.personId === actor.userId;
      throw forbidden(
        isOwn ? "You asked for this yourself: withdraw it instead." : "You may not reject this.",
      );
    }
    const { type, publicMessage: message } = new AppError(
      "FORBIDDEN",
      `${actor.name} rejected it: ${reason}`,
    );
    const error = { type, message, status: statusByErrorType[type], details: { reason } };
    const change = { state: "rejected", error, endedAt: sql`now()` } as const;
    const row = await moveOperation(tx, operationId, ["held"], change);
    if (!row) throw conflict("Somebody else was faster; look at the operation again.");
    recordChange(tx, row, { what: "rejected", actor, details: { reason } });
    return { operation: refOf(row) };
  },
});
