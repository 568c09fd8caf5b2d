import { EventEmitter } from "node:events";
import { hostname } from "node:os";
import { eq, lt, sql } from "drizzle-orm";
import type { WorkerEvents } from "graphile-worker";
import { workers } from "#drizzle/schema/workers.ts";
import type { Database } from "#lib/platform/db/database.ts";

/** For graphile-worker, to tell its doings to; `holders` has the names by which it locks jobs for this process. */
export function followHolders(): { events: WorkerEvents; holders: ReadonlySet<string> } {
  const events: WorkerEvents = new EventEmitter();
  const holders = new Set<string>();
  events.on("pool:create", ({ workerPool }) => holders.add(workerPool.id));
  return { events, holders };
}

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
  const threads = [
    ...dead.flatMap((worker) => worker.threads),
    ...(await unknownThreads(database, silentForMs)),
  ];
  if (threads.length > 0) {
    await database.sql`select graphile_worker.force_unlock_workers(${threads})`;
  }
  return dead.length;
}

/** Threads that hold a job for long and belong to no worker that lives: theirs died before it could name them. */
async function unknownThreads({ sql: query }: Database, silentForMs: number): Promise<string[]> {
  const rows = await query<{ thread: string }[]>`
    select distinct locked_by as thread from graphile_worker.jobs
    where locked_at < now() - ${`${silentForMs} milliseconds`}::interval
      and not exists (select from workers where locked_by = any (threads))`;
  return rows.map((row) => row.thread);
}

export async function removeWorker(database: Database, id: string): Promise<void> {
  await database.orm.delete(workers).where(eq(workers.id, id));
}
