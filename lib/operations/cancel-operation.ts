import { sql } from "drizzle-orm";
import { conflict, forbidden } from "#lib/kernel/errors.ts";
import { operationFor, operationTarget } from "#lib/operations/access.ts";
import { command } from "#lib/operations/command.ts";
import { recordChange } from "#lib/operations/record.ts";
import { OperationInput } from "#lib/operations/schema.ts";
import { moveOperation } from "#lib/operations/store.ts";
import { refOf } from "#lib/operations/view.ts";
import { hasAccess } from "#lib/protection/rules.ts";

/** Takes an operation back: a held or queued one ends at once, a running one stops at its next step and is undone. */
export const cancelOperation = command({
  name: "operation.cancel",
  http: "POST /api/operations/:operationId/cancel",
  summary: "Cancel an operation",
  input: OperationInput,
  async facts(tx, { operationId }, actor) {
    const { operation, access } = await operationFor(tx, actor, operationId);
    return { target: operationTarget(operation), access };
  },
  async apply(tx, { input, actor }) {
    const { operation, access } = await operationFor(tx, actor, input.operationId, { lock: true });
    const isRequester = operation.personId === actor.userId;
    if (!isRequester && !hasAccess(access, "write")) throw forbidden("Cancelling needs write access here.");
    if (operation.state === "running") {
      const row = await moveOperation(tx, operation.id, ["running"], { isCancelAsked: true });
      if (row) recordChange(tx, row, { what: "cancel_asked", actor });
      return { operation: refOf(row ?? operation) };
    }
    const change = { state: "cancelled", endedAt: sql`now()` } as const;
    const row = await moveOperation(tx, operation.id, ["held", "queued"], change);
    if (!row)
      throw conflict(`This operation is ${operation.state}; it has ended.`, { state: operation.state });
    recordChange(tx, row, { what: "cancelled", actor });
    return { operation: refOf(row) };
  },
});
