import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Sql } from "postgres";
import { type MadeBackup, makeBackup } from "#lib/platform/backup/make-backup.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { makeHome, quietLog, removeHome } from "#lib/platform/db/embedded-fixture.ts";
import { migrate } from "#lib/platform/db/migrate.ts";
import { type Environment, readEnvironment } from "#lib/platform/env.ts";
import { loadMasterKey, type MasterKey } from "#lib/platform/master-key.ts";

/** An installation of a test: a home with a database of its own that runs. */
export interface TestInstallation {
  home: string;
  environment: Environment;
  masterKey: MasterKey;
  postgres: EmbeddedPostgres;
  sql: Sql;
  backUp(reason?: "asked" | "daily" | "upgrade", signal?: AbortSignal, id?: string): Promise<MadeBackup>;
  remove(): Promise<void>;
}

/** What a process with `home` and nothing else set is told. */
export const environmentOf = (home: string, more: Record<string, string> = {}): Environment =>
  readEnvironment({ LOCKKEEPER_HOME: home, NODE_ENV: "test", LOG_LEVEL: "fatal", ...more });

export async function testInstallation(home?: string): Promise<TestInstallation> {
  const place = home ?? (await makeHome());
  const environment = environmentOf(place);
  const postgres = await startEmbeddedPostgres({ home: place, log: quietLog, isDurable: false });
  await migrate({ url: postgres.url, log: quietLog });
  const masterKey = await loadMasterKey({ home: place });
  const sql = connect(postgres.url, { max: 4 });
  return {
    home: place,
    environment,
    masterKey,
    postgres,
    sql,
    backUp: (reason = "asked", signal = AbortSignal.timeout(60_000), id = randomUUID()) =>
      makeBackup({ environment, masterKey, url: postgres.url, id, reason, signal }),
    async remove() {
      await sql.end({ timeout: 1 });
      await postgres.stop();
      await removeHome(place);
    },
  };
}

/** Removes a home and what a restore staged beside its cluster. */
export async function removeRestoredHome(home: string): Promise<void> {
  await rm(join(home, "restoring"), { recursive: true, force: true });
  await removeHome(home);
}
