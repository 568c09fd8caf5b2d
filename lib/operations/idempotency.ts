import { and, eq, sql } from "drizzle-orm";
import { idempotencyKeys } from "#drizzle/schema/operations.ts";
import { conflict } from "#lib/kernel/errors.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export interface IdempotencyClaim {
  owner: string;
  key: string;
  command: string;
  inputHash: string;
}

/** What a key has led to: the operation, and what it was answered with at once. */
export interface Remembered {
  operationId: string;
  result: unknown;
}

/**
 * Claims a key for this request. Null: it is new, and `rememberAnswer` must follow in the same transaction. Else what
 * the first request led to; a second one that comes while the first is under way waits for it here. The same key
 * with another command or input is a CONFLICT.
 */
export async function claimKey(tx: Tx, claim: IdempotencyClaim): Promise<Remembered | null> {
  const isOurs = and(eq(idempotencyKeys.owner, claim.owner), eq(idempotencyKeys.key, claim.key));
  await tx
    .delete(idempotencyKeys)
    .where(and(isOurs, sql`${idempotencyKeys.createdAt} < now() - interval '24 hours'`));
  const inserted = await tx.insert(idempotencyKeys).values(claim).onConflictDoNothing().returning();
  if (inserted.length > 0) return null;
  const [row] = await tx.select().from(idempotencyKeys).where(isOurs);
  if (!row || row.command !== claim.command || row.inputHash !== claim.inputHash) {
    throw conflict("This idempotency key was used for another request. Use a new key for a new request.");
  }
  const answer = row.answer as { operationId?: unknown; result?: unknown } | null;
  if (typeof answer?.operationId !== "string")
    throw conflict("The first request with this key has no answer.");
  return { operationId: answer.operationId, result: answer.result };
}

export async function rememberAnswer(tx: Tx, claim: IdempotencyClaim, answer: Remembered): Promise<void> {
  await tx
    .update(idempotencyKeys)
    .set({ answer: { ...answer } })
    .where(and(eq(idempotencyKeys.owner, claim.owner), eq(idempotencyKeys.key, claim.key)));
}
