import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Sql } from "postgres";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import type { Entry } from "#lib/platform/backup/entries.ts";
import { fileEntry, folderEntry, textEntry } from "#lib/platform/backup/file-content.ts";
import type { TableSum } from "#lib/platform/backup/manifest.ts";
import { markMoment } from "#lib/platform/backup/mark-moment.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/** What the copy of a database comes to. */
export interface CopiedDatabase {
  tables: TableSum[];
  recoveryTarget: string | null;
  logSegments: string[];
}

interface CopyOptions {
  url: string;
  id: string;
  signal: AbortSignal;
}

/** Made anew by the next start, whatever lies in them. */
const emptyFolders = new Set([
  "pg_wal",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
  "pg_replslot",
]);
const skippedFiles =
  /^(postmaster\.(pid|opts)|pg_internal\.init.*|current_logfiles.*|backup_label.*|tablespace_map.*|(recovery|standby)\.signal|pgsql_tmp.*)$/;
const controlFile = "global/pg_control";

/**
 * A base backup of the running cluster by the low-level way of PostgreSQL's manual (25.3.4): its files between
 * `pg_backup_start` and `pg_backup_stop`, then all of its log up to a moment whose rows were counted. A slot of this
 * session keeps the log meanwhile, and goes with the session.
 */
export async function* copyCluster({ url, id, signal }: CopyOptions): AsyncGenerator<Entry, CopiedDatabase> {
  // pg_backup_stop belongs to the session of pg_backup_start: this connection lasts, or the copy is void.
  const sql = connect(url, { max: 1, idle_timeout: 0, max_lifetime: null, fetch_types: false });
  try {
    const name = `lockkeeper_${id.replaceAll("-", "")}`;
    await sql`select pg_create_physical_replication_slot(${name}, true, true)`;
    const [place] = await sql<{ data: string; segment: string }[]>`
      select current_setting('data_directory') as data, setting as segment
      from pg_settings where name = 'wal_segment_size'`;
    if (!place) throw new ArchiveError("PostgreSQL does not say where its data lies.");
    await sql`select pg_backup_start(${name}, true)`;
    yield* copyFolder(place.data, "", signal);
    yield textEntry(`cluster/${controlFile}`, await readWhole(join(place.data, controlFile)));
    const [stopped] = await sql<{ label: string }[]>`
      select labelfile as label from pg_backup_stop(false)`;
    const label = stopped?.label ?? "";
    yield textEntry("cluster/backup_label", label);
    const moment = await markMoment(url, name, signal);
    const [end] = await sql<{ file: string }[]>`
      select pg_walfile_name(${moment.position}::pg_lsn) as file from (select pg_switch_wal()) as switched`;
    const first = /START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)/.exec(label)?.[1];
    if (!first || !end) throw new ArchiveError("PostgreSQL does not say which log the backup needs.");
    const logSegments = segmentsBetween(first, end.file, Number(place.segment));
    yield* copyLog(join(place.data, "pg_wal"), logSegments, Number(place.segment), signal);
    return { tables: moment.tables, recoveryTarget: name, logSegments };
  } finally {
    await endSession(sql);
  }
}

const endSession = (sql: Sql): Promise<void> => sql.end({ timeout: 5 });

/** Files that vanish while they are copied were dropped: the log says so when it is replayed. */
async function* copyFolder(data: string, below: string, signal: AbortSignal): AsyncGenerator<Entry> {
  const found = await unlessMissing(readdir(join(data, below), { withFileTypes: true }));
  for (const item of found ?? []) {
    signal.throwIfAborted();
    const path = below === "" ? item.name : `${below}/${item.name}`;
    if (item.isSymbolicLink())
      throw new ArchiveError(
        `The database lies outside of its folder (${path}); such a one cannot be backed up.`,
      );
    if (item.isDirectory()) {
      if (/^pgsql_tmp/.test(item.name)) continue;
      yield folderEntry(`cluster/${path}`);
      if (!emptyFolders.has(path)) yield* copyFolder(data, path, signal);
    } else if (item.isFile() && !skippedFiles.test(item.name) && path !== controlFile) {
      const entry = await fileEntry(`cluster/${path}`, join(data, path));
      if (entry) yield entry;
    }
  }
}

/** Read until two looks are the same: a look may meet a write. */
async function readWhole(path: string): Promise<Buffer> {
  let before = await readFile(path);
  for (let tries = 0; tries < 100; tries += 1) {
    const now = await readFile(path);
    if (now.equals(before)) return now;
    before = now;
  }
  throw new ArchiveError(`${path} changes all the time; try again.`);
}

/** The names of all log files from the first to the last, on one timeline. */
export function segmentsBetween(first: string, last: string, segmentBytes: number): string[] {
  const perId = 2 ** 32 / segmentBytes;
  const numberOf = (name: string) =>
    Number.parseInt(name.slice(8, 16), 16) * perId + Number.parseInt(name.slice(16), 16);
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
  if (first.slice(0, 8) !== last.slice(0, 8))
    throw new ArchiveError("The timeline changed during the backup.");
  const names: string[] = [];
  for (let number = numberOf(first); number <= numberOf(last); number += 1) {
    names.push(`${first.slice(0, 8)}${hex(Math.floor(number / perId))}${hex(number % perId)}`);
  }
  return names;
}

async function* copyLog(
  folder: string,
  segments: readonly string[],
  segmentBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Entry> {
  const histories = (await readdir(folder)).filter((name) => /^[0-9A-F]{8}\.history$/.test(name));
  for (const name of [...histories, ...segments]) {
    signal.throwIfAborted();
    const found = await unlessMissing(stat(join(folder, name)));
    const entry = await fileEntry(`cluster/pg_wal/${name}`, join(folder, name));
    if (!entry || (segments.includes(name) && found?.size !== segmentBytes))
      throw new ArchiveError(`The database's log ${name} was removed before it was backed up; try again.`);
    yield entry;
  }
}
