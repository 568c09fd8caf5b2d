import { randomBytes } from "node:crypto";
import { readdir, readFile, realpath, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { productVersion } from "#lib/kernel/version.ts";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import { readHeader } from "#lib/platform/backup/archive-file.ts";
import type { ArchiveHeader, BackupReason } from "#lib/platform/backup/archive-format.ts";
import { copyCluster } from "#lib/platform/backup/copy-cluster.ts";
import { dumpDatabase } from "#lib/platform/backup/dump-database.ts";
import { fileEntry, textEntry } from "#lib/platform/backup/file-content.ts";
import { loadRecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { type WrittenArchive, writeArchive } from "#lib/platform/backup/write-archive.ts";
import { connect } from "#lib/platform/db/connect.ts";
import type { Environment } from "#lib/platform/env.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

export interface BackupRequest {
  environment: Pick<Environment, "home" | "masterKey" | "masterKeyPrevious" | "backupKey" | "programsPath">;
  masterKey: MasterKey;
  /** Of the database, which runs. */
  url: string;
  id: string;
  reason: BackupReason;
  createdAt?: Date;
  signal: AbortSignal;
  onProgress?: (doneBytes: number, totalBytes: number) => void;
}

export interface MadeBackup extends WrittenArchive {
  fileName: string;
  path: string;
}

export const backupsFolder = (home: string): string => join(home, "backups");

/** Files of the home that are the product's own truth, beside its database. */
export const homeFiles = ["master-key", "audit-head"] as const;

/** Where master keys that the server gets by variables lie in an archive, one a line, the newest first. */
export const givenMasterKeyPath = "given/master-key";

/**
 * Makes one encrypted archive of the database, the secrets and the settings, while the product is at work. Not in it:
 * the files of workspaces, logs, other backups, and the recovery key itself.
 */
export async function makeBackup(request: BackupRequest): Promise<MadeBackup> {
  const { environment, id, reason, signal, onProgress } = request;
  const key = await loadRecoveryKey(environment.home, environment.backupKey);
  const database = await describeDatabase(request.url, environment.home);
  const createdAt = (request.createdAt ?? new Date()).toISOString();
  const header: ArchiveHeader = {
    format: 1,
    id,
    createdAt,
    version: productVersion,
    reason,
    keyId: key.id,
    salt: randomBytes(32).toString("base64"),
    database: { kind: database.kind, major: database.major },
  };
  const fileName = archiveName(header);
  const path = join(backupsFolder(environment.home), fileName);
  const written = await writeArchive({
    path,
    header,
    key,
    contents: contentsOf(request, database),
    signal,
    onProgress: (bytes) => onProgress?.(bytes, database.bytes),
  });
  return { ...written, fileName, path };
}

export const archiveName = ({
  createdAt,
  reason,
  id,
}: Pick<ArchiveHeader, "createdAt" | "reason" | "id">): string =>
  `lockkeeper-${createdAt.slice(0, 19).replaceAll(":", "-")}-${reason}-${id.slice(-8)}.backup`;

async function* contentsOf(request: BackupRequest, database: DescribedDatabase) {
  const { environment, masterKey, url, id, signal } = request;
  // Before the database: the newest link of the audit log that lies outside must be one that the copy has.
  const keyPath = join(environment.home, "master-key");
  const keyBefore = await unlessMissing(readFile(keyPath));
  // Another process may have replaced it since this one last looked.
  masterKey.refresh();
  for (const name of homeFiles) {
    // With a key from a variable, a file of that name is one of before, which opens nothing.
    if (name === "master-key" && environment.masterKey) continue;
    const entry = await fileEntry(`home/${name}`, join(environment.home, name));
    if (entry) yield entry;
  }
  const given = [environment.masterKey, environment.masterKeyPrevious].flatMap((key) => key?.reveal() ?? []);
  if (environment.masterKey) yield textEntry(givenMasterKeyPath, given.join("\n"));
  const isEmbedded = database.kind === "embedded";
  if (isEmbedded) {
    const password = await fileEntry("postgres/password", join(environment.home, "postgres", "password"));
    if (password) yield password;
  }
  const copied = yield* isEmbedded
    ? copyCluster({ url, id, signal })
    : dumpDatabase({
        url,
        major: database.major,
        programsPath: environment.programsPath,
        signal,
      });
  const keyAfter = await unlessMissing(readFile(keyPath));
  // Secrets of the one are not opened by the other.
  if (!keyBefore?.equals(keyAfter ?? Buffer.alloc(0)) && keyBefore !== keyAfter)
    throw new ArchiveError("The master key was replaced while the backup was made; make it again.");
  const isMasterKeyGiven = environment.masterKey !== undefined;
  yield { kind: "facts" as const, facts: { ...copied, masterKeyId: masterKey.id, isMasterKeyGiven } };
}

interface DescribedDatabase {
  kind: "embedded" | "external";
  major: number;
  bytes: number;
}

/** Whether the database is the home's own, its major version, and about how large it is. */
export async function describeDatabase(url: string, home: string): Promise<DescribedDatabase> {
  const sql = connect(url, { max: 1, fetch_types: false });
  try {
    const [row] = await sql<{ version: string; bytes: string }[]>`
      select current_setting('server_version_num') as version,
        pg_database_size(current_database())::text as bytes`;
    if (!row) throw new ArchiveError("The database does not say which version it is.");
    const own = await unlessMissing(realpath(join(home, "postgres", "data")));
    // Only a superuser may read it; of a database of somebody else we are none, or its folder is another.
    const data = await sql<{ data: string }[]>`select current_setting('data_directory') as data`.then(
      ([found]) => found?.data,
      () => undefined,
    );
    const kind = own !== undefined && data === own ? "embedded" : "external";
    return { kind, major: Math.floor(Number(row.version) / 10_000), bytes: Number(row.bytes) };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The archives of the folder that say what they are, whether their rest is whole or not. */
export async function listArchives(home: string): Promise<{ fileName: string; header: ArchiveHeader }[]> {
  const folder = backupsFolder(home);
  const names = ((await unlessMissing(readdir(folder))) ?? []).filter((name) => name.endsWith(".backup"));
  const found = await Promise.all(
    names.map(async (fileName) => {
      const read = await readHeader(join(folder, fileName)).catch(() => undefined);
      return read ? [{ fileName, header: read.header }] : [];
    }),
  );
  return found.flat();
}

/** Longer than any write pauses: what nobody wrote to for so long was left by a process that died. */
const draftMaxAgeMs = 3_600_000;

/** Removes what is left of archives that were begun and never ended. */
export async function removeDrafts(home: string, now = Date.now()): Promise<void> {
  const folder = backupsFolder(home);
  const names = ((await unlessMissing(readdir(folder))) ?? []).filter((name) => /\.backup\.part$/.test(name));
  for (const name of names) {
    const found = await unlessMissing(stat(join(folder, name)));
    if (found && now - found.mtimeMs > draftMaxAgeMs) await rm(join(folder, name), { force: true });
  }
}
