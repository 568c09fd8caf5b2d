/**
 * Runs one operation to its end. The row is the truth: claimed by compare-and-swap, leased by the database's clock,
 * every write carries the attempt, so that a worker that was asleep cannot finish what another took over. Each
 * outside call is a step on record; after a crash the work goes on behind the last one that finished.
 */
import { sql } from "drizzle-orm";
import { AppError } from "#lib/kernel/errors.ts";
import { askAgain } from "#lib/operations/ask-again.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import { endFailed, requeue } from "#lib/operations/end-attempt.ts";
import { describeFailure } from "#lib/operations/failure.ts";
import type { Handler } from "#lib/operations/handler.ts";
import { readInput } from "#lib/operations/input-record.ts";
import { fingerprintOf, judge } from "#lib/operations/judge.ts";
import { keepLease, type Lease, leaseOf, takenOver } from "#lib/operations/lease.ts";
import { createLogWriter } from "#lib/operations/log-writer.ts";
import { prepareFacts } from "#lib/operations/prepare-facts.ts";
import { recordChange } from "#lib/operations/record.ts";
import { createSteps } from "#lib/operations/steps.ts";
import {
  findOperation,
  leaseEnd,
  listConsents,
  listSteps,
  moveOperation,
  moveOwnOperation,
  type OperationRow,
} from "#lib/operations/store.ts";
import { currentActor } from "#lib/operations/stored-actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

export type FindHandler = (commandName: string) => Handler | undefined;

/** Claims a queued operation for `owner` and runs it; does nothing when there is nothing to claim. */
export async function runQueued(
  platform: Platform,
  findHandler: FindHandler,
  operationId: string,
  owner: string,
): Promise<void> {
  const claimed = await transact(platform.database, async (tx) => {
    const row = await moveOperation(tx, operationId, ["queued"], {
      state: "running",
      attempt: sql`attempt + 1`,
      leaseOwner: owner,
      leaseUntil: leaseEnd,
      startedAt: sql`coalesce(started_at, now())`,
    });
    if (row) recordChange(tx, row, { what: "running", actor: await currentActor(tx, row) });
    return row;
  });
  if (!claimed) return;
  const handler = findHandler(claimed.command);
  if (!handler) {
    const message = `This server does not know the command ${claimed.command}.`;
    await endFailed(platform, claimed, undefined, describeFailure(new AppError("INTERNAL_ERROR", message)));
    return;
  }
  let input: unknown;
  try {
    input = readInput(platform.masterKey, handler.command, claimed);
  } catch (cause) {
    platform.log.warn({ err: cause, operationId }, "the input of an operation could not be read");
    const left = { input: claimed.input, isCancelled: false };
    await endFailed(platform, claimed, handler, describeFailure(cause), left);
    return;
  }
  await runLeased(platform, handler, claimed, input);
}

/** Runs an operation that is already leased to this process; gives the row as it ended. */
export async function runLeased(
  platform: Platform,
  handler: Handler,
  operation: OperationRow,
  input: unknown,
): Promise<OperationRow> {
  const lease = keepLease(platform, operation, handler.command.work?.timeoutMs ?? 60_000);
  const log = createLogWriter(platform, operation.id);
  const steps = createSteps(platform, operation, lease);
  const attempt: Attempt = { platform, handler, operation, input, lease, log, steps };
  try {
    const facts = await reload(attempt);
    if (facts) await work(attempt, facts);
  } catch (error) {
    await endAttempt(attempt, error).catch(async (cause: unknown) => {
      // Taken over in the middle of it: the rest is the other's to do.
      if (await lease.confirm()) throw cause;
    });
  } finally {
    lease.release();
    await log.flush();
  }
  return reread(platform, operation);
}

interface Attempt {
  platform: Platform;
  handler: Handler;
  operation: OperationRow;
  input: unknown;
  lease: Lease;
  log: ReturnType<typeof createLogWriter>;
  steps: ReturnType<typeof createSteps>;
}

/** After a failure: tries again later, or undoes what was done and ends the operation. */
async function endAttempt(attempt: Attempt, error: unknown): Promise<void> {
  const { platform, handler, operation, input, lease, log, steps } = attempt;
  const failure = describeFailure(lease.reason() ?? error);
  log.write(failure.shown.message);
  if (failure.shown.status >= 500)
    platform.log.warn({ err: error, operationId: operation.id }, "work failed");
  // Asked of the database: a worker that slept does not know yet, and must neither undo nor end what it lost.
  if (!(await lease.confirm())) return;
  if (failure.isRetryable && !lease.isCancelled() && mayRetry(handler.command, operation)) {
    await requeue(platform, operation, failure);
  } else {
    await steps.undoAll();
    await endFailed(platform, operation, handler, failure, { input, isCancelled: lease.isCancelled() });
  }
}

