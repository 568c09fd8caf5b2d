import { openDatabase } from "#lib/platform/db/database.ts";
import type { Environment } from "#lib/platform/env.ts";
import { masterKeyOf } from "#lib/platform/platform.ts";
import { installationOf, readInstallation } from "#lib/platform/secrets/key-record.ts";

/** What tells this installation's containers from another's, for drivers that stand apart from the platform. */
export async function installationOfProcess(environment: Environment): Promise<string> {
  if (environment.databaseUrl) {
    const database = openDatabase(environment.databaseUrl.reveal(), 1);
    try {
      const written = await readInstallation(database.orm);
      if (written) return written;
    } finally {
      await database.close();
    }
  }
  return installationOf(await masterKeyOf(environment));
}
