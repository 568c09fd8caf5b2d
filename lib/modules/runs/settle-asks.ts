import { closeInteraction, listOpenAsks, writeRunEvents } from "#lib/modules/runs/store.ts";
import { askEvent } from "#lib/modules/runs/tell.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Nobody waits for the answers to a run's open asks any more. */
export async function settleAsks(tx: Tx, runId: string): Promise<void> {
  for (const open of await listOpenAsks(tx, runId)) {
    const settled = await closeInteraction(tx, open.id, { state: "settled" });
    if (settled) await writeRunEvents(tx, runId, [askEvent(settled, null)]);
  }
}
