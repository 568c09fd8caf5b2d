import { sql } from "drizzle-orm";
import type { Need } from "#lib/kernel/answer.ts";
import { AppError, conflict, notFound, statusByErrorType } from "#lib/kernel/errors.ts";
import { askAgain, heldAs, stakesAs } from "#lib/operations/ask-again.ts";
import type { AnyCommand, ApplyContext, CommandFacts, FindCommand } from "#lib/operations/command.ts";
import { recordResult } from "#lib/operations/input-record.ts";
import { denialError, fingerprintOf, judge } from "#lib/operations/judge.ts";
import { readHeld } from "#lib/operations/look-again.ts";
import { recordChange } from "#lib/operations/record.ts";
import {
  findOperation,
  lapseConsents,
  listConsents,
  moveOperation,
  type OperationChange,
  type OperationRow,
} from "#lib/operations/store.ts";
import { currentActor } from "#lib/operations/stored-actor.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { enqueueOperation } from "#lib/platform/jobs/enqueue.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { factSentences } from "#lib/protection/rules.ts";

/**
 * Decides a held operation again, with fresh facts and the consents it has by now, in the transaction of the last of
 * them: queues or applies it, keeps it held with what is still missing, or ends it when the asker lost the right.
 * `seen` is what its command saw of the outside just before (look-again.ts).
 */
export async function releaseHeld(
  tx: Tx,
  platform: Platform,
  findCommand: FindCommand,
  operationId: string,
  seen: unknown,
): Promise<OperationRow> {
  const operation = await findOperation(tx, operationId);
  if (!operation) throw notFound("operation");
  const { command, input } = readHeld(platform, findCommand, operation);
  const actor = await currentActor(tx, operation);
  const facts = await factsOrLost(command.facts(tx, input, actor, seen));
  if (facts instanceof AppError) return endDenied(tx, operation, actor, facts);
  const consents = await listConsents(tx, operationId);
  const decision = await judge(tx, { command, actor, facts, consents });

  const move = async (change: OperationChange) => {
    const row = await moveOperation(tx, operationId, ["held"], change);
    if (!row) throw conflict("Somebody else was faster; look at the operation again.");
    return row;
  };

  if (decision.verdict === "deny") {
    await lapseConsents(tx, operationId);
    if (decision.because !== "facts") return endDenied(tx, operation, actor, denialError(decision));
    const row = await move(stillMissing(operation, decision.missing));
    recordChange(tx, row, { what: "consents_lapsed", actor });
    return row;
  }
  const fingerprint = fingerprintOf(facts);
  if (fingerprint !== operation.fingerprint) {
    // What the person saw is no longer what would happen: they are asked again, with what it is now.
    const row = await move(await askAgain(tx, operation, { command, actor, facts }));
    recordChange(tx, row, { what: "consents_lapsed", actor });
    return row;
  }
  if (decision.verdict === "hold") {
    const isBegun = consents.some(({ kind }) => kind === "confirmation");
    const held = heldAs(decision);
    // Who answers before the first confirmation gives nobody more time for it.
    return move({ ...held, ...stakesAs(facts), ...(!isBegun && { expiresAt: operation.expiresAt }) });
  }
  const { reason } = operation;
  const needs = operation.needs.map((need) => ({ ...need, met: true }));
  const at = sql`now()`;
  const row = await move(
    command.apply
      ? { state: "succeeded", needs, fingerprint, startedAt: at, endedAt: at }
      : { state: "queued", needs, fingerprint },
  );
  return letRun(tx, command, row, { input, facts, actor, reason, operationId, platform });
}

/** What is missing, and before that the consents anew: once it is there, a confirmation decides again. */
function stillMissing({ needs }: OperationRow, missing: readonly Need[]): OperationChange {
  const asked = (needs as Need[]).filter(({ requirement }) => !(requirement in factSentences));
  return {
    needs: [...missing, ...asked.map((need) => ({ ...need, met: false }))].map((need) => ({ ...need })),
    typedName: asked.some(({ requirement }) => requirement === "typed_name"),
    cooledAt: null,
  };
}

/** Applies what was released at once, or queues its work. The row has the whole result, what is shown once included. */
async function letRun(
  tx: Tx,
  command: AnyCommand,
  row: OperationRow,
  context: ApplyContext<unknown, CommandFacts>,
): Promise<OperationRow> {
  const { actor, operationId } = context;
  if (command.apply) {
    const result = await command.apply(tx, context);
    recordChange(tx, row, { what: "succeeded", actor });
    const kept = { result: recordResult(command, result) };
    return { ...((await moveOperation(tx, operationId, ["succeeded"], kept)) ?? row), result };
  }
  await command.begin?.(tx, context);
  recordChange(tx, row, { what: "queued", actor });
  await enqueueOperation(tx, { operationId, workKey: row.workKey ?? row.id });
  return row;
}

/** Brings what a held operation says up to what its command saw just now; what rested on something else lapses. */
export async function refreshHeld(
  tx: Tx,
  platform: Platform,
  findCommand: FindCommand,
  operation: OperationRow,
  seen: unknown,
): Promise<OperationRow> {
  const { command, input } = readHeld(platform, findCommand, operation);
  const actor = await currentActor(tx, operation);
  const facts = await factsOrLost(command.facts(tx, input, actor, seen));
  if (facts instanceof AppError) return operation;
  const isSame = fingerprintOf(facts) === operation.fingerprint;
  const given = isSame ? [] : await listConsents(tx, operation.id);
  const change = isSame ? stakesAs(facts) : await askAgain(tx, operation, { command, actor, facts });
  const row = await moveOperation(tx, operation.id, ["held"], change);
  if (row && given.length > 0) recordChange(tx, row, { what: "consents_lapsed", actor });
  return row ?? operation;
}

/** The facts, or why the asker may not even see the target any more. */
const factsOrLost = (loading: Promise<CommandFacts>): Promise<CommandFacts | AppError> =>
  loading.catch((error: unknown) => {
    if (error instanceof AppError && error.type === "NOT_FOUND") return error;
    throw error;
  });

async function endDenied(
  tx: Tx,
  operation: OperationRow,
  actor: Actor,
  { type, publicMessage: message, details }: AppError,
): Promise<OperationRow> {
  await lapseConsents(tx, operation.id);
  const error = { type, message, status: statusByErrorType[type], details };
  const change = { state: "denied", error, endedAt: sql`now()` } as const;
  const row = await moveOperation(tx, operation.id, ["held"], change);
  if (!row) throw conflict("Somebody else was faster; look at the operation again.");
  recordChange(tx, row, { what: "denied", actor });
  return row;
}
