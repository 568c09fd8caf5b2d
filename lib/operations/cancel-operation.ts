import { sql } from "drizzle-orm";
import { conflict, forbidden } from "#lib/kernel/errors.ts";
import { operationFor, operationTarget } from "#lib/operations/access.ts";
import { command } from "#lib/operations/command.ts";
import { restoreInput } from "#lib/operations/input-record.ts";
import { mayCancel } from "#lib/operations/may-cancel.ts";
import { recordChange } from "#lib/operations/record.ts";
import type { FindHandler } from "#lib/operations/run.ts";
import { ChangedOperation, OperationInput } from "#lib/operations/schema.ts";
import { moveOperation, type OperationRow } from "#lib/operations/store.ts";
import { refOf } from "#lib/operations/view.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { enqueueOperation } from "#lib/platform/jobs/enqueue.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * Takes an operation back. One that has not begun ends at once; one that runs, or waits for another attempt, stops at
 * its next step and undoes what it did.
 */
export const cancelOperation = (findHandler: FindHandler) =>
  command({
    name: "operation.cancel",
    http: "POST /api/operations/:operationId/cancel",
    alsoAt: ["POST /api/protection/cancel"],
    summary: "Cancel an operation",
    input: OperationInput,
    output: ChangedOperation,
    async facts(tx, { operationId }, actor) {
      const { operation, access } = await operationFor(tx, actor, operationId);
      return { target: operationTarget(operation), access };
    },
    async apply(tx, { input, actor, platform }) {
      const { operation, access } = await operationFor(tx, actor, input.operationId, { lock: true });
      if (!mayCancel(actor, operation, access)) throw forbidden("Cancelling needs write access here.");
      const hasBegun =
        operation.state === "running" || (operation.state === "queued" && operation.attempt > 0);
      const row = hasBegun
        ? await askToStop(tx, operation, actor)
        : await endAtOnce(tx, platform, findHandler, operation, actor);
      return { operation: refOf(row) };
    },
  });

async function askToStop(tx: Tx, operation: OperationRow, actor: Actor): Promise<OperationRow> {
  const row = await moveOperation(tx, operation.id, ["running", "queued"], { isCancelAsked: true });
  if (!row) return operation;
  recordChange(tx, row, { what: "cancel_asked", actor });
  // The attempt that was to come is made now: it undoes what the earlier ones did.
  if (row.state === "queued") {
    await enqueueOperation(tx, { operationId: row.id, workKey: row.workKey ?? row.id });
  }
  return row;
}

async function endAtOnce(
  tx: Tx,
  platform: Platform,
  findHandler: FindHandler,
  operation: OperationRow,
  actor: Actor,
): Promise<OperationRow> {
  const change = { state: "cancelled", endedAt: sql`now()` } as const;
  const row = await moveOperation(tx, operation.id, ["held", "queued"], change);
  if (!row) {
    throw conflict(`This operation is ${operation.state}; it has ended.`, { state: operation.state });
  }
  recordChange(tx, row, { what: "cancelled", actor });
  // What was queued has begun its rows; what was held has not.
  const failed = operation.state === "queued" ? findHandler(operation.command)?.failed : undefined;
  await failed?.(tx, {
    input: restoreInput(platform.masterKey, operation),
    operationId: operation.id,
    targetId: operation.targetId,
    message: "It was cancelled on request.",
    isCancelled: true,
    isUntried: true,
  });
  return row;
}
