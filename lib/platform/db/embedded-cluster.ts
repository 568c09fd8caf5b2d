import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Binaries } from "#lib/platform/db/embedded-binaries.ts";
import { giveToPostgres, type Place } from "#lib/platform/db/embedded-place.ts";

/** How clients reach the cluster. */
export type Address =
  | { readonly kind: "socket"; readonly folder: string; readonly port: number }
  | { readonly kind: "loopback"; readonly port: number; readonly password: string };

export const databaseUser = "lockkeeper";
const run = promisify(execFile);
const initDeadlineMs = 120_000;

/**
 * Makes an empty cluster where none is. It is made under another name and renamed, so that a crash on the way leaves
 * only a folder which the next start removes. Refuses data of another major version.
 */
export async function ensureCluster(place: Place, binaries: Binaries, isDurable: boolean): Promise<void> {
  const draft = `${place.data}.new`;
  await rm(draft, { recursive: true, force: true });
  if (existsSync(place.data)) return refuseOtherVersion(place, binaries);
  const passwordFile = `${place.passwordFile}.new`;
  const password = randomBytes(32).toString("base64url");
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, password, { mode: 0o600, flag: "wx" });
  await giveToPostgres(place, passwordFile);
  await mkdir(draft, { mode: 0o700 });
  await giveToPostgres(place, draft);
  await runInitdb(place, binaries, draft, passwordFile, isDurable);
  if (place.runAs) await chown(passwordFile, 0, 0);
  await rename(passwordFile, place.passwordFile);
  await rename(draft, place.data);
}

async function refuseOtherVersion(place: Place, binaries: Binaries): Promise<void> {
  const text = await readFile(join(place.data, "PG_VERSION"), "utf8").catch(() => "");
  const major = text.trim();
  if (major === String(binaries.major)) return;
  throw new Error(
    major
      ? `The database in ${place.data} is of PostgreSQL ${major}, but this Lockkeeper brings PostgreSQL ${binaries.major}; start the version that made it and move its data with a backup.`
      : `The database in ${place.data} is damaged (PG_VERSION is missing); restore it from a backup.`,
  );
}

async function runInitdb(
  place: Place,
  binaries: Binaries,
  data: string,
  passwordFile: string,
  isDurable: boolean,
) {
  const options = [
    `--pgdata=${data}`,
    `--username=${databaseUser}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // The built-in provider gives C.UTF-8 on every system, whatever locales are installed.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
    ...(isDurable ? [] : ["--no-sync"]),
  ];
  try {
    const identity = place.runAs ? { uid: place.runAs.uid, gid: place.runAs.gid } : {};
    await run(binaries.initdb, options, {
      ...identity,
      cwd: "/",
      env: postgresEnvironment,
      timeout: initDeadlineMs,
    });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split("\n").at(-1) ?? String(error);
    throw new Error(`The embedded PostgreSQL could not be made in ${place.folder}: ${said}`, {
      cause: error,
    });
  }
}

/** What PostgreSQL inherits: nothing of the server's variables, which hold secrets (Next's types ask for more). */
export const postgresEnvironment = {
  PATH: "/usr/bin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
} as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv;

/** The configuration file that the postmaster is started with. */
export const configurationFile = (place: Place): string => join(place.folder, "postgresql.conf");

/**
 * Writes the three configuration files anew, outside the data folder, where PostgreSQL's own user cannot change them.
 * The sizes are for one small server: few processes, 32 MB of buffers, nothing that runs while idle.
 */
export async function writeConfiguration(
  place: Place,
  address: Address,
  isDurable: boolean,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const hba = join(place.folder, "pg_hba.conf");
  const ident = join(place.folder, "pg_ident.conf");
  const isSocket = address.kind === "socket";
  const settings: Record<string, string | number | boolean> = {
    data_directory: place.data,
    hba_file: hba,
    ident_file: ident,
    port: address.port,
    listen_addresses: isSocket ? "" : "127.0.0.1",
    unix_socket_directories: isSocket ? address.folder : "",
    unix_socket_permissions: "0700",
    password_encryption: "scram-sha-256",
    max_connections: 60,
    superuser_reserved_connections: 3,
    shared_buffers: "32MB",
    work_mem: "4MB",
    maintenance_work_mem: "32MB",
    wal_buffers: "1MB",
    min_wal_size: "32MB",
    max_wal_size: "256MB",
    huge_pages: "off",
    jit: false,
    // In a container /dev/shm is small; parallel workers are what would fill it.
    max_parallel_workers_per_gather: 0,
    max_parallel_maintenance_workers: 0,
    max_worker_processes: 2,
    max_logical_replication_workers: 0,
    // Backups keep the log by one of their session.
    max_replication_slots: 4,
    max_wal_senders: 0,
    autovacuum_worker_slots: 2,
    autovacuum_max_workers: 2,
    io_method: "sync",
    wal_level: "replica",
    fsync: isDurable,
    synchronous_commit: isDurable,
    full_page_writes: isDurable,
    timezone: "UTC",
    log_timezone: "UTC",
    // Statements and details hold people's values, so the log has neither.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_checkpoints: false,
    ...more,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${quote(String(value))}'\n`);
  const osUsers = [...new Set([userInfo().username, ...(place.runAs ? [place.runAs.name] : [])])];
  await Promise.all([
    writeForPostgres(place, configurationFile(place), lines.join("")),
    writeForPostgres(
      place,
      hba,
      isSocket ? "local all all peer map=server\n" : "host all all 127.0.0.1/32 scram-sha-256\n",
    ),
    writeForPostgres(place, ident, osUsers.map((name) => `server "${name}" ${databaseUser}\n`).join("")),
  ]);
}

const quote = (value: string): string => value.replaceAll("\\", "\\\\").replaceAll("'", "''");

async function writeForPostgres(place: Place, path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, text, { mode: 0o640 });
  await chmod(draft, 0o640);
  if (place.runAs) await chown(draft, 0, place.runAs.gid);
  await rename(draft, path);
}
