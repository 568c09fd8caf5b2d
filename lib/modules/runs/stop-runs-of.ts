import { askToAbortRunsOf } from "#lib/modules/runs/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Stops the agents that work for a person who may not come in any more; what they did so far stays on their cards. */
export const stopRunsOf = (tx: Tx, userId: string, reason: string): Promise<void> =>
  askToAbortRunsOf(tx, userId, reason);
