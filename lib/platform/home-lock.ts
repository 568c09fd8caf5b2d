import { randomBytes } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { identifyProcess, isAlive } from "#lib/platform/process-identity.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/**
 * One owner for a home. The lock is a file `lock.<n>` with the pid and the start of its owner; the highest n counts.
 * A newcomer that proves the owner gone links the next number: of several, one succeeds, and nobody ever removes a
 * lock that could be another's. An owner in another container cannot be seen: there the file's age decides.
 */
export interface HomeLock {
  release(): Promise<void>;
}

/** Another process has it, and lives. */
export class HomeTaken extends Error {
  override readonly name = "HomeTaken";
}

const Owner = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  realm: z.string(),
  isReleased: z.boolean(),
});
type Owner = z.infer<typeof Owner>;

const heartbeatMs = 5_000;
const unseenOwnerDeadlineMs = 3 * heartbeatMs;

/** Takes the home for this process. Throws HomeTaken, one sentence that names the owner, when another has it. */
export async function lockHome(home: string): Promise<HomeLock> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const self = identifyProcess();
  if (!self) throw new Error("This process could not find its own start time, which locking the home needs.");
  for (;;) {
    const highest = (await lockNumbers(home)).at(-1) ?? 0;
    if (highest > 0) await refuseWhileOwned(home, highest);
    const mine = highest + 1;
    if (!(await linkLock(home, mine, { ...self, isReleased: false }))) continue;
    const numbers = await lockNumbers(home);
    if (numbers.at(-1) === mine) {
      await Promise.all(numbers.slice(0, -1).map((number) => rm(lockPath(home, number), { force: true })));
      return keepLock(home, mine, { ...self, isReleased: true });
    }
    await rm(lockPath(home, mine), { force: true });
  }
}

const lockPath = (home: string, number: number) => join(home, `lock.${number}`);

async function lockNumbers(home: string): Promise<number[]> {
  const names = await readdir(home);
  return names
    .flatMap((name) => (/^lock\.\d+$/.test(name) ? [Number(name.slice(5))] : []))
    .sort((left, right) => left - right);
}

async function refuseWhileOwned(home: string, number: number): Promise<void> {
  const path = lockPath(home, number);
  const owner = await readOwner(path);
  if (!owner || owner.isReleased) return;
  if (!(isAlive(owner) ?? (await showsLife(path)))) return;
  throw new HomeTaken(
    `Another Lockkeeper (process ${owner.pid}) already runs on ${home}; stop it first, or set LOCKKEEPER_HOME to another folder.`,
  );
}

// Of an owner in another container only the heartbeat is seen: the next one proves life, none in time its end.
async function showsLife(path: string): Promise<boolean> {
  const first = await lastBeat(path);
  while (Date.now() < first + unseenOwnerDeadlineMs) {
    if ((await lastBeat(path)) !== first) return true;
    await sleep(200);
  }
  return false;
}

// A lock that cannot be read may be that of an owner who lives; one that holds no owner was left by a power cut.
async function readOwner(path: string): Promise<Owner | undefined> {
  const text = await unlessMissing(readFile(path, "utf8"));
  try {
    return text === undefined ? undefined : Owner.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const lastBeat = async (path: string): Promise<number> => (await unlessMissing(stat(path)))?.mtimeMs ?? 0;

async function writeDraft(home: string, owner: Owner): Promise<string> {
  const draft = join(home, `.lock-${process.pid}-${randomBytes(4).toString("hex")}`);
  await writeFile(draft, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
  return draft;
}

/** Whether this number was free; the file appears whole or not at all. */
async function linkLock(home: string, number: number, owner: Owner): Promise<boolean> {
  const draft = await writeDraft(home, owner);
  try {
    await link(draft, lockPath(home, number));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function keepLock(home: string, number: number, released: Owner): HomeLock {
  const path = lockPath(home, number);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A beat that fails is made up for by the next one.
    utimes(path, now, now).catch(() => {});
  }, heartbeatMs);
  heartbeat.unref();
  return {
    // The number stays taken: a newcomer that still looks at an older one can then never pass for the owner.
    async release() {
      clearInterval(heartbeat);
      await rename(await writeDraft(home, released), path);
    },
  };
}
