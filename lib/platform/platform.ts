import { type Database, openDatabase } from "#lib/platform/db/database.ts";
import { type Environment, readEnvironment } from "#lib/platform/env.ts";
import { createLogger, type Logger } from "#lib/platform/log.ts";
import { loadMasterKey, type MasterKey } from "#lib/platform/master-key.ts";
import { joinKeyRing } from "#lib/platform/secrets/key-record.ts";

/** What every part of the server stands on. */
export interface Platform {
  readonly environment: Environment;
  readonly database: Database;
  readonly masterKey: MasterKey;
  readonly log: Logger;
}

/** The master key as the process's variables give it. */
export const masterKeyOf = (environment: Environment): Promise<MasterKey> =>
  loadMasterKey({
    home: environment.home,
    given: environment.masterKey,
    givenBy: environment.masterKeyBy,
    previous: environment.masterKeyPrevious,
  });

/**
 * Opens the platform on `environment`, whose DATABASE_URL must be known by now. Throws one sentence where the database
 * was sealed by a master key that this process does not have.
 */
export async function openPlatform(environment: Environment, connectionsMax?: number): Promise<Platform> {
  if (!environment.databaseUrl) throw new Error("The platform needs DATABASE_URL; server.ts sets it.");
  const masterKey = await masterKeyOf(environment);
  const database = openDatabase(environment.databaseUrl.reveal(), connectionsMax);
  try {
    await joinKeyRing(database, masterKey);
  } catch (error) {
    await database.close();
    throw error;
  }
  return { environment, database, masterKey, log: createLogger(environment) };
}

let opened: Promise<Platform> | undefined;

/**
 * The platform of this module graph, for code that Next calls and that nobody can hand one to. Next's bundle and
 * server.ts are two graphs in one process and have a pool each.
 */
export function platformOfProcess(): Promise<Platform> {
  opened ??= openPlatform(readEnvironment(), 5).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}
