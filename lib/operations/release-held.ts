import { sql } from "drizzle-orm";
import { conflict } from "#lib/kernel/errors.ts";
import type { FindCommand } from "#lib/operations/command.ts";
import { restoreInput } from "#lib/operations/input-record.ts";
import { denialError, fingerprintOf, judge } from "#lib/operations/judge.ts";
import { recordChange } from "#lib/operations/record.ts";
import {
  databaseNow,
  findOperation,
  lapseConsents,
  listConsents,
  moveOperation,
  type OperationChange,
  type OperationRow,
} from "#lib/operations/store.ts";
import { currentActor } from "#lib/operations/stored-actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { enqueueOperation } from "#lib/platform/jobs/enqueue.ts";
import type { Platform } from "#lib/platform/platform.ts";

/**
 * Decides a held operation again, with fresh facts and the consents it has by now, in the transaction of the last of
 * them: queues or applies it, keeps it held with what is still missing, or ends it when the asker lost the right.
 */
export async function releaseHeld(
  tx: Tx,
  platform: Platform,
  findCommand: FindCommand,
  operationId: string,
): Promise<OperationRow> {
  const operation = await findOperation(tx, operationId);
  const command = operation && findCommand(operation.command);
  if (!operation || !command) throw conflict("This server no longer knows what was asked for.");
  const input = command.input.parse(restoreInput(platform.masterKey, operation));
  const actor = await currentActor(tx, operation);
  const facts = await command.facts(tx, input, actor);
  const consents = await listConsents(tx, operationId);
  const decision = judge({ command, actor, facts, consents, now: await databaseNow(tx) });

  const move = async (change: OperationChange) => {
    const row = await moveOperation(tx, operationId, ["held"], change);
    if (!row) throw conflict("Somebody else was faster; look at the operation again.");
    return row;
  };

  if (decision.verdict === "deny") {
    await lapseConsents(tx, operationId);
    const needs = decision.missing.map((need) => ({ ...need }));
    if (decision.because === "facts") return move({ needs });
    const { type, publicMessage: message, details } = denialError(decision);
    const row = await move({
      state: "denied",
      needs,
      error: { type, message, status: 403, details },
      endedAt: sql`now()`,
    });
    recordChange(tx, row, { what: "denied", actor });
    return row;
  }
  if (decision.verdict === "hold") {
    const { typedName, notBefore, expiresAt } = decision;
    return move({ needs: decision.needs.map((need) => ({ ...need })), typedName, notBefore, expiresAt });
  }
  const fingerprint = fingerprintOf(facts);
  const needs = operation.needs.map((need) => ({ ...need, met: true }));
  if (command.apply) {
    const row = await move({
      state: "succeeded",
      needs,
      fingerprint,
      startedAt: sql`now()`,
      endedAt: sql`now()`,
    });
    const { reason } = operation;
    const result = await command.apply(tx, { input, facts, actor, reason, operationId, platform });
    recordChange(tx, row, { what: "succeeded", actor });
    return (await moveOperation(tx, operationId, ["succeeded"], { result })) ?? row;
  }
  const row = await move({ state: "queued", needs, fingerprint });
  if (command.begin)
    await command.begin(tx, { input, facts, actor, reason: operation.reason, operationId, platform });
  recordChange(tx, row, { what: "queued", actor });
  await enqueueOperation(tx, { operationId, workKey: row.workKey ?? row.id });
  return row;
}
