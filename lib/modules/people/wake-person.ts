import { listLiveKeys } from "#lib/modules/people/store.ts";
import { wakeStanding } from "#lib/platform/auth/standing.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Makes all that is open for a person and for their keys ask again, once this commits, whether it may stay open. */
export async function wakePerson(tx: Tx, userId: string): Promise<void> {
  wakeStanding(tx, userId);
  for (const { id } of await listLiveKeys(tx, userId)) wakeStanding(tx, id);
}
