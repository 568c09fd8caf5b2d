import { sql } from "drizzle-orm";
import { describeFailure } from "#lib/operations/failure.ts";
import { type Lease, takenOver } from "#lib/operations/lease.ts";
import {
  leaseEnd,
  listSteps,
  moveOwnOperation,
  type OperationRow,
  type StepRow,
  writeStep,
} from "#lib/operations/store.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface Undoable {
  row: { position: number; name: string };
  undo: () => Promise<void>;
}

type StepChange = Pick<StepRow, "position" | "name" | "state"> & { result?: unknown; error?: string | null };

/**
 * The steps of one operation: done once each, on record, undone backwards when a later one fails for good. Every mark
 * renews the lease in its own transaction, so that a worker whose work another has taken over begins nothing more.
 */
export function createSteps(platform: Platform, operation: OperationRow, lease: Lease) {
  const undos: Undoable[] = [];
  const passed = new Set<string>();
  let earlier: Map<string, StepRow> | undefined;

  async function mark(row: StepChange, ends: boolean) {
    const at = ends ? { endedAt: sql`now()` } : { startedAt: sql`now()`, endedAt: null, error: null };
    await transact(platform.database, async (tx) => {
      if (!(await moveOwnOperation(tx, lease.of, { leaseUntil: leaseEnd }))) throw takenOver();
      await writeStep(tx, operation.id, { ...row, ...at });
      const { id: subjectId, projectId } = operation;
      publish(tx, {
        topic: "operations",
        name: "operation.step",
        subjectId,
        projectId,
        userId: projectId ? null : operation.personId,
      });
    });
  }

  async function recorded(): Promise<Map<string, StepRow>> {
    earlier ??= new Map((await listSteps(platform.database.orm, operation.id)).map((row) => [row.name, row]));
    return earlier;
  }

  /** A step keeps its place over all attempts; a new one comes after those on record. */
  async function placeOf(name: string): Promise<number> {
    const rows = await recorded();
    const own = rows.get(name)?.position;
    if (own !== undefined) return own;
    const added = [...passed].filter((other) => !rows.has(other)).length;
    return Math.max(0, ...[...rows.values()].map((row) => row.position)) + added + 1;
  }

  async function step<Result>(
    name: string,
    work: () => Promise<Result>,
    undo?: (result: Result) => Promise<void>,
  ): Promise<Result> {
    if (passed.has(name)) throw new Error(`Two steps of ${operation.command} have the name "${name}".`);
    const row = { position: await placeOf(name), name };
    const remember = (result: Result) => {
      if (undo) undos.push({ row, undo: () => undo(result) });
    };
    const before = (await recorded()).get(name);
    if (before?.state === "succeeded") {
      passed.add(name);
      // JSON in, JSON out: a step's result is what its handler gave, by the contract of `step`.
      remember(before.result as Result);
      return before.result as Result;
    }
    // Behind the steps on record, so that a cancelled attempt has learnt how to undo them.
    lease.signal.throwIfAborted();
    passed.add(name);
    await mark({ ...row, state: "running" }, false);
    let result: Result;
    try {
      result = await work();
    } catch (error) {
      const failure = describeFailure(lease.reason() ?? error);
      if (!lease.isLost()) await mark({ ...row, state: "failed", error: failure.shown.message }, true);
      throw error;
    }
    remember(result);
    await mark({ ...row, state: "succeeded", result: result ?? null }, true);
    return result;
  }

  /** Undoes what was done, last first; what cannot be undone is marked so and stays listed. */
  async function undoAll(): Promise<void> {
    for (const { row, undo } of undos.reverse()) {
      // Marked before: should the process die in the middle, the step does not count as done.
      await mark({ ...row, state: "not_undone", error: "It was about to be undone." }, true);
      try {
        await undo();
      } catch (error) {
        const { message } = describeFailure(error).shown;
        platform.log.warn({ err: error, operationId: operation.id, step: row.name }, "a step was not undone");
        await mark({ ...row, state: "not_undone", error: message }, true);
        continue;
      }
      await mark({ ...row, state: "undone", error: null }, true);
    }
    await markUnreached();
  }

  /** What an earlier attempt did, and this one did not come to: nobody knows how to undo it. */
  async function markUnreached(): Promise<void> {
    for (const { name, position, state } of (await recorded()).values()) {
      if (passed.has(name) || (state !== "succeeded" && state !== "running")) continue;
      const error = "An earlier attempt came this far; it was not undone.";
      await mark({ name, position, state: "not_undone", error }, true);
    }
  }

  return { step, undoAll };
}
