import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Logger } from "#lib/platform/log.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/** Where one embedded cluster lives and who runs it. */
export interface Place {
  readonly home: string;
  /** Owned by the server's user; holds everything below. */
  readonly folder: string;
  readonly data: string;
  readonly sockets: string;
  readonly passwordFile: string;
  readonly logFile: string;
  /** Where copies of the programs go when they cannot be used in place. */
  readonly binariesFolder: string;
  /** The system user that PostgreSQL runs as; undefined: the server's own. */
  readonly runAs: { readonly name: string; readonly uid: number; readonly gid: number } | undefined;
}

const run = promisify(execFile);
const sharedFolder = "/var/lib/lockkeeper";
const systemUser = "lockkeeper-db";

/**
 * Makes the folders of the cluster of `home` and returns them. PostgreSQL refuses to run as root; then it gets a user
 * of its own, and its files a folder which that user can reach: `<home>/postgres` becomes a link to it.
 * The home must be locked. Throws one plain sentence when the home belongs to another user or is a copy.
 */
export async function preparePlace(home: string, log: Logger): Promise<Place> {
  const realHome = await realpath(home);
  const isRoot = process.getuid?.() === 0;
  const runAs = isRoot ? await ensureSystemUser() : undefined;
  const folder = runAs ? await ensureStagedFolder(realHome, runAs.gid, log) : await ensureOwnFolder(realHome);
  const place = placeAt(realHome, folder, runAs);
  await mkdir(place.sockets, { recursive: true, mode: 0o700 });
  await giveToPostgres(place, place.sockets);
  return place;
}

const placeAt = (home: string, folder: string, runAs: Place["runAs"]): Place => ({
  home,
  folder,
  data: join(folder, "data"),
  sockets: join(folder, "sockets"),
  passwordFile: join(folder, "password"),
  logFile: join(home, "postgres.log"),
  binariesFolder: runAs ? sharedFolder : folder,
  runAs,
});

/** Where the cluster of `home` lies, changing nothing; undefined when there is none. */
export async function findPlace(home: string): Promise<Place | undefined> {
  const folder = await unlessMissing(realpath(join(home, "postgres")));
  if (!folder) return undefined;
  const realHome = await realpath(home);
  return placeAt(realHome, folder, undefined);
}

/** Hands a file or folder to the user that PostgreSQL runs as. */
export async function giveToPostgres({ runAs }: Place, path: string): Promise<void> {
  if (runAs) await chown(path, runAs.uid, runAs.gid);
}

/** Removes the cluster of `home` for good, wherever it lies. Nothing may be running on it. */
export async function removePlace(home: string): Promise<void> {
  const path = join(home, "postgres");
  const staged = await readLink(path);
  for (const folder of [staged, path]) if (folder) await rm(folder, { recursive: true, force: true });
}

async function ensureOwnFolder(home: string): Promise<string> {
  const path = join(home, "postgres");
  const found = await unlessMissing(lstat(path));
  if (found?.isSymbolicLink()) {
    throw new Error(
      `The database of ${home} was made by root; start Lockkeeper as root, or choose another LOCKKEEPER_HOME.`,
    );
  }
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

async function ensureStagedFolder(home: string, gid: number, log: Logger): Promise<string> {
  const path = join(home, "postgres");
  const found = await unlessMissing(lstat(path));
  if (found && !found.isSymbolicLink()) {
    throw new Error(
      `The database of ${home} was made by another user (uid ${found.uid}); start Lockkeeper as that user, not as root.`,
    );
  }
  const folder = found ? await readlink(path) : await newStagedFolder(home, log);
  if (!existsSync(folder)) {
    throw new Error(
      `The database of ${home} is missing: ${folder} does not exist. Restore that folder from a backup.`,
    );
  }
  await claimStagedFolder(folder, home);
  await chown(folder, 0, gid);
  await chmod(folder, 0o750);
  if (!found) await symlink(folder, path);
  return folder;
}

async function newStagedFolder(home: string, log: Logger): Promise<string> {
  const folder = join(sharedFolder, createHash("sha256").update(home).digest("hex").slice(0, 16));
  if (existsSync(join(folder, "data"))) {
    // The home was deleted and made anew; its old database is another's, and is kept.
    const aside = `${folder}.${Date.now()}`;
    await rename(folder, aside);
    log.warn({ aside }, "A database of an earlier home at this path was set aside.");
  }
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
  await mkdir(folder, { recursive: true, mode: 0o750 });
  return folder;
}

/** A moved home keeps its database; a copied one must not share it with its original. */
async function claimStagedFolder(folder: string, home: string): Promise<void> {
  const record = join(folder, "home");
  const owner = await unlessMissing(readFile(record, "utf8"));
  if (owner === home) return;
  if (owner && (await readLink(join(owner, "postgres"))) === folder) {
    throw new Error(
      `${home} is a copy of ${owner} and would share its database; delete ${join(home, "postgres")} to begin an empty one.`,
    );
  }
  await writeFile(record, home, { mode: 0o600 });
}

/** Where a link leads; undefined where nothing lies there, or no link. */
async function readLink(path: string): Promise<string | undefined> {
  const found = await unlessMissing(lstat(path));
  return found?.isSymbolicLink() ? readlink(path) : undefined;
}

async function findSystemUser(): Promise<Place["runAs"]> {
  try {
    const ask = async (flag: string) =>
      Number((await run("id", [flag, systemUser], { timeout: 10_000 })).stdout);
    return { name: systemUser, uid: await ask("-u"), gid: await ask("-g") };
  } catch {
    return undefined;
  }
}

async function ensureSystemUser(): Promise<NonNullable<Place["runAs"]>> {
  const found = await findSystemUser();
  if (found) return found;
  const options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"];
  const attempt = run("useradd", [...options, "--shell", "/usr/sbin/nologin", systemUser], {
    timeout: 30_000,
  });
  const failure = await attempt.then(
    () => undefined,
    (error: Error) => error,
  );
  // Another home's first start may have made it meanwhile.
  const made = await findSystemUser();
  if (made) return made;
  throw new Error(
    `PostgreSQL does not run as root, and its user ${systemUser} could not be made; start Lockkeeper as another user or set DATABASE_URL.`,
    { cause: failure },
  );
}
