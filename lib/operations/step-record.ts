import { sql } from "drizzle-orm";
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

type StepChange = Pick<StepRow, "position" | "name" | "state"> & { result?: unknown; error?: string | null };

/**
 * What is on record of an operation's steps. Every mark renews the lease in its own transaction, so that a worker whose
 * work another has taken over begins nothing more.
 */
export function createStepRecord(platform: Platform, operation: OperationRow, lease: Lease) {
  let rows: Map<string, StepRow> | undefined;

  /** The steps of earlier attempts, by name; read once. */
  async function earlier(): Promise<ReadonlyMap<string, StepRow>> {
    rows ??= new Map((await listSteps(platform.database.orm, operation.id)).map((row) => [row.name, row]));
    return rows;
  }

  return {
    earlier,
    /** A step keeps its place over all attempts; a new one comes after those on record and those of this attempt. */
    async placeOf(name: string, passed: ReadonlySet<string>): Promise<number> {
      const known = await earlier();
      const own = known.get(name)?.position;
      if (own !== undefined) return own;
      const added = [...passed].filter((other) => !known.has(other)).length;
      return Math.max(0, ...[...known.values()].map((row) => row.position)) + added + 1;
    },
    /** Writes how a step stands; `ends` says that it is over, for now or for good. */
    async mark(row: StepChange, ends: boolean): Promise<void> {
      const at = ends ? { endedAt: sql`now()` } : { startedAt: sql`now()`, endedAt: null, error: null };
      await transact(platform.database, async (tx) => {
        if (!(await moveOwnOperation(tx, lease.of, { leaseUntil: leaseEnd }))) throw takenOver();
        await writeStep(tx, operation.id, { ...row, ...at });
        const { id: subjectId, projectId, personId } = operation;
        const userId = projectId ? null : personId;
        publish(tx, { topic: "operations", name: "operation.step", subjectId, projectId, userId });
      });
    },
  };
}
