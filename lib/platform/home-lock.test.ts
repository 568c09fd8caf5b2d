import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockHome } from "#lib/platform/home-lock.ts";
import { identifyProcess, isAlive } from "#lib/platform/process-identity.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "lockkeeper-lock-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const plant = (owner: object, number = 4) => writeFile(join(home, `lock.${number}`), JSON.stringify(owner));
const self = () => ({ ...identifyProcess(), isReleased: false });

test("a home has one owner, and is free again after release", async () => {
  const lock = await lockHome(home);
  await expect(lockHome(home)).rejects.toThrow(
    new RegExp(`process ${process.pid}\\) already runs on ${home}`),
  );
  await lock.release();
  await (await lockHome(home)).release();
});

test("of many claims on a stale lock exactly one wins, every time", async () => {
  for (let round = 0; round < 20; round++) {
    await plant({ ...self(), startedAt: "1" }, round * 10 + 500);
    const claims = await Promise.allSettled(Array.from({ length: 8 }, () => lockHome(home)));
    const won = claims.flatMap((claim) => (claim.status === "fulfilled" ? [claim.value] : []));
    expect(won).toHaveLength(1);
    await won[0]?.release();
  }
  expect(await readdir(home)).toHaveLength(1);
});

test("a pid that another process has by now does not hold the home", async () => {
  await plant({ ...self(), startedAt: "1" });
  await (await lockHome(home)).release();
});

test("a lock that cannot be read is not taken for a free one, and one that a power cut emptied is", async () => {
  await mkdir(join(home, "lock.4"));
  await expect(lockHome(home)).rejects.toThrow(/EISDIR/);
  expect(await readdir(home)).toEqual(["lock.4"]);
  await rm(join(home, "lock.4"), { recursive: true });
  await writeFile(join(home, "lock.4"), "");
  await (await lockHome(home)).release();
});

test("an owner in another container holds the home while it beats, and no longer", async () => {
  const foreign = { ...self(), realm: "another container" };
  await plant(foreign);
  const beat = setInterval(() => utimes(join(home, "lock.4"), new Date(), new Date()), 500);
  await expect(lockHome(home)).rejects.toThrow(/already runs/);
  clearInterval(beat);
  const past = new Date(Date.now() - 14_000);
  await utimes(join(home, "lock.4"), past, past);
  const lock = await lockHome(home);
  expect(await readFile(join(home, "lock.5"), "utf8")).toContain(`"pid":${process.pid}`);
  await lock.release();
});

test("a process is itself, one of another start is not, and one of another realm is unknown", () => {
  const identity = identifyProcess();
  if (!identity) throw new Error("This process was not found.");
  expect(isAlive(identity)).toBe(true);
  expect(isAlive({ ...identity, startedAt: "0" })).toBe(false);
  expect(isAlive({ ...identity, realm: "elsewhere" })).toBeUndefined();
});
