import { Pool } from "pg";
import type { Logger } from "#lib/platform/log.ts";

const connectionsMax = 10;

/**
 * The connections of graphile-worker, to be ended by who made them. A pool of its own it lets go without waiting, and
 * takes its error handlers off first: a database that ends then ends the process.
 */
export function createJobPool(url: string, log: Pick<Logger, "warn">): Pool {
  const pool = new Pool({ connectionString: url, max: connectionsMax });
  pool.on("error", (error) => log.warn({ err: error }, "the job queue lost an idle connection"));
  // Whoever uses the connection hears of its loss by the query that fails.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}
