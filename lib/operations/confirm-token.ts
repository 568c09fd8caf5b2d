import { and, eq, isNull, sql } from "drizzle-orm";
import { confirmTokens } from "#drizzle/schema/operations.ts";
import type { ConfirmToken } from "#lib/kernel/answer.ts";
import { conflict } from "#lib/kernel/errors.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import { hashToken, newToken } from "#lib/platform/auth/tokens.ts";
import type { Tx } from "#lib/platform/db/database.ts";

const validity = sql`now() + interval '10 minutes'`;

/** A token good for one confirmation of this operation by this person, for 10 minutes; only its hash is kept. */
export async function createConfirmToken(
  tx: Tx,
  operation: OperationRow,
  confirmerId: string,
): Promise<ConfirmToken> {
  const token = newToken();
  const { id: operationId, inputHash } = operation;
  const [row] = await tx
    .insert(confirmTokens)
    .values({ tokenHash: hashToken(token), operationId, confirmerId, inputHash, expiresAt: validity })
    .returning({ expiresAt: confirmTokens.expiresAt });
  if (!row) throw new Error("The confirm token was not written.");
  return { token, expiresAt: row.expiresAt.toISOString() };
}

/** The operation that a token was made for, used or not; null for a token that nobody was given. */
export async function findTokenOperation(tx: Tx, token: string): Promise<string | null> {
  const [row] = await tx
    .select({ operationId: confirmTokens.operationId })
    .from(confirmTokens)
    .where(eq(confirmTokens.tokenHash, hashToken(token)));
  return row?.operationId ?? null;
}

/** Uses a token up; of many at once exactly one gets the operation's id, the others a CONFLICT. */
export async function spendConfirmToken(tx: Tx, token: string, confirmerId: string): Promise<string> {
  const [used] = await tx
    .update(confirmTokens)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(confirmTokens.tokenHash, hashToken(token)),
        eq(confirmTokens.confirmerId, confirmerId),
        sql`${confirmTokens.usedAt} is null`,
        sql`${confirmTokens.expiresAt} > now()`,
        sql`${confirmTokens.inputHash} = (select input_hash from operations where id = ${confirmTokens.operationId})`,
      ),
    )
    .returning({ operationId: confirmTokens.operationId });
  if (!used) {
    throw conflict(
      "This confirm token was used, has lapsed or is not yours. Ask for a new one at the operation.",
    );
  }
  return used.operationId;
}

/** The tokens of an operation that were given and not used; who holds one has seen what is no longer so. */
export async function lapseConfirmTokens(tx: Tx, operationId: string): Promise<void> {
  await tx
    .update(confirmTokens)
    .set({ expiresAt: sql`now()` })
    .where(and(eq(confirmTokens.operationId, operationId), isNull(confirmTokens.usedAt)));
}
