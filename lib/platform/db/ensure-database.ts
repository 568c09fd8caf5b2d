import { type EmbeddedPostgres, startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import type { Environment } from "#lib/platform/env.ts";
import type { Logger } from "#lib/platform/log.ts";

/** The database of this process; `embedded` is undefined when somebody else runs it. */
export interface Database {
  readonly url: string;
  readonly embedded: EmbeddedPostgres | undefined;
  stop(): Promise<void>;
}

/** The database that DATABASE_URL names or, without it, the embedded one of the home, started if need be. */
export async function ensureDatabase(
  environment: Pick<Environment, "databaseUrl" | "home">,
  log: Logger,
): Promise<Database> {
  if (environment.databaseUrl) {
    return { url: environment.databaseUrl.reveal(), embedded: undefined, stop: async () => {} };
  }
  const embedded = await startEmbeddedPostgres({ home: environment.home, log });
  return { url: embedded.url, embedded, stop: () => embedded.stop() };
}
