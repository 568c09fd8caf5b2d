import { and, desc, eq, inArray } from "drizzle-orm";
import { operations } from "#drizzle/schema/operations.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** The newest rotation that is not over. */
export async function findRotation(tx: Tx): Promise<string | null> {
  const isRotation = eq(operations.command, "master-key.rotate");
  const [row] = await tx
    .select({ id: operations.id })
    .from(operations)
    .where(and(isRotation, inArray(operations.state, ["held", "queued", "running"])))
    .orderBy(desc(operations.createdAt))
    .limit(1);
  return row?.id ?? null;
}
