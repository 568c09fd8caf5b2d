import { parseArgs } from "node:util";
import { newId } from "#lib/kernel/ids.ts";
import { secret } from "#lib/kernel/secret.ts";
import { adoptBackups, noteRead } from "#lib/modules/installation-backups/keep-backups.ts";
import { readArchive } from "#lib/platform/backup/archive-file.ts";
import { makeBackup } from "#lib/platform/backup/make-backup.ts";
import { findRecoveryKey, loadRecoveryKey, recoveryKeyText } from "#lib/platform/backup/recovery-key.ts";
import { borrowDatabase } from "#lib/platform/db/borrow-database.ts";
import { type Environment, readEnvironment } from "#lib/platform/env.ts";
import { createLogger, type Logger } from "#lib/platform/log.ts";
import { masterKeyOf, openPlatform } from "#lib/platform/platform.ts";

/** Makes a backup of the installation on the server's console, whether the server runs or not. */
const usage = `Usage: npm run backup [-- --show-key]
Writes one encrypted file of database, secrets and settings into <home>/backups, and reads it again from end to end.
--show-key prints the recovery key, without which no backup can be opened, and makes no backup.`;

const options = { "show-key": { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

try {
  const given = parseArgs({ options }).values;
  const environment = readEnvironment();
  if (given.help) console.log(usage);
  else if (given["show-key"])
    console.log(recoveryKeyText(await loadRecoveryKey(environment.home, environment.backupKey)));
  else await backUp(environment);
} catch (error) {
  const isUsage = error instanceof Error && String(Reflect.get(error, "code")).startsWith("ERR_PARSE_ARGS");
  console.error(`${error instanceof Error ? error.message : String(error)}${isUsage ? `\n${usage}` : ""}`);
  process.exitCode = 1;
}

async function backUp(environment: Environment): Promise<void> {
  const log = createLogger({ ...environment, logLevel: "warn" });
  const isNewKey = !environment.backupKey && !(await findRecoveryKey(environment.home));
  const stopped = new AbortController();
  process.once("SIGINT", () => stopped.abort(new Error("The backup was stopped.")));
  const borrowed = await borrowDatabase(environment, log);
  try {
    const masterKey = await masterKeyOf(environment);
    const id = newId();
    const made = await makeBackup({
      environment,
      masterKey,
      url: borrowed.url,
      id,
      reason: "asked",
      signal: stopped.signal,
    });
    const key = await loadRecoveryKey(environment.home, environment.backupKey);
    await readArchive(made.path, key, { signal: stopped.signal });
    await listIt(environment, borrowed.url, { id, checksum: made.checksum, log });
    console.log(`${made.path}\n${made.bytes} bytes, SHA-256 ${made.checksum}; read again from end to end.`);
    if (isNewKey) console.log(keyAdvice(recoveryKeyText(key), environment.home));
  } finally {
    await borrowed.giveBack();
  }
}

/** A database that no server of this version has migrated yet has no list; the file is found by the next start. */
async function listIt(
  environment: Environment,
  url: string,
  { log, ...made }: { id: string; checksum: string; log: Logger },
): Promise<void> {
  try {
    const platform = await openPlatform({ ...environment, logLevel: "warn", databaseUrl: secret(url) }, 1);
    const listed = adoptBackups(platform).then(() => noteRead(platform, made));
    await listed.finally(() => platform.database.close());
  } catch (error) {
    log.warn({ err: error }, "The backup is not in the list yet; the next start finds it.");
  }
}

function keyAdvice(key: string, home: string): string {
  return `
Recovery key: ${key}
It opens every backup of this installation, and lies in ${home}/backup-key. Keep it elsewhere as well: on a machine
that is lost with its key, no backup can be opened. npm run backup -- --show-key shows it again.`;
}
