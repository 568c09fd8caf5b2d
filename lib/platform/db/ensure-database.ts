import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dropLeftDatabase } from "#lib/platform/backup/restore-dump.ts";
import { finishSwap, isSwapUnderWay, stagingFolder } from "#lib/platform/backup/swap.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { findPlace } from "#lib/platform/db/embedded-place.ts";
import { endLeftPostmaster, recoveryPlaceOf } from "#lib/platform/db/embedded-recovery.ts";
import type { Environment } from "#lib/platform/env.ts";
import { lockHome } from "#lib/platform/home-lock.ts";
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
  if (isSwapUnderWay(environment.home) || existsSync(stagingFolder(environment.home)))
    await endInterruptedRestore(environment, log);
  if (environment.databaseUrl) {
    return { url: environment.databaseUrl.reveal(), embedded: undefined, stop: async () => {} };
  }
  const embedded = await startEmbeddedPostgres({ home: environment.home, log });
  return { url: embedded.url, embedded, stop: () => embedded.stop() };
}

/**
 * A restore that was cut off while it put things into place is past its proof: the rest of it is made. Of one that was
 * cut off before, nothing is in place yet: what it had put together goes.
 */
async function endInterruptedRestore(
  { home, databaseUrl }: Pick<Environment, "databaseUrl" | "home">,
  log: Logger,
): Promise<void> {
  const lock = await lockHome(home);
  try {
    log.warn("A restore was cut off; it is brought to its end, or cleared away.");
    await finishSwap(home, databaseUrl?.reveal());
    await dropLeftDatabase(stagingFolder(home), databaseUrl?.reveal());
    const live = await findPlace(home);
    if (live) {
      const place = recoveryPlaceOf(live);
      await endLeftPostmaster(place);
      await rm(place.folder, { recursive: true, force: true });
    }
    await rm(stagingFolder(home), { recursive: true, force: true });
  } finally {
    await lock.release();
  }
}
