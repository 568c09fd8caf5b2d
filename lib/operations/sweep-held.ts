import { sql } from "drizzle-orm";
import type { Need } from "#lib/kernel/answer.ts";
import type { FindCommand } from "#lib/operations/command.ts";
import { lookAgain } from "#lib/operations/look-again.ts";
import { recordChange } from "#lib/operations/record.ts";
import { releaseHeld } from "#lib/operations/release-held.ts";
import {
  isExpired,
  listCooled,
  listExpired,
  lockOperation,
  moveOperation,
  type OperationRow,
} from "#lib/operations/store.ts";
import { currentActor } from "#lib/operations/stored-actor.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Ends what was held for too long without an answer, by the database's clock; returns how many. */
export async function expireHeld(platform: Platform): Promise<number> {
  const expired = await listExpired(platform.database.orm);
  for (const { id } of expired) {
    // One that cannot be ended must not keep the others from it, or from what is swept behind them.
    await expireOne(platform, id).catch((error: unknown) =>
      platform.log.warn({ err: error, operationId: id }, "a held operation could not be expired"),
    );
  }
  return expired.length;
}

const expireOne = (platform: Platform, id: string): Promise<void> =>
  transact(platform.database, async (tx) => {
    const change = { state: "expired", endedAt: sql`now()` } as const;
    const row = await moveOperation(tx, id, ["held"], change, isExpired);
    if (row) recordChange(tx, row, { what: "expired", actor: await currentActor(tx, row) });
  });

/**
 * Tells once of each held operation that its cooldown is over, and lets those run that waited for nothing else.
 * Returns how many there were.
 */
export async function releaseCooled(platform: Platform, findCommand: FindCommand): Promise<number> {
  const cooled = await listCooled(platform.database.orm);
  for (const operation of cooled) {
    // One that cannot be released must not keep the others from it.
    await releaseOne(platform, findCommand, operation).catch((error: unknown) =>
      platform.log.warn(
        { err: error, operationId: operation.id },
        "a cooldown that is over could not be told",
      ),
    );
  }
  return cooled.length;
}

async function releaseOne(
  platform: Platform,
  findCommand: FindCommand,
  operation: OperationRow,
): Promise<void> {
  const waitsForNothing = isAllGiven(operation);
  const seen = waitsForNothing ? await lookAgain(platform, findCommand, operation) : undefined;
  await transact(platform.database, async (tx) => {
    if ((await lockOperation(tx, operation.id))?.state !== "held") return;
    const row = await moveOperation(tx, operation.id, ["held"], { cooledAt: sql`now()` });
    if (!row) return;
    recordChange(tx, row, { what: "cooled", actor: await currentActor(tx, row) });
    if (waitsForNothing) await releaseHeld(tx, platform, findCommand, operation.id, seen);
  });
}

const isAllGiven = ({ needs }: OperationRow): boolean =>
  (needs as Need[]).every(({ met, requirement }) => met || requirement.startsWith("cooldown"));
