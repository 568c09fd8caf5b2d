import { sql } from "drizzle-orm";
import type { Failure } from "#lib/operations/failure.ts";
import type { Handler } from "#lib/operations/handler.ts";
import { leaseOf } from "#lib/operations/lease.ts";
import { recordChange } from "#lib/operations/record.ts";
import { moveOwnOperation, type OperationRow } from "#lib/operations/store.ts";
import { currentActor } from "#lib/operations/stored-actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { isDatabaseAway } from "#lib/platform/db/database-away.ts";
import { transact } from "#lib/platform/db/transact.ts";
import { enqueueOperation } from "#lib/platform/jobs/enqueue.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Tries again later: 1, 2, 4 … seconds, at most a minute. */
export async function requeue(platform: Platform, operation: OperationRow, failure: Failure): Promise<void> {
  const delayMs = Math.min(60_000, 1000 * 2 ** (operation.attempt - 1));
  await transact(platform.database, async (tx) => {
    const row = await moveOwnOperation(tx, leaseOf(operation), {
      state: "queued",
      leaseUntil: null,
      progress: { percent: null, text: `${failure.shown.message} Trying again in ${delayMs / 1000} s.` },
    });
    if (!row) return;
    recordChange(tx, row, {
      what: "queued",
      actor: await currentActor(tx, row),
      details: { error: failure.shown },
    });
    await enqueueOperation(tx, { operationId: row.id, workKey: row.workKey ?? row.id, delayMs });
  });
}

/** Ends an attempt for good: the operation, and through its handler what that means for the command's own rows. */
export async function endFailed(
  platform: Platform,
  operation: OperationRow,
  handler: Handler | undefined,
  failure: Failure,
  ended: { input: unknown; isCancelled: boolean } = { input: null, isCancelled: false },
): Promise<void> {
  const end = async (tx: Tx, follow: Handler["failed"]) => {
    const state = ended.isCancelled ? "cancelled" : "failed";
    const row = await moveOwnOperation(tx, leaseOf(operation), {
      state,
      error: { ...failure.shown },
      progress: null,
      leaseUntil: null,
      endedAt: sql`now()`,
    });
    if (!row) return;
    recordChange(tx, row, {
      what: state,
      actor: await currentActor(tx, row),
      details: { error: failure.shown },
    });
    const { id: operationId, targetId } = operation;
    const { message } = failure.shown;
    await follow?.(tx, { ...ended, operationId, targetId, message, isUntried: false });
  };
  try {
    await transact(platform.database, (tx) => end(tx, handler?.failed));
  } catch (error) {
    if (!handler?.failed || isDatabaseAway(error)) throw error;
    // An operation ends even where its command cannot say what that means for its own rows.
    platform.log.error({ err: error, operationId: operation.id }, "the end of an operation was not followed");
    await transact(platform.database, (tx) => end(tx, undefined));
  }
}
