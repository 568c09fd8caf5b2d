import { setTimeout as sleep } from "node:timers/promises";
import { findEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { ensureDatabase } from "#lib/platform/db/ensure-database.ts";
import type { Environment } from "#lib/platform/env.ts";
import { HomeTaken } from "#lib/platform/home-lock.ts";
import type { Logger } from "#lib/platform/log.ts";

interface BorrowedDatabase {
  readonly url: string;
  giveBack(): Promise<void>;
}

// A server that is just starting or stopping owns the home before its database answers, and after.
const betweenDeadlineMs = 20_000;

/**
 * The database of the installation for a short errand, whether its server runs or not: the one that runs, else one
 * started for the errand and stopped after it. Throws one plain sentence when neither can be had.
 */
export async function borrowDatabase(
  environment: Pick<Environment, "databaseUrl" | "home">,
  log: Logger,
): Promise<BorrowedDatabase> {
  const deadline = Date.now() + betweenDeadlineMs;
  for (;;) {
    const running = environment.databaseUrl ? undefined : await findEmbeddedPostgres(environment.home);
    if (running) return { url: running, giveBack: async () => {} };
    try {
      const own = await ensureDatabase(environment, log);
      return { url: own.url, giveBack: () => own.stop() };
    } catch (error) {
      if (!(error instanceof HomeTaken) || Date.now() > deadline) throw error;
      await sleep(250);
    }
  }
}
