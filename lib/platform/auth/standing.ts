import type { Tx } from "#lib/platform/db/database.ts";
import { wake } from "#lib/platform/db/transact.ts";

/** What those wait for (`EventHub.onWake`) who keep something open for a person, a key or a run. */
export const standingKey = (actorId: string): string => `standing ${actorId}`;

/** Makes all that is open for this person, key or run ask again, once this commits, whether it may stay open. */
export const wakeStanding = (tx: Tx, actorId: string): void => wake(tx, standingKey(actorId));
