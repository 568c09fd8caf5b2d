import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { productVersion } from "#lib/kernel/version.ts";
import { readArchive } from "#lib/platform/backup/archive-file.ts";
import { writeDurably } from "#lib/platform/backup/durable-file.ts";
import { backupsFolder, listArchives, makeBackup } from "#lib/platform/backup/make-backup.ts";
import { loadRecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { restoreBackup } from "#lib/platform/backup/restore-backup.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { migrate, pendingMigrations } from "#lib/platform/db/migrate.ts";
import type { Environment } from "#lib/platform/env.ts";
import type { Logger } from "#lib/platform/log.ts";
import { masterKeyOf } from "#lib/platform/platform.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/** Where an upgrade has got to; lies in the home while one is under way. */
const Marker = z.object({
  /** `migrating`: the archive is whole. `returning`: the upgrade failed, and the archive goes back into place. */
  phase: z.enum(["migrating", "returning"]),
  /** Null where somebody wanted none. */
  archive: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string(),
  reason: z.string().nullable(),
});
type Marker = z.infer<typeof Marker>;

/** The upgrade did not come about; the message says how things stand and what to start. */
export class UpgradeFailed extends Error {
  override readonly name = "UpgradeFailed";
}

interface UpgradeOptions {
  environment: Environment;
  /** Runs; it is stopped where the data has to go back. */
  database: { url: string; stop(): Promise<void> };
  log: Logger;
  /** What else has to fit this version: the tables of the job queue. */
  prepare(url: string): Promise<void>;
  checkHealth(url: string): Promise<void>;
  folder?: string;
}

/** Of backups made before upgrades so many stay. */
const keptMax = 3;
const backupDeadlineMs = 4 * 3_600_000;

/**
 * Brings the database to this version. One that holds data is backed up first; when the migration or a look at the
 * result fails, it is put back as it was. A crash at any point is mended by the next start: before the migration is
 * committed the data is the old, after it the upgrade is gone on with, and a way back that was begun is gone to its end.
 */
export async function upgradeDatabase(options: UpgradeOptions): Promise<void> {
  const { environment, database, log, prepare, folder } = options;
  const { home } = environment;
  const begun = await readMarker(home);
  if (begun?.phase === "returning") return goBack(options, begun);
  const pending = await pendingMigrations({ url: database.url, folder });
  const isGuarded = await hasData(database.url);
  if (isGuarded && pending.length > 0) await writeMarker(home, await backUpFirst(options));
  // Killed behind the migration: the archive of that time is still the state before it.
  const marker = pending.length > 0 || begun ? await readMarker(home) : undefined;
  try {
    await migrate({ url: database.url, log, ...(folder ? { folder } : {}) });
    await prepare(database.url);
    if (marker) await options.checkHealth(database.url);
  } catch (error) {
    if (!marker) throw error;
    await undo(options, { ...marker, reason: sentenceOf(error) }, pending);
  }
  await rm(markerPath(home), { force: true });
  await writeDurably(versionPath(home), `${productVersion}\n`);
}

const markerPath = (home: string): string => join(home, "upgrade.json");
const versionPath = (home: string): string => join(home, "version");

async function readMarker(home: string): Promise<Marker | undefined> {
  const text = await unlessMissing(readFile(markerPath(home), "utf8"));
  return text === undefined ? undefined : Marker.parse(JSON.parse(text));
}

const writeMarker = (home: string, marker: Marker): Promise<void> =>
  writeDurably(markerPath(home), `${JSON.stringify(marker)}\n`);

/** Whether anybody has been set up here: an empty database needs no way back. */
async function hasData(url: string): Promise<boolean> {
  const sql = connect(url, { max: 1, fetch_types: false });
  try {
    const [table] = await sql<{ name: string | null }[]>`select to_regclass('public.users')::text as name`;
    if (!table?.name) return false;
    return (await sql`select 1 from users limit 1`).length > 0;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function backUpFirst({ environment, database, log }: UpgradeOptions): Promise<Marker> {
  const { home } = environment;
  const from = (await unlessMissing(readFile(versionPath(home), "utf8")))?.trim() ?? null;
  const marker = { phase: "migrating" as const, from, to: productVersion, reason: null };
  if (environment.isUpgradeWithoutBackup) {
    log.warn("The database is upgraded without a backup, as LOCKKEEPER_UPGRADE_WITHOUT_BACKUP says.");
    return { ...marker, archive: null };
  }
  try {
    const signal = AbortSignal.timeout(backupDeadlineMs);
    const masterKey = await masterKeyOf(environment);
    const id = randomUUID();
    const made = await makeBackup({
      environment,
      masterKey,
      url: database.url,
      id,
      reason: "upgrade",
      signal,
    });
    await readArchive(made.path, await loadRecoveryKey(home, environment.backupKey), { signal });
    log.info({ archive: made.path }, "The installation was backed up before the upgrade.");
    await removeOldest(home);
    return { ...marker, archive: made.path };
  } catch (error) {
    throw new UpgradeFailed(
      `This version has to change the database, and the backup before that could not be made: ${sentenceOf(error)} Nothing was changed. Mend that and start again, start ${nameOf(from)}, or set LOCKKEEPER_UPGRADE_WITHOUT_BACKUP=1 to go on without one.`,
      { cause: error },
    );
  }
}

async function removeOldest(home: string): Promise<void> {
  const made = (await listArchives(home)).filter(({ header }) => header.reason === "upgrade");
  made.sort((left, right) => right.header.createdAt.localeCompare(left.header.createdAt));
  for (const { fileName } of made.slice(keptMax))
    await rm(join(backupsFolder(home), fileName), { force: true });
}

/** Always throws: with the data as it was before, or with what to do where there is no way back. */
async function undo(options: UpgradeOptions, marker: Marker, before: readonly string[]): Promise<never> {
  const { environment, database, folder } = options;
  const after = await pendingMigrations({ url: database.url, folder });
  if (before.length > 0 && after.length === before.length) {
    // All of a migration is one transaction: none of it was kept.
    await rm(markerPath(environment.home), { force: true });
    throw new UpgradeFailed(
      `${failureOf(marker)} The data is as it was before: start ${nameOf(marker.from)}.`,
    );
  }
  if (marker.archive === null) {
    throw new UpgradeFailed(
      `${failureOf(marker)} No backup was made before it, so the database stays as the upgrade left it: restore a backup of your own.`,
    );
  }
  await writeMarker(environment.home, { ...marker, phase: "returning" });
  return goBack(options, marker);
}

async function goBack({ environment, database, log }: UpgradeOptions, marker: Marker): Promise<never> {
  const archive = marker.archive ?? "";
  log.error({ reason: marker.reason, archive }, "The upgrade failed; the data from before it is put back.");
  await database.stop();
  const { aside } = await restoreBackup({
    environment,
    archive,
    key: await loadRecoveryKey(environment.home, environment.backupKey),
    isToReplace: true,
    isWayBack: true,
    log,
    signal: AbortSignal.timeout(backupDeadlineMs),
  });
  await rm(markerPath(environment.home), { force: true });
  throw new UpgradeFailed(
    `${failureOf(marker)} The data was put back as it was before: start ${nameOf(marker.from)}. What the upgrade had made of it lies in ${aside} and beside the database, and can be removed.`,
  );
}

const failureOf = ({ to, reason }: Marker): string => {
  const said = reason?.trim() ?? "";
  return `The upgrade to Lockkeeper ${to} failed: ${said}${/[.!?]$/.test(said) ? "" : "."}`;
};

const nameOf = (version: string | null): string =>
  version === null ? "the version that ran before" : `Lockkeeper ${version}`;

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
