/**
 * The one way in. Every door calls `submit`; scope check, decision, operation, job, audit and event commit together
 * or not at all. It answers and does not throw for what a caller can cause: a refusal is an answer too.
 */
import { z } from "zod";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { AppError, invalid } from "#lib/kernel/errors.ts";
import { Description } from "#lib/kernel/text.ts";
import { answerOf, failureAnswer, heldAnswer } from "#lib/operations/answers.ts";
import { hashOf } from "#lib/operations/canonical-json.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import { requireRoom } from "#lib/operations/held-room.ts";
import {
  claimKey,
  type IdempotencyClaim,
  type Remembered,
  rememberAnswer,
} from "#lib/operations/idempotency.ts";
import { recordResult } from "#lib/operations/input-record.ts";
import { denialError, judge } from "#lib/operations/judge.ts";
import { type CommandRequest, type JudgedRequest, recordOperation } from "#lib/operations/new-operation.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import { prepareFacts } from "#lib/operations/prepare-facts.ts";
import { recordChange } from "#lib/operations/record.ts";
import { findOperation, moveOperation, type OperationRow } from "#lib/operations/store.ts";
import { refOf } from "#lib/operations/view.ts";
import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import { enqueueOperation } from "#lib/platform/jobs/enqueue.ts";
import type { Platform } from "#lib/platform/platform.ts";

export interface Submission {
  actor: Actor;
  origin: RequestOrigin;
  idempotencyKey?: string | null;
  reason?: string | null;
}

/** Runs an operation that is leased to this process to its end, with the input at hand (run.ts). */
export type DirectRunner = (
  command: AnyCommand,
  operation: OperationRow,
  input: unknown,
) => Promise<OperationRow>;

/** The answer, or an operation that this process is to run at once. */
type Outcome = { answer: CommandAnswer } | { runsNow: OperationRow };

export async function submit(
  platform: Platform,
  command: AnyCommand,
  rawInput: unknown,
  submission: Submission,
  runDirect: DirectRunner,
): Promise<CommandAnswer> {
  const { actor, origin } = submission;
  try {
    const input = parseInput(command.input, rawInput);
    const inputHash = hashOf({ command: command.name, input });
    const request = { actor, origin, reason: cleanReason(submission.reason), input, inputHash };
    const claim = claimOf(command, request, submission.idempotencyKey);
    const seen = await prepareFacts(platform, command, input, actor);
    const outcome = await transact(platform.database, (tx) =>
      receive(platform, tx, { command, request, claim, seen }),
    );
    if ("answer" in outcome) return outcome.answer;
    return answerOf(await runDirect(command, outcome.runsNow, input), null);
  } catch (error) {
    return failureAnswer(platform, error, origin.requestId);
  }
}

interface Receipt {
  command: AnyCommand;
  request: CommandRequest;
  claim: IdempotencyClaim | null;
  /** What the command saw of the outside. */
  seen: unknown;
}

async function receive(
  platform: Platform,
  tx: Tx,
  { command, request, claim, seen }: Receipt,
): Promise<Outcome> {
  const earlier = claim && (await claimKey(tx, claim));
  if (earlier) return { answer: await repeatAnswer(tx, earlier, command, request) };

  const facts = await command.facts(tx, request.input, request.actor, seen);
  const decision = await judge(tx, { command, actor: request.actor, facts, consents: [] });
  if (decision.verdict === "hold") await requireRoom(tx, request.actor);
  const judged = { command, request, facts, decision };
  const operation = await recordOperation(tx, platform.masterKey, judged);
  recordChange(tx, operation, { what: operation.state, actor: request.actor, origin: request.origin });

  const outcome = await carryOut(platform, tx, judged, operation);
  if (claim) {
    const result = "answer" in outcome && "result" in outcome.answer ? outcome.answer.result : null;
    await rememberAnswer(tx, claim, {
      operationId: operation.id,
      result: recordResult(command, result),
    });
  }
  return outcome;
}

async function carryOut(
  platform: Platform,
  tx: Tx,
  { command, request, facts, decision }: JudgedRequest,
  operation: OperationRow,
): Promise<Outcome> {
  const { actor, origin, input, reason } = request;
  if (decision.verdict === "deny") {
    const { type, publicMessage: message, details } = denialError(decision);
    const error = { type, message, status: type === "FORBIDDEN" ? 403 : 409, details };
    return { answer: { outcome: "error", error, operation: refOf(operation), requestId: origin.requestId } };
  }
  if (decision.verdict === "hold") return { answer: await heldAnswer(tx, operation, actor, facts.access) };
  const context = { input, facts, actor, reason, operationId: operation.id, platform };
  if (command.apply) {
    const result = await command.apply(tx, context);
    await moveOperation(tx, operation.id, ["succeeded"], { result: recordResult(command, result) });
    return { answer: { outcome: "done", result, operation: refOf(operation) } };
  }
  const result = command.begin ? await command.begin(tx, context) : null;
  if (command.work.isDirect) return { runsNow: operation };
  await enqueueOperation(tx, { operationId: operation.id, workKey: command.work.key(input) });
  return { answer: { outcome: "accepted", result, operation: refOf(operation) } };
}

/** What the first request with this key led to, as it stands now. */
async function repeatAnswer(
  tx: Tx,
  earlier: Remembered,
  command: AnyCommand,
  { input, actor }: CommandRequest,
): Promise<CommandAnswer> {
  const operation = await findOperation(tx, earlier.operationId);
  if (!operation) throw new AppError("CONFLICT", "The operation of this idempotency key is gone.");
  if (operation.state !== "held") return answerOf(operation, earlier.result);
  const facts = await command.facts(tx, input, actor);
  return heldAnswer(tx, operation, actor, facts.access);
}

function claimOf(command: AnyCommand, request: CommandRequest, key?: string | null): IdempotencyClaim | null {
  if (!key) return null;
  if (!/^[\x21-\x7e]{8,200}$/.test(key))
    throw invalid("Idempotency-Key", "8 to 200 visible ASCII characters");
  const owner = `${request.actor.kind}:${request.actor.id}`;
  return { owner, key, command: command.name, inputHash: request.inputHash };
}

const Reason = z.object({ reason: Description });

function cleanReason(reason?: string | null): string | null {
  const { reason: trimmed } = parseInput(Reason, { reason: reason ?? "" });
  return trimmed === "" ? null : trimmed;
}
