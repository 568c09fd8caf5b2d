import { describeFailure } from "#lib/operations/failure.ts";
import type { Lease } from "#lib/operations/lease.ts";
import { createStepRecord } from "#lib/operations/step-record.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface Undoable {
  row: { position: number; name: string };
  undo: () => Promise<void>;
}

/**
 * The steps of one operation: done once each, on record, undone backwards when a later one fails for good.
 */
export function createSteps(platform: Platform, operation: OperationRow, lease: Lease) {
  const undos: Undoable[] = [];
  const passed = new Set<string>();
  const record = createStepRecord(platform, operation, lease);

  async function step<Result>(
    name: string,
    work: () => Promise<Result>,
    undo?: (result: Result) => Promise<void>,
  ): Promise<Result> {
    if (passed.has(name)) throw new Error(`Two steps of ${operation.command} have the name "${name}".`);
    const row = { position: await record.placeOf(name, passed), name };
    const remember = (result: Result) => {
      if (undo) undos.push({ row, undo: () => undo(result) });
    };
    const before = (await record.earlier()).get(name);
    if (before?.state === "succeeded") {
      passed.add(name);
      // JSON in, JSON out: a step's result is what its handler gave, by the contract of `step`.
      remember(before.result as Result);
      return before.result as Result;
    }
    // Behind the steps on record, so that a cancelled attempt has learnt how to undo them.
    lease.signal.throwIfAborted();
    passed.add(name);
    await record.mark({ ...row, state: "running" }, false);
    let result: Result;
    try {
      result = await work();
    } catch (error) {
      const failure = describeFailure(lease.reason() ?? error);
      if (!lease.isLost()) await record.mark({ ...row, state: "failed", error: failure.shown.message }, true);
      throw error;
    }
    remember(result);
    await record.mark({ ...row, state: "succeeded", result: result ?? null }, true);
    return result;
  }

  /** Undoes what was done, last first; what cannot be undone is marked so and stays listed. */
  async function undoAll(): Promise<void> {
    for (const { row, undo } of undos.reverse()) {
      // Marked before: should the process die in the middle, the step does not count as done.
      await record.mark({ ...row, state: "not_undone", error: "It was about to be undone." }, true);
      try {
        await undo();
      } catch (error) {
        const { message } = describeFailure(error).shown;
        platform.log.warn({ err: error, operationId: operation.id, step: row.name }, "a step was not undone");
        await record.mark({ ...row, state: "not_undone", error: message }, true);
        continue;
      }
      await record.mark({ ...row, state: "undone", error: null }, true);
    }
    await markUnreached();
  }

  /** What an earlier attempt did, and this one did not come to: nobody knows how to undo it. */
  async function markUnreached(): Promise<void> {
    for (const { name, position, state } of (await record.earlier()).values()) {
      if (passed.has(name) || (state !== "succeeded" && state !== "running")) continue;
      const error = "An earlier attempt came this far; it was not undone.";
      await record.mark({ name, position, state: "not_undone", error }, true);
    }
  }

  return { step, undoAll };
}
