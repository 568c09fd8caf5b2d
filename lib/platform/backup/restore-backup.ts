import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { secret } from "#lib/kernel/secret.ts";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import { readArchive, readHeader, refuseOtherKey } from "#lib/platform/backup/archive-file.ts";
import type { ArchiveHeader } from "#lib/platform/backup/archive-format.ts";
import { checkRestored, endSessions } from "#lib/platform/backup/check-restored.ts";
import { databaseNameOf } from "#lib/platform/backup/database-swap.ts";
import { dumpPath } from "#lib/platform/backup/dump-database.ts";
import { describeDatabase, givenMasterKeyPath, homeFiles } from "#lib/platform/backup/make-backup.ts";
import type { Manifest } from "#lib/platform/backup/manifest.ts";
import { keepRecoveryKey, type RecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { dropLeftDatabase, makeDatabaseBeside, restoreDump } from "#lib/platform/backup/restore-dump.ts";
import { type Staging, stagingSinks } from "#lib/platform/backup/restore-files.ts";
import { finishSwap, makeSwap, readWayBack, type Swap, stagingFolder } from "#lib/platform/backup/swap.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { type Place, preparePlace } from "#lib/platform/db/embedded-place.ts";
import {
  embeddedMajor,
  endLeftPostmaster,
  prepareRecoveryPlace,
  recoverCluster,
  recoveryPlaceOf,
} from "#lib/platform/db/embedded-recovery.ts";
import type { Environment } from "#lib/platform/env.ts";
import { lockHome } from "#lib/platform/home-lock.ts";
import type { Logger } from "#lib/platform/log.ts";
import { loadMasterKey, type MasterKey } from "#lib/platform/master-key.ts";

export interface RestoreRequest {
  environment: Environment;
  archive: string;
  key: RecoveryKey;
  /** What the home and the database hold is put aside; else they must be empty. */
  isToReplace: boolean;
  /** The way back of an upgrade: the same installation goes on, so sessions stay and nothing is added. */
  isWayBack?: boolean;
  log: Logger;
  signal: AbortSignal;
  onProgress?: (text: string) => void;
}

export interface Restored {
  header: ArchiveHeader;
  manifest: Manifest;
  /** Where what was there lies now; null where nothing was. */
  aside: string | null;
}

/**
 * Brings an installation back from an archive. All of it is put together beside what is there, compared with what the
 * archive says of itself, and only then put into place; until that moment nothing of the home or the database is touched.
 */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const { environment, archive, key } = request;
  const { header } = await readHeader(archive);
  refuseOtherKey(header, key);
  refuseOtherKind(header, environment);
  const lock = await lockHome(environment.home);
  try {
    await finishSwap(environment.home, environment.databaseUrl?.reveal());
    const hadData = await refuseData(request);
    const restored =
      header.database.kind === "embedded"
        ? await restoreEmbedded(request, header)
        : await restoreExternal(request, header);
    await keepRecoveryKey(environment.home, key);
    return { ...restored, header, aside: hadData ? restored.aside : null };
  } finally {
    await lock.release();
  }
}

function refuseOtherKind({ database }: ArchiveHeader, { databaseUrl }: Environment): void {
  if (database.kind === "embedded" && databaseUrl) {
    throw new ArchiveError(
      "The backup is of a Lockkeeper with its own PostgreSQL; restore it without DATABASE_URL. A backup does not move data from one kind of database to the other.",
    );
  }
  if (database.kind === "external" && !databaseUrl) {
    throw new ArchiveError(
      `The backup is of a Lockkeeper with a PostgreSQL ${database.major} of its own; set DATABASE_URL to an empty database of that version or a newer one.`,
    );
  }
}

/** Whether there is something already; throws where nobody said that it may be replaced. */
async function refuseData({ environment, isToReplace }: RestoreRequest): Promise<boolean> {
  const { home, databaseUrl } = environment;
  const ownFiles = [...homeFiles, join("postgres", "data")].filter((name) => existsSync(join(home, name)));
  const isFull = ownFiles.length > 0 || (databaseUrl ? await hasTables(databaseUrl.reveal()) : false);
  if (isFull && !isToReplace) {
    const where = databaseUrl ? `${home} or the database of DATABASE_URL` : home;
    throw new ArchiveError(
      `There is data in ${where} already. Restore into an empty place, or say --replace: then what is there is put aside, and can be brought back.`,
    );
  }
  return isFull;
}

