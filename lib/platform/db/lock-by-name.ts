import { sql } from "drizzle-orm";
import type { Tx } from "#lib/platform/db/database.ts";

/**
 * Takes turns over something that is no row: until the transaction ends, nobody else passes here with the same name.
 * Names begin with what they guard (`terminals:<workspace id>`), so that two modules never wait for each other.
 */
export async function lockByName(tx: Tx, name: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}
