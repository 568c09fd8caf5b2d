import { sql } from "drizzle-orm";
import { describeFailure } from "#lib/operations/failure.ts";
import type { Lease } from "#lib/operations/lease.ts";
import { listSteps, type OperationRow, type StepRow, writeStep } from "#lib/operations/store.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

interface Undoable {
  row: { position: number; name: string };
  undo: () => Promise<void>;
}

type StepChange = Pick<StepRow, "position" | "name" | "state"> & { result?: unknown; error?: string };

/** The steps of one operation: done once each, on record, undone backwards when a later one fails for good. */
export function createSteps(platform: Platform, operation: OperationRow, lease: Lease) {
  const undos: Undoable[] = [];
  let earlier: Map<string, StepRow> | undefined;
  let position = 0;

  async function mark(row: StepChange, ends: boolean) {
    const at = ends ? { endedAt: sql`now()` } : { startedAt: sql`now()`, endedAt: null, error: null };
    await transact(platform.database, async (tx) => {
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

  async function step<Result>(
    name: string,
    work: () => Promise<Result>,
    undo?: (result: Result) => Promise<void>,
  ): Promise<Result> {
    lease.signal.throwIfAborted();
    earlier ??= new Map((await listSteps(platform.database.orm, operation.id)).map((row) => [row.name, row]));
    position += 1;
    const row = { position, name };
    const remember = (result: Result) => {
      if (undo) undos.push({ row, undo: () => undo(result) });
    };
    const before = earlier.get(name);
    if (before?.state === "succeeded") {
      // JSON in, JSON out: a step's result is what its handler gave, by the contract of `step`.
      remember(before.result as Result);
      return before.result as Result;
    }
    await mark({ ...row, state: "running" }, false);
    try {
      const result = await work();
      remember(result);
      await mark({ ...row, state: "succeeded", result: result ?? null }, true);
      return result;
    } catch (error) {
      const failure = describeFailure(lease.reason() ?? error);
      if (!lease.isLost()) await mark({ ...row, state: "failed", error: failure.shown.message }, true);
      throw error;
    }
  }

  /** Undoes what was done, last first; what cannot be undone is marked so and stays listed. */
  async function undoAll(): Promise<void> {
    for (const { row, undo } of undos.reverse()) {
      try {
        await undo();
        await mark({ ...row, state: "undone" }, true);
      } catch (error) {
        platform.log.warn(
          { err: error, operationId: operation.id, step: row.name },
          "a step could not be undone",
        );
        await mark({ ...row, state: "not_undone", error: describeFailure(error).shown.message }, true);
      }
    }
  }

  return { step, undoAll };
}