async function hasTables(url: string): Promise<boolean> {
  const sql = connect(url, { max: 1, fetch_types: false });
  try {
    const found = await sql`select 1 from pg_tables where schemaname = 'public' limit 1`;
    return found.length > 0;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

type Outcome = { manifest: Manifest; aside: string };

async function restoreEmbedded(request: RestoreRequest, header: ArchiveHeader): Promise<Outcome> {
  const { environment, archive, key, log, signal, onProgress } = request;
  const live = await preparePlace(environment.home, log);
  const major = await embeddedMajor(live);
  if (major !== header.database.major) {
    throw new ArchiveError(
      `The backup is of PostgreSQL ${header.database.major}, and this Lockkeeper brings PostgreSQL ${major}; restore it with Lockkeeper ${header.version}.`,
    );
  }
  const place = recoveryPlaceOf(live);
  const staging = { folder: stagingFolder(environment.home), place };
  await endLeftPostmaster(place);
  await clearStaging(staging);
  try {
    await prepareRecoveryPlace(place);
    await mkdir(staging.folder, { mode: 0o700 });
    onProgress?.("Reading the backup.");
    const { manifest } = await readArchive(archive, key, { open: stagingSinks(staging), signal });
    onProgress?.("Bringing the database to the moment of the backup.");
    await recoverCluster(place, manifest.recoveryTarget ?? "", (url) =>
      proveAndEnd(request, { url, staging, header, manifest }),
    );
    await endLeftPostmaster(live);
    onProgress?.("Putting everything into place.");
    const swap = await planSwap(environment, staging, { live, place });
    await makeSwap(environment.home, swap, undefined);
    return { manifest, aside: swap.aside };
  } catch (error) {
    await clearStaging(staging);
    throw error;
  }
}

async function restoreExternal(request: RestoreRequest, header: ArchiveHeader): Promise<Outcome> {
  const { environment, archive, key, signal, onProgress } = request;
  const url = environment.databaseUrl?.reveal() ?? "";
  const { major } = await describeDatabase(url, environment.home);
  if (major < header.database.major) {
    throw new ArchiveError(
      `The backup is of PostgreSQL ${header.database.major}, and DATABASE_URL leads to PostgreSQL ${major}; give it a server that is as new.`,
    );
  }
  const staging = { folder: stagingFolder(environment.home), place: undefined };
  await dropLeftDatabase(staging.folder, url);
  await clearStaging(staging);
  await mkdir(staging.folder, { mode: 0o700 });
  const target = await makeDatabaseBeside(url, staging.folder).catch(async (error: unknown) => {
    await clearStaging(staging);
    throw error;
  });
  try {
    onProgress?.("Reading the backup.");
    const { manifest } = await readArchive(archive, key, { open: stagingSinks(staging), signal });
    onProgress?.("Filling the database.");
    await restoreDump({
      url: target.url,
      path: join(staging.folder, dumpPath),
      major,
      programsPath: environment.programsPath,
      signal,
    });
    await proveAndEnd(request, { url: target.url, staging, header, manifest });
    onProgress?.("Putting everything into place.");
    const swap = await planSwap(environment, staging, undefined);
    const live = databaseNameOf(url);
    const aside = `${live.slice(0, 30)}_before_${stamp().replaceAll("-", "_").toLowerCase()}`;
    await makeSwap(environment.home, { ...swap, database: { restored: target.name, live, aside } }, url);
    return { manifest, aside: swap.aside };
  } catch (error) {
    await target.drop();
    await clearStaging(staging);
    throw error;
  }
}

async function clearStaging({ folder, place }: Staging): Promise<void> {
  for (const path of [folder, place?.folder]) if (path) await rm(path, { recursive: true, force: true });
}

interface Proving {
  url: string;
  staging: Staging;
  header: ArchiveHeader;
  manifest: Manifest;
}

async function proveAndEnd(
  request: RestoreRequest,
  { url, staging, header, manifest }: Proving,
): Promise<void> {
  const { environment, isWayBack = false, onProgress } = request;
  const home = join(staging.folder, "home");
  const masterKey = await archivedKeyOf(request, staging, manifest);
  onProgress?.("Comparing it with what was backed up.");
  await checkRestored({ url, home, masterKey, environment }, manifest);
  if (!isWayBack) await endSessions(url, header);
}

/** The keys that the secrets were sealed with; throws where the server would start with another one. */
async function archivedKeyOf(
  { environment }: RestoreRequest,
  { folder }: Staging,
  manifest: Manifest,
): Promise<MasterKey> {
  const given = join(folder, givenMasterKeyPath);
  const home = join(folder, "home");
  await mkdir(home, { recursive: true, mode: 0o700 });
  const archived = manifest.isMasterKeyGiven ? secret((await readFile(given, "utf8")).trim()) : undefined;
  const masterKey = await loadMasterKey({ home, given: archived });
  if (masterKey.id !== manifest.masterKeyId)
    throw new ArchiveError(
      "The master key in the backup is not the one that its secrets were sealed with; use another backup.",
    );
  const { masterKey: asked, masterKeyBy: by } = environment;
  if (asked && (await loadMasterKey({ home, given: asked })).id !== masterKey.id)
    throw new ArchiveError(
      `${by} is another key than the one that the secrets in the backup were sealed with; give that one, or none: the backup has it.`,
    );
  return masterKey;
}

/** In the order of time, and another one for two restores of one second. */
const stamp = (): string => new Date().toISOString().slice(0, 23).replace(/[:.]/g, "-");

/** What is there goes aside, then what was restored takes its place. */
async function planSwap(
  { home, masterKey }: Environment,
  { folder }: Staging,
  cluster: { live: Place; place: Place } | undefined,
): Promise<Swap> {
  const aside = join(home, `before-restore-${stamp()}`);
  const restored = await readdir(join(folder, "home"));
  const isGiven = existsSync(join(folder, givenMasterKeyPath));
  const away = homeFiles.map((name) => ({ from: join(home, name), to: join(aside, name) }));
  const into = restored.map((name) => ({ from: join(folder, "home", name), to: join(home, name) }));
  // A key that came by a variable is needed on the new machine where nobody set one; else it stays out of the home.
  if (isGiven && !masterKey && !restored.includes("master-key"))
    into.push({ from: join(folder, givenMasterKeyPath), to: join(home, "master-key") });
  const clusterMoves = cluster
    ? [
        { from: cluster.live.data, to: `${cluster.live.data}.before-${stamp()}` },
        { from: cluster.live.passwordFile, to: `${cluster.live.passwordFile}.before-${stamp()}` },
        { from: cluster.place.data, to: cluster.live.data },
        { from: cluster.place.passwordFile, to: cluster.live.passwordFile },
      ]
    : [];
  const leftovers = [folder, ...(cluster ? [cluster.place.folder] : [])];
  return { aside, moves: [...away, ...into, ...clusterMoves], database: null, leftovers };
}

/** Brings back what the newest restore put aside; returns where that was, or undefined where there is nothing. */
export async function undoRestore(environment: Environment, log: Logger): Promise<string | undefined> {
  const { home, databaseUrl } = environment;
  const lock = await lockHome(home);
  try {
    await finishSwap(home, databaseUrl?.reveal());
    if (!databaseUrl) await endLeftPostmaster(await preparePlace(home, log));
    const asides = (await readdir(home)).filter((name) => /^before-restore-[\dT-]+$/.test(name)).sort();
    for (const name of asides.reverse()) {
      const aside = join(home, name);
      const back = await readWayBack(aside);
      if (!back || existsSync(back.aside)) continue;
      await makeSwap(home, back, databaseUrl?.reveal());
      return aside;
    }
    return undefined;
  } finally {
    await lock.release();
  }
}
