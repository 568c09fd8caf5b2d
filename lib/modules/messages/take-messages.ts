import { countWaiting, type MessageRow, sendWaiting } from "#lib/modules/messages/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** For the supervisor of a run, inside the transaction that writes down what the agent is told next. */

export const hasMessages = async (tx: Tx, runId: string): Promise<boolean> =>
  (await countWaiting(tx, runId)) > 0;

/** Each message is given out once: from now on it counts as told. Oldest first. */
export const takeMessages = (tx: Tx, runId: string): Promise<MessageRow[]> => sendWaiting(tx, runId);
