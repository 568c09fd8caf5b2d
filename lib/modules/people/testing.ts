import { randomBytes } from "node:crypto";
import { openDatabase } from "#lib/platform/db/database.ts";
import { testDatabase } from "#lib/platform/db/testing.ts";
import { type Environment, readEnvironment } from "#lib/platform/env.ts";
import { createLogger } from "#lib/platform/log.ts";
import { loadMasterKey } from "#lib/platform/master-key.ts";
import type { Platform } from "#lib/platform/platform.ts";

export const origin = { requestId: "test-request", ip: "127.0.0.1", userAgent: "test" };

/** A platform over a fresh database, for tests of what happens before anybody is known. */
export async function emptyPlatform(variables: Record<string, string> = {}) {
  const { url, drop } = await testDatabase();
  const masterKey = randomBytes(32).toString("base64");
  const environment: Environment = readEnvironment({
    ...variables,
    DATABASE_URL: url,
    LOCKKEEPER_MASTER_KEY: masterKey,
    LOG_LEVEL: "silent",
    NODE_ENV: "test",
  });
  const platform: Platform = {
    environment,
    database: openDatabase(url, 8),
    masterKey: await loadMasterKey({ home: environment.home, given: environment.masterKey }),
    log: createLogger(environment),
  };
  return {
    platform,
    url,
    sql: platform.database.sql,
    drop: async () => {
      await platform.database.close();
      await drop();
    },
  };
}
