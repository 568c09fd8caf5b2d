import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadRecoveryKey, recoveryKeyText } from "#lib/platform/backup/recovery-key.ts";
import {
  environmentOf,
  removeRestoredHome,
  type TestInstallation,
  testInstallation,
} from "#lib/platform/backup/testing.ts";
import { ask, makeHome, quietLog } from "#lib/platform/db/embedded-fixture.ts";
import { ensureDatabase } from "#lib/platform/db/ensure-database.ts";

let source: TestInstallation;
let other: string;
let archive: string;
let key: string;

beforeAll(async () => {
  [source, other] = await Promise.all([testInstallation(), makeHome()]);
  await source.sql`insert into settings (key, value) values ('whose', 'restored')`;
  archive = (await source.backUp()).path;
  key = recoveryKeyText(await loadRecoveryKey(source.home));
  const { postgres, sql } = await testInstallation(other);
  await sql`insert into settings (key, value) values ('whose', 'there before')`;
  await sql.end({ timeout: 1 });
  await postgres.stop();
});
afterAll(async () => {
  await source?.remove();
  if (other) await removeRestoredHome(other);
});

const script = join(import.meta.dirname, "../../../scripts/restore.ts");

/** Restores over the other home in a process of its own, which is killed once it has said this. */
async function restoreUntil(said: RegExp): Promise<void> {
  const { DATABASE_URL: _database, ...inherited } = process.env;
  const env = { ...inherited, LOCKKEEPER_HOME: other, LOCKKEEPER_BACKUP_KEY: key };
  const child = spawn(process.execPath, [script, archive, "--replace"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  for await (const line of createInterface(child.stdout)) if (said.test(line)) child.kill("SIGKILL");
  await ended;
}

/** What the next start finds, whole: one or the other, and the key that belongs to it. */
async function findAfterStart(): Promise<string> {
  const database = await ensureDatabase(environmentOf(other), quietLog);
  try {
    const [whose] = await ask(database.url, "select value from settings where key = 'whose'");
    const masterKey = await readFile(join(other, "master-key"), "utf8");
    const restoredKey = await readFile(join(source.home, "master-key"), "utf8");
    expect(masterKey === restoredKey, "the master key is of the same installation").toBe(
      whose === "restored",
    );
    return String(whose);
  } finally {
    await database.stop();
  }
}

test.each([/^Reading/, /^Bringing/, /^Comparing/])(
  "killed at %s, everything is as it was and nothing is left of it",
  async (said) => {
    await restoreUntil(said);
    expect(await findAfterStart()).toBe("there before");
    expect(existsSync(join(other, "restoring"))).toBe(false);
    expect(existsSync(join(other, "postgres", "restoring"))).toBe(false);
  },
  120_000,
);

test("killed while it puts things into place, the next start finds one installation or the other, never half of each", async () => {
  await restoreUntil(/^Putting/);
  expect(["there before", "restored"]).toContain(await findAfterStart());
  await restoreUntil(/never said/);
  expect(await findAfterStart()).toBe("restored");
  expect((await readdir(other)).some((name) => name.startsWith("before-restore-"))).toBe(true);
}, 180_000);
