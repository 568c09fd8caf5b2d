import { deleteTerminalRows } from "#lib/modules/terminals/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Removes the rows of terminals that have ended, inside `transact`, and tells every screen. */
export async function endTerminals(tx: Tx, projectId: string, ids: readonly string[]): Promise<void> {
  for (const id of await deleteTerminalRows(tx, ids)) {
    publish(tx, { topic: "terminals", name: "terminal.closed", subjectId: id, projectId });
  }
}
