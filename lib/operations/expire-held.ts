import { sql } from "drizzle-orm";
import { recordChange } from "#lib/operations/record.ts";
import { isExpired, listExpired, moveOperation } from "#lib/operations/store.ts";
import { currentActor } from "#lib/operations/stored-actor.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Ends what was held for too long without an answer, by the database's clock; returns how many. */
export async function expireHeld(platform: Platform): Promise<number> {
  const expired = await listExpired(platform.database.orm);
  for (const { id } of expired) {
    await transact(platform.database, async (tx) => {
      const change = { state: "expired", endedAt: sql`now()` } as const;
      const row = await moveOperation(tx, id, ["held"], change, isExpired);
      if (row) recordChange(tx, row, { what: "expired", actor: await currentActor(tx, row) });
    });
  }
  return expired.length;
}
