import { sql } from "drizzle-orm";
import { AppError, conflict, toErrorBody } from "#lib/kernel/errors.ts";
import type { AnyCommand, FindCommand } from "#lib/operations/command.ts";
import { readInput } from "#lib/operations/input-record.ts";
import { prepareFacts } from "#lib/operations/prepare-facts.ts";
import { recordChange } from "#lib/operations/record.ts";
import { moveOperation, type OperationRow } from "#lib/operations/store.ts";
import { currentActor } from "#lib/operations/stored-actor.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** The command of a held operation and its input; throws a CONFLICT where this version does not know them any more. */
export function readHeld(
  platform: Platform,
  findCommand: FindCommand,
  operation: OperationRow,
): { command: AnyCommand; input: unknown } {
  const command = findCommand(operation.command);
  if (!command) throw conflict("This version of the server no longer knows what was asked for.");
  return { command, input: readInput(platform.masterKey, command, operation) };
}

/**
 * Lets the command of a held operation look at the outside before somebody consents to it; gives what it saw. One that
 * this version of the server can no longer read ends as failed and says so: nobody can consent to it any more.
 */
export async function lookAgain(
  platform: Platform,
  findCommand: FindCommand,
  operation: OperationRow,
): Promise<unknown> {
  try {
    const { command, input } = readHeld(platform, findCommand, operation);
    const asker = await currentActor(platform.database.orm, operation);
    return await prepareFacts(platform, command, input, asker);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await endUnreadable(platform, operation, error);
    return undefined;
  }
}

const endUnreadable = (platform: Platform, { id }: OperationRow, error: AppError): Promise<void> =>
  transact(platform.database, async (tx) => {
    const change = { state: "failed", error: { ...toErrorBody(error) }, endedAt: sql`now()` } as const;
    const row = await moveOperation(tx, id, ["held"], change);
    if (row) recordChange(tx, row, { what: "failed", actor: await currentActor(tx, row) });
  });