type Facts = Awaited<ReturnType<AnyCommand["facts"]>>;

async function work(attempt: Attempt, facts: Facts): Promise<void> {
  const { platform, handler, operation, input, lease, log, steps } = attempt;
  let isClosed = false;
  const actor = await currentActor(platform.database.orm, operation);
  const running = handler.run({
    input,
    facts,
    actor,
    operationId: operation.id,
    platform,
    signal: lease.signal,
    log: log.write,
    progress: lease.progress,
    step: steps.step,
    async close<Result>(write: (tx: Tx) => Promise<Result>): Promise<Result> {
      await log.flush();
      const result = await transact(platform.database, async (tx) => {
        const value = await write(tx);
        const change = {
          state: "succeeded",
          result: value ?? null,
          progress: null,
          endedAt: sql`now()`,
        } as const;
        const row = await moveOwnOperation(tx, lease.of, { ...change, leaseUntil: null });
        if (!row) throw takenOver();
        recordChange(tx, row, { what: "succeeded", actor });
        return value;
      });
      isClosed = true;
      return result;
    },
  });
  const late = overdue(handler, lease.signal);
  try {
    await Promise.race([running, late.failure]);
  } finally {
    clearTimeout(late.timer);
  }
  if (!isClosed) throw new Error(`The handler of ${operation.command} ended without closing.`);
}

/** How long work may go on after its time is up, for one that does not listen to its signal. */
const graceMs = 5_000;

/** Fails when the work has not ended in its time; a later write of it is refused, the operation being over. */
function overdue({ command }: Handler, signal: AbortSignal) {
  const { promise: failure, reject } = Promise.withResolvers<never>();
  const fail = () => reject(signal.reason ?? new Error("The work did not end."));
  const timer = setTimeout(fail, (command.work?.timeoutMs ?? 60_000) + graceMs);
  return { failure, timer };
}

/** Loads the facts anew and asks the decision again; null when the operation waits for consent again. */
async function reload({ platform, handler, operation, input }: Attempt) {
  const { command } = handler;
  const asker = await currentActor(platform.database.orm, operation);
  const seen = await prepareFacts(platform, command, input, asker);
  return transact(platform.database, async (tx) => {
    const actor = await currentActor(tx, operation);
    const facts = await command.facts(tx, input, actor, seen, operation.id);
    const consents = await listConsents(tx, operation.id);
    const decision = await judge(tx, { command, actor, facts, consents });
    const isUnchanged =
      consents.length === 0 ||
      fingerprintOf(facts) === operation.fingerprint ||
      // What an earlier attempt has begun changes the facts itself.
      (operation.attempt > 1 && (await listSteps(tx, operation.id)).length > 0);
    if (decision.verdict === "deny")
      throw new AppError("FORBIDDEN", decision.missing.map((need) => need.how).join(" "));
    if (decision.verdict === "allow" && isUnchanged) return facts;
    // What the approver saw is no longer what would happen: nothing is done, and they are asked again.
    const change = await askAgain(tx, operation, { command, actor, facts });
    const held = {
      ...change,
      state: "held",
      heldAt: sql`coalesce(held_at, now())`,
      leaseUntil: null,
    } as const;
    const row = await moveOwnOperation(tx, leaseOf(operation), held);
    if (!row) return null;
    recordChange(tx, row, { what: "consents_lapsed", actor });
    await handler.failed?.(tx, {
      input,
      operationId: operation.id,
      targetId: operation.targetId,
      message: "It was put on hold again: what was agreed to had changed.",
      isCancelled: false,
      isUntried: (await listSteps(tx, operation.id)).length === 0,
    });
    return null;
  });
}

const mayRetry = (command: AnyCommand, operation: OperationRow): boolean =>
  command.work !== undefined && !command.work.isDirect && operation.attempt < command.work.attemptsMax;

async function reread(platform: Platform, operation: OperationRow): Promise<OperationRow> {
  return (await findOperation(platform.database.orm, operation.id)) ?? operation;
}
