import { hostname } from "node:os";
import { eq, lt, sql } from "drizzle-orm";
import { workers } from "#drizzle/schema/workers.ts";
import type { Database } from "#lib/platform/db/database.ts";

/** Says that this worker process lives, and which threads of graphile-worker are its own. */
export async function beatWorker(database: Database, id: string, threads: readonly string[]): Promise<void> {
  const row = { id, host: hostname(), threads: [...threads], heartbeatAt: sql`now()` };
  await database.orm
    .insert(workers)
    .values(row)
    .onConflictDoUpdate({ target: workers.id, set: { threads: [...threads], heartbeatAt: sql`now()` } });
}

/**
 * Unlocks the jobs and queues of workers whose heart stopped; graphile-worker itself would wait for four hours.
 * Returns how many workers were found dead.
 */
export async function unlockDeadWorkers(database: Database, silentForMs: number): Promise<number> {
  const silence = sql`now() - ${`${silentForMs} milliseconds`}::interval`;
  const dead = await database.orm.delete(workers).where(lt(workers.heartbeatAt, silence)).returning();
  const threads = dead.flatMap((worker) => worker.threads);
  if (threads.length > 0) {
    await database.sql`select graphile_worker.force_unlock_workers(${threads})`;
  }
  return dead.length;
}

export async function removeWorker(database: Database, id: string): Promise<void> {
  await database.orm.delete(workers).where(eq(workers.id, id));
}
