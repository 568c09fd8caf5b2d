import { ensureDatabase } from "#lib/platform/db/ensure-database.ts";
import { rollback } from "#lib/platform/db/migrate.ts";
import { readEnvironment } from "#lib/platform/env.ts";
import { createLogger } from "#lib/platform/log.ts";

try {
  const steps = Number(process.argv[2] ?? "1");
  if (!Number.isInteger(steps) || steps < 1)
    throw new Error("Give the number of migrations to undo: 1 or more.");
  const environment = readEnvironment();
  const log = createLogger({ ...environment, logLevel: "warn" });
  const database = await ensureDatabase(environment, log);
  try {
    const names = await rollback({ url: database.url, log, steps });
    console.log(names.length > 0 ? `Undone: ${names.join(", ")}` : "There is no migration to undo.");
  } finally {
    await database.stop();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
