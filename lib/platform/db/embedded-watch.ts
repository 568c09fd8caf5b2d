import { setTimeout as sleep } from "node:timers/promises";
import type { EmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import type { Logger } from "#lib/platform/log.ts";

const backoffMinMs = 200;
const backoffMaxMs = 5_000;
const steadyMs = 30_000;

/**
 * Starts the postmaster again whenever it ends while the server runs: after 0.2 s, then twice as long each time, up to
 * 5 s, until it has run for half a minute. Ends by itself with `database.stop()`.
 */
export function watchEmbeddedPostgres(
  database: EmbeddedPostgres,
  { log }: { log: Logger },
): { stop(): void } {
  const stopper = new AbortController();
  void watch(database, log, stopper.signal);
  return { stop: () => stopper.abort() };
}

async function watch(database: EmbeddedPostgres, log: Logger, signal: AbortSignal): Promise<void> {
  const isOver = () => signal.aborted || database.isStopped();
  let delayMs = backoffMinMs;
  while (!isOver()) {
    const begin = Date.now();
    await database.ended();
    if (Date.now() - begin > steadyMs) delayMs = backoffMinMs;
    if (isOver()) return;
    log.error({ delayMs }, "PostgreSQL ended; it is started again.");
    await sleep(delayMs, undefined, { signal, ref: false }).catch(() => {});
    delayMs = Math.min(delayMs * 2, backoffMaxMs);
    if (isOver()) return;
    await database.restart().then(
      () => log.info({ pid: database.pid() }, "PostgreSQL runs again."),
      (error: unknown) => log.error({ err: error }, "PostgreSQL could not be started again."),
    );
  }
}
