import { ensureDatabase } from "#lib/platform/db/ensure-database.ts";
import { migrate } from "#lib/platform/db/migrate.ts";
import { readEnvironment } from "#lib/platform/env.ts";
import { createLogger } from "#lib/platform/log.ts";

try {
  const environment = readEnvironment();
  const log = createLogger({ ...environment, logLevel: "warn" });
  const database = await ensureDatabase(environment, log);
  try {
    const names = await migrate({ url: database.url, log });
    console.log(names.length > 0 ? `Applied: ${names.join(", ")}` : "The database is up to date.");
  } finally {
    await database.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
