import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { readHeader } from "#lib/platform/backup/archive-file.ts";
import { findRecoveryKey, parseRecoveryKey, type RecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { restoreBackup, undoRestore } from "#lib/platform/backup/restore-backup.ts";
import { type Environment, readEnvironment } from "#lib/platform/env.ts";
import { createLogger } from "#lib/platform/log.ts";

/** Brings an installation back from an archive, on the server's console, while no server runs. */
const usage = `Usage: npm run restore -- <backup file> [--replace] [--key-file path]
       npm run restore -- --undo
Brings everything back that the backup holds, into LOCKKEEPER_HOME (and the database of DATABASE_URL where it is set).
The recovery key is taken from --key-file, LOCKKEEPER_BACKUP_KEY, LOCKKEEPER_BACKUP_KEY_FILE, the home, or asked for.
--replace  puts aside what is there already; --undo brings that back.`;

const options = {
  replace: { type: "boolean" },
  undo: { type: "boolean" },
  "key-file": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

try {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const environment = readEnvironment();
  const [archive] = positionals;
  if (values.help) console.log(usage);
  else if (values.undo) await undo(environment);
  else if (archive && positionals.length === 1)
    await restore(environment, resolve(archive), {
      keyFile: values["key-file"],
      isToReplace: values.replace === true,
    });
  else throw new Error(`Name one backup file.\n${usage}`);
} catch (error) {
  const isUsage = error instanceof Error && String(Reflect.get(error, "code")).startsWith("ERR_PARSE_ARGS");
  console.error(`${sentenceOf(error)}${isUsage ? `\n${usage}` : ""}`);
  process.exitCode = 1;
}

interface Given {
  keyFile: string | undefined;
  isToReplace: boolean;
}

async function restore(
  environment: Environment,
  archive: string,
  { keyFile, isToReplace }: Given,
): Promise<void> {
  const { header } = await readHeader(archive);
  const key = await findKey(environment, keyFile, header.keyId);
  const stopped = new AbortController();
  process.once("SIGINT", () => stopped.abort(new Error("The restore was stopped; nothing was changed.")));
  const restored = await restoreBackup({
    environment,
    archive,
    key,
    isToReplace,
    log: createLogger({ ...environment, logLevel: "warn" }),
    signal: stopped.signal,
    onProgress: (text) => console.log(text),
  });
  const rows = restored.manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(`
Restored into ${environment.home}: the installation as it was on ${header.createdAt}, made by Lockkeeper ${header.version}.
${restored.manifest.tables.length} tables with ${rows} rows are equal to what was backed up, and the audit log holds.
Everybody is signed out and open invitations are taken back; npm run sign-in-link makes a link for the owner. API keys work as before.
The files of workspaces are not in a backup: a project whose workspace is not on this machine says so.`);
  if (restored.aside)
    console.log(
      `What was here lies in ${restored.aside} and beside the database; npm run restore -- --undo brings it back.`,
    );
}

async function undo(environment: Environment): Promise<void> {
  const aside = await undoRestore(environment, createLogger({ ...environment, logLevel: "warn" }));
  if (!aside) throw new Error("No restore has put anything aside that could be brought back.");
  console.log(
    `What was there before the restore is in place again; what was restored lies in ${aside}.undone.`,
  );
}

async function findKey(
  environment: Environment,
  keyFile: string | undefined,
  keyId: string,
): Promise<RecoveryKey> {
  if (keyFile) return parseRecoveryKey(await readFile(keyFile, "utf8"), `The recovery key in ${keyFile}`);
  if (environment.backupKey) return parseRecoveryKey(environment.backupKey.reveal(), "LOCKKEEPER_BACKUP_KEY");
  const ofHome = await findRecoveryKey(environment.home);
  if (ofHome?.id === keyId) return ofHome;
  if (!process.stdin.isTTY) {
    throw new Error(
      "The recovery key is missing: set LOCKKEEPER_BACKUP_KEY_FILE to a file with it, or give --key-file.",
    );
  }
  return parseRecoveryKey(await askHidden(`Recovery key (${keyId}): `), "What was typed");
}

/** What is typed does not show. */
async function askHidden(question: string): Promise<string> {
  process.stdout.write(question);
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await new Promise<string>((answer, fail) => {
      lines.once("line", answer);
      lines.once("close", () => fail(new Error("No recovery key was given.")));
    });
  } finally {
    lines.close();
    process.stdout.write("\n");
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof Error && Reflect.get(error, "code") === "ENOENT" && "path" in error)
    return `There is no file ${String(error.path)}.`;
  return error instanceof Error ? error.message : String(error);
}
