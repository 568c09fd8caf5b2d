import { spawn } from "node:child_process";
import { existsSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "#lib/platform/db/embedded-binaries.ts";
import { configurationFile, postgresEnvironment } from "#lib/platform/db/embedded-cluster.ts";
import type { Place } from "#lib/platform/db/embedded-place.ts";
import { identifyProcess, isAlive, type ProcessIdentity } from "#lib/platform/process-identity.ts";

/** What a postmaster writes into its pid file. */
export interface PidFile {
  readonly pid: number;
  readonly data: string;
  readonly port: number;
  readonly isReady: boolean;
}

const logSizeMaxBytes = 5_000_000;
const pollMs = 10;
// Recovery after a crash can take its time; only a process that ends or this deadline stops the wait.
const readyDeadlineMs = 120_000;

const pidPath = (place: Place) => join(place.data, "postmaster.pid");

export async function readPidFile(place: Place): Promise<PidFile | undefined> {
  const text = await readFile(pidPath(place), "utf8").catch(() => "");
  const [pid, data, , port, , , , status] = text.split("\n").map((line) => line.trim());
  if (!pid || !data || !(Number(pid) > 0)) return undefined;
  return { pid: Number(pid), data, port: Number(port), isReady: status === "ready" };
}

/** The living postmaster of this very data folder: its pid file names it and the process works there. */
export async function findPostmaster(place: Place): Promise<ProcessIdentity | undefined> {
  const file = await readPidFile(place);
  if (!file) return undefined;
  const identity = identifyProcess(file.pid);
  return identity && worksIn(file, place) ? identity : undefined;
}

// A postmaster's working folder is its data folder. Where /proc is absent, its own pid file must do.
function worksIn({ pid, data }: PidFile, place: Place): boolean {
  if (process.platform !== "linux") return data === place.data;
  return programOf(pid).startsWith("postgres") && folderOf(pid) === realpathSync(place.data);
}

/** Whether the process runs these very binaries, and not those of a version installed before. */
export function runsBinaries(pid: number, binaries: Binaries): boolean {
  if (process.platform !== "linux") return true;
  return readLink(`/proc/${pid}/exe`) === realpathSync(binaries.postgres);
}

const readLink = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
};
const folderOf = (pid: number) => readLink(`/proc/${pid}/cwd`);
const programOf = (pid: number) => basename(readLink(`/proc/${pid}/exe`));

/** Every living PostgreSQL process that works in the data folder, postmaster or left behind by one. */
function processesIn(place: Place): number[] {
  if (process.platform !== "linux" || !existsSync(place.data)) return [];
  const data = realpathSync(place.data);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => folderOf(pid) === data && programOf(pid).startsWith("postgres") && identifyProcess(pid));
}

/**
 * Ends what a dead postmaster left: its children leave by themselves within moments, else are made to. Only when no
 * process works in the data folder is the pid file removed: it may name a number that another process has by now.
 */
export async function clearRemains(place: Place): Promise<void> {
  const begin = Date.now();
  for (let left = processesIn(place); left.length > 0; left = processesIn(place)) {
    const elapsedMs = Date.now() - begin;
    if (elapsedMs > 10_000)
      throw new Error(`PostgreSQL processes (${left.join(", ")}) on ${place.data} do not end.`);
    if (elapsedMs > 2_000) for (const pid of left) signal(pid, elapsedMs > 5_000 ? "SIGKILL" : "SIGQUIT");
    await sleep(50);
  }
  if (process.platform !== "linux") return;
  const lock = ".s.PGSQL.5432.lock";
  await Promise.all([pidPath(place), join(place.sockets, lock)].map((path) => rm(path, { force: true })));
}

/** Starts a postmaster and waits until it takes connections. It outlives this process, and its terminal's Ctrl-C. */
export async function launchPostmaster(place: Place, binaries: Binaries): Promise<ProcessIdentity> {
  await rotateLog(place);
  const logFile = await open(place.logFile, "a", 0o600);
  try {
    const child = spawn(binaries.postgres, [`--config-file=${configurationFile(place)}`], {
      cwd: "/",
      detached: true,
      env: postgresEnvironment,
      stdio: ["ignore", logFile.fd, logFile.fd],
      ...(place.runAs ? { uid: place.runAs.uid, gid: place.runAs.gid } : {}),
    });
    const failed = new Promise<never>((_resolve, reject) => {
      child.once("error", reject);
      child.once("exit", async () => reject(new Error(await describeFailure(place))));
    });
    child.unref();
    return await Promise.race([waitUntilReady(place, child.pid ?? 0), failed]);
  } finally {
    await logFile.close();
  }
}

/** Waits until the postmaster of this pid says it is ready; throws when it ends or stays silent too long. */
export async function waitUntilReady(place: Place, pid: number): Promise<ProcessIdentity> {
  const deadline = Date.now() + readyDeadlineMs;
  while (Date.now() < deadline) {
    const identity = identifyProcess(pid);
    if (!identity) throw new Error(await describeFailure(place));
    const file = await readPidFile(place);
    if (file?.pid === pid && file.isReady) return identity;
    await sleep(pollMs);
  }
  throw new Error(
    `The embedded PostgreSQL was not ready after ${readyDeadlineMs / 1000} s; see ${place.logFile}.`,
  );
}

async function describeFailure(place: Place): Promise<string> {
  const text = await readFile(place.logFile, "utf8").catch(() => "");
  const reason =
    text
      .trim()
      .split("\n")
      .findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? "no reason given";
  return `The embedded PostgreSQL did not start (${reason.replace(/^.*?(FATAL|PANIC|ERROR): +/, "")}); see ${place.logFile}.`;
}

async function rotateLog({ logFile }: Place): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logSizeMaxBytes) await rename(logFile, `${logFile}.1`);
}

/** Ends a postmaster: fast, after 10 s at once (it recovers at the next start), after 16 s by force. */
export async function stopPostmaster(identity: ProcessIdentity): Promise<void> {
  const steps = [
    ["SIGINT", 10_000],
    ["SIGQUIT", 6_000],
    ["SIGKILL", 5_000],
  ] as const;
  for (const [name, deadlineMs] of steps) {
    if (!isAlive(identity)) return;
    signal(identity.pid, name);
    // A stopped process takes no signal but these two.
    signal(identity.pid, "SIGCONT");
    if (await waitForEnd(identity, deadlineMs)) return;
  }
  throw new Error(`The embedded PostgreSQL (process ${identity.pid}) could not be stopped.`);
}

async function waitForEnd(identity: ProcessIdentity, deadlineMs: number): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  while (isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await sleep(pollMs);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
