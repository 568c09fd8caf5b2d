import { sql } from "drizzle-orm";
import { AppError, toErrorBody } from "#lib/kernel/errors.ts";
import { restoreInput } from "#lib/operations/input-record.ts";
import { directOwner } from "#lib/operations/new-operation.ts";
import { recordChange } from "#lib/operations/record.ts";
import type { FindHandler } from "#lib/operations/run.ts";
import {
  isLeaseOver,
  listAbandoned,
  markNotUndone,
  moveOperation,
  type OperationRow,
} from "#lib/operations/store.ts";
import { currentActor } from "#lib/operations/stored-actor.ts";
import { transact } from "#lib/platform/db/transact.ts";
import { enqueueOperation } from "#lib/platform/jobs/enqueue.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * Takes up what a dead process left: a running operation whose lease lapsed is queued again and goes on behind its
 * last finished step; one that a door ran while its caller waited ends as failed, for nobody waits any more and its
 * input may be gone. A queued one whose job was lost gets a new one.
 */
export async function recoverAbandoned(platform: Platform, findHandler: FindHandler): Promise<number> {
  const abandoned = await listAbandoned(platform.database.orm);
  for (const operation of abandoned) {
    try {
      if (operation.state === "queued") await requeueLost(platform, operation);
      else await recoverRunning(platform, findHandler, operation);
    } catch (error) {
      // One that cannot be taken up must not keep the others waiting.
      platform.log.error({ err: error, operationId: operation.id }, "an operation could not be taken up");
    }
  }
  return abandoned.length;
}

const requeueLost = (platform: Platform, operation: OperationRow): Promise<void> =>
  transact(platform.database, (tx) => enqueueOperation(tx, jobOf(operation)));

async function recoverRunning(
  platform: Platform,
  findHandler: FindHandler,
  operation: OperationRow,
): Promise<void> {
  const handler = findHandler(operation.command);
  const attemptsMax = handler?.command.work?.attemptsMax ?? 1;
  const isDirect = operation.leaseOwner === directOwner;
  const isOver = isDirect || operation.attempt >= attemptsMax;
  await transact(platform.database, async (tx) => {
    const message = isDirect
      ? "The server stopped in the middle of it. Look whether it has happened before you try again."
      : `The server stopped in the middle of it, in the last of ${attemptsMax} attempts.`;
    const error = { ...toErrorBody(new AppError("SERVICE_UNAVAILABLE", message)) };
    const change = isOver
      ? ({ state: "failed", error, progress: null, leaseUntil: null, endedAt: sql`now()` } as const)
      : ({ state: "queued", leaseUntil: null } as const);
    const row = await moveOperation(tx, operation.id, ["running"], change, isLeaseOver);
    if (!row) return;
    recordChange(tx, row, {
      what: row.state,
      actor: await currentActor(tx, row),
      details: { recovered: true },
    });
    if (!isOver) return enqueueOperation(tx, jobOf(operation));
    await markNotUndone(tx, operation.id);
    // Of one that a door ran no more is kept than what may be shown.
    const input = isDirect ? operation.input : restoreInput(platform.masterKey, operation);
    const { id: operationId, targetId } = operation;
    await handler?.failed?.(tx, {
      input,
      operationId,
      targetId,
      message,
      isCancelled: false,
      isUntried: false,
    });
  });
}

const jobOf = (operation: OperationRow) => ({
  operationId: operation.id,
  workKey: operation.workKey ?? operation.id,
});
