import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "#lib/platform/db/connect.ts";
import { type Binaries, findBinaries } from "#lib/platform/db/embedded-binaries.ts";
import {
  type Address,
  databaseUser,
  ensureCluster,
  writeConfiguration,
} from "#lib/platform/db/embedded-cluster.ts";
import { findPlace, type Place, preparePlace } from "#lib/platform/db/embedded-place.ts";
import {
  clearRemains,
  findPostmaster,
  launchPostmaster,
  readPidFile,
  runsBinaries,
  stopPostmaster,
  waitUntilReady,
} from "#lib/platform/db/embedded-postmaster.ts";
import { lockHome } from "#lib/platform/home-lock.ts";
import type { Logger } from "#lib/platform/log.ts";
import { isAlive, type ProcessIdentity } from "#lib/platform/process-identity.ts";

/**
 * A real PostgreSQL that belongs to one home. Guarantees: one postmaster for a home, ever (the home's lock, then proof
 * by pid, folder and answer); what another start left is adopted or ended; a crash at any point is mended by the next
 * start. It is reached over a unix socket that only its users can open, or over loopback with a password.
 */
export interface EmbeddedPostgres {
  /** For `connect`; stays the same over restarts. */
  readonly url: string;
  /** Whether a postmaster was found running, left by a process that died. */
  readonly adopted: boolean;
  /** The pid of the postmaster of the moment. */
  pid(): number;
  /** Resolves when that postmaster has ended, for whatever reason. */
  ended(): Promise<void>;
  /** Starts it again after it ended; does nothing after `stop`. */
  restart(): Promise<void>;
  isStopped(): boolean;
  /** Fast shutdown, at most 21 s; gives the home free. */
  stop(): Promise<void>;
}

interface StartOptions {
  home: string;
  log: Logger;
  /** False only for tests: a crash of the machine may then lose the database. */
  isDurable?: boolean;
}

const databaseName = "lockkeeper";
const socketPort = 5432;
const socketPathMaxBytes = 107;
const answerDeadlineMs = 10_000;
const exitPollMs = 250;

