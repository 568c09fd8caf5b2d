import { findCommand } from "#lib/commands.ts";
import { readEnvironment } from "#lib/platform/env.ts";
import { openPlatform } from "#lib/platform/platform.ts";
import { findHandler } from "#lib/worker/handlers.ts";
import { startWorker } from "#lib/worker/main.ts";

/** A worker in a process of its own, for tests that kill it. */
const environment = readEnvironment();
const platform = await openPlatform(environment);
await startWorker(platform, environment.databaseUrl?.reveal() ?? "", { findHandler, findCommand });
