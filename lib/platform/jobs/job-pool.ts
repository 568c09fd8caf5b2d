import { Pool, type PoolClient, type QueryConfig } from "pg";
import type { Logger } from "#lib/platform/log.ts";

const connectionsMax = 10;

/**
 * The connections of graphile-worker, to be ended by who made them. A pool of its own it lets go without waiting, and
 * takes its error handlers off first: a database that ends then ends the process.
 */
export function createJobPool(url: string, log: Pick<Logger, "warn">): Pool {
  const pool = new JobPool({ connectionString: url, max: connectionsMax });
  pool.on("error", (error) => log.warn({ err: error }, "the job queue lost an idle connection"));
  // Whoever uses the connection hears of its loss by the query that fails.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

type Heard = Parameters<Pool["connect"]>[0];

/**
 * How a job ended, graphile-worker writes without listening to whether it could: where the database is away just then,
 * the rejection would end the process and the job stay locked. It tries again only after errors of a few codes, so that
 * every loss of the database gets one of them.
 */
class JobPool extends Pool {
  override connect(): Promise<PoolClient>;
  override connect(heard: Heard): void;
  override connect(heard?: Heard): Promise<PoolClient> | undefined {
    if (!heard) return super.connect().then(toBeTriedAgain, rethrow);
    super.connect(heard);
    return undefined;
  }
}

function toBeTriedAgain(client: PoolClient): PoolClient {
  const query = (text: string | QueryConfig, values?: unknown[]) => client.query(text, values).catch(rethrow);
  return Object.assign(Object.create(client), { query });
}

/** "Cannot connect now": one of those after which graphile-worker tries again. */
const triedAgainCode = "57P03";
/** What PostgreSQL itself says of a connection that is over, or that it has no room for. */
const codesOfAway = /^(08|53|57P)/;

function rethrow(error: unknown): never {
  if (!(error instanceof Error)) throw error;
  const isRefusal = "severity" in error && !("code" in error && codesOfAway.test(String(error.code)));
  if (isRefusal) throw error;
  throw Object.assign(new Error(error.message, { cause: error }), { code: triedAgainCode });
}