/** Makes sure that the PostgreSQL of `home` runs. Throws one plain sentence when it cannot. */
export async function startEmbeddedPostgres({
  home,
  log,
  isDurable = true,
}: StartOptions): Promise<EmbeddedPostgres> {
  const lock = await lockHome(home);
  try {
    const place = await preparePlace(home, log);
    const binaries = await findBinaries(place.binariesFolder, place.runAs !== undefined);
    await ensureCluster(place, binaries, isDurable);
    const adopted = await adopt(place, binaries, log);
    const address = adopted?.address ?? (await chooseAddress(place));
    const launch = async () => {
      await clearRemains(place);
      await writeConfiguration(place, address, isDurable);
      return await launchPostmaster(place, binaries);
    };
    const postmaster = adopted?.postmaster ?? (await launch());
    await ensureDatabase(address, place);
    log.info(
      { pid: postmaster.pid, adopted: adopted !== undefined, via: address.kind },
      "PostgreSQL is ready.",
    );
    return control({ address, postmaster, adopted: adopted !== undefined, launch, release: lock.release });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * The address of the PostgreSQL that runs on `home` at this moment, for a process that does not own the home;
 * undefined when none runs or it does not answer.
 */
export async function findEmbeddedPostgres(home: string): Promise<string | undefined> {
  const place = await findPlace(home);
  if (!place || !(await findPostmaster(place))) return undefined;
  try {
    const address = await chooseAddress(place, (await readPidFile(place))?.port);
    await proveAnswer(address, place);
    return addressUrl(address, databaseName);
  } catch {
    return undefined;
  }
}

interface Running {
  address: Address;
  postmaster: ProcessIdentity;
  adopted: boolean;
  launch(): Promise<ProcessIdentity>;
  release(): Promise<void>;
}

function control({ address, postmaster, adopted, launch, release }: Running): EmbeddedPostgres {
  let current = postmaster;
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  const startAgain = async () => {
    if (!stopping && !isAlive(current)) current = await launch();
  };
  const stop = async () => {
    await starting?.catch(() => {});
    await stopPostmaster(current).finally(release);
  };
  return {
    url: addressUrl(address, databaseName),
    adopted,
    pid: () => current.pid,
    isStopped: () => stopping !== undefined,
    async ended() {
      const awaited = current;
      while (isAlive(awaited)) await sleep(exitPollMs, undefined, { ref: false });
    },
    restart() {
      starting ??= startAgain().finally(() => {
        starting = undefined;
      });
      return starting;
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Takes over a postmaster that proves to be this home's, or ends it when it does not answer or is of other binaries. */
async function adopt(place: Place, binaries: Binaries, log: Logger) {
  const found = await findPostmaster(place);
  if (!found) return undefined;
  if (runsBinaries(found.pid, binaries)) {
    try {
      const postmaster = await waitUntilReady(place, found.pid);
      const address = await chooseAddress(place, (await readPidFile(place))?.port);
      await proveAnswer(address, place);
      if (await hasSlots(address)) return { postmaster, address };
      log.info({ pid: found.pid }, "PostgreSQL runs as an older version set it up; it is started anew.");
    } catch (error) {
      log.warn(
        { err: error, pid: found.pid },
        "A PostgreSQL left running does not answer; it is started anew.",
      );
    }
  }
  await stopPostmaster(found);
  return undefined;
}

export async function chooseAddress(place: Place, runningPort?: number): Promise<Address> {
  const socket = join(place.sockets, `.s.PGSQL.${socketPort}`);
  if (process.platform !== "win32" && Buffer.byteLength(socket) <= socketPathMaxBytes) {
    return { kind: "socket", folder: place.sockets, port: socketPort };
  }
  if (!existsSync(place.passwordFile)) {
    throw new Error(
      `The password of the database is missing (${place.passwordFile}); restore it from a backup.`,
    );
  }
  const password = (await readFile(place.passwordFile, "utf8")).trim();
  return { kind: "loopback", port: runningPort ?? (await findFreePort()), password };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address
          ? resolve(address.port)
          : reject(new Error("No free port was found.")),
      );
    });
  });
}

export function addressUrl(address: Address, database: string = databaseName): string {
  return address.kind === "socket"
    ? `postgres://${databaseUser}@${encodeURIComponent(address.folder)}/${database}`
    : `postgres://${databaseUser}:${address.password}@127.0.0.1:${address.port}/${database}`;
}

const onceConnected = (address: Address) =>
  connect(addressUrl(address, "postgres"), {
    max: 1,
    fetch_types: false,
    connect_timeout: answerDeadlineMs / 1000,
  });

/** The last proof: who answers at the address works on our data folder. */
async function proveAnswer(address: Address, place: Place): Promise<void> {
  const sql = onceConnected(address);
  try {
    const answer = sql<{ data: string }[]>`select current_setting('data_directory') as data`;
    const late = sleep(answerDeadlineMs, [], { ref: false });
    const [row] = await Promise.race([answer, late]);
    if (row?.data !== place.data)
      throw new Error("Another PostgreSQL, or none, answers at the address of this one.");
  } finally {
    await sql.end({ timeout: 0 });
  }
}

/** Backups need a slot, which a postmaster that an older version started has not. */
async function hasSlots(address: Address): Promise<boolean> {
  const sql = onceConnected(address);
  try {
    const [row] = await sql<{ count: number }[]>`
      select current_setting('max_replication_slots')::int as count`;
    return (row?.count ?? 0) > 0;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function ensureDatabase(address: Address, place: Place): Promise<void> {
  await proveAnswer(address, place);
  const sql = onceConnected(address);
  try {
    const found = await sql`select 1 from pg_database where datname = ${databaseName}`;
    if (found.length === 0) await sql`create database ${sql(databaseName)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
