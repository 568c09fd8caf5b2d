import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Machine, newMachine } from "#cli/fixtures/run-cli.ts";
import { startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { makeHome, quietLog, removeHome } from "#lib/platform/db/embedded-fixture.ts";
import { migrate } from "#lib/platform/db/migrate.ts";

let machine: Machine;
let homes: string[];
let folder: string;

beforeAll(async () => {
  machine = await newMachine();
  homes = [await makeHome(), await makeHome()];
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-keys-"));
  const postgres = await startEmbeddedPostgres({ home: homes[0] ?? "", log: quietLog, isDurable: false });
  await migrate({ url: postgres.url, log: quietLog });
  await postgres.stop();
});
afterAll(async () => {
  for (const home of homes ?? []) await removeHome(home);
  await rm(folder, { recursive: true, force: true });
  await machine?.drop();
});

test("on the server's console a backup is made, its key is shown once, and another machine is restored from it", async () => {
  const [home = "", other = ""] = homes;
  const made = await machine.run(["backup"], { env: { LOCKKEEPER_HOME: home } });
  expect(made).toMatchObject({ code: 0, stderr: "" });
  const key = /Recovery key: (\S+)/.exec(made.stdout)?.[1] ?? "";
  expect(key).toBe((await readFile(join(home, "backup-key"), "utf8")).trim());
  const second = await machine.run(["backup", "--here"], { env: { LOCKKEEPER_HOME: home } });
  expect(second.code).toBe(0);
  expect(second.stdout).not.toContain(key);
  const shown = await machine.run(["backup", "--show-key"], { env: { LOCKKEEPER_HOME: home } });
  expect(shown.stdout.trim()).toBe(key);

  const [name = ""] = await readdir(join(home, "backups"));
  const archive = join(home, "backups", name);
  const keyless = await machine.run(["restore", archive], { env: { LOCKKEEPER_HOME: other } });
  expect(keyless).toMatchObject({ code: 1, stderr: expect.stringContaining("The recovery key is missing") });
  const keyFile = join(folder, "key");
  await writeFile(keyFile, `${key}\n`, { mode: 0o600 });
  const restored = await machine.run(["restore", archive, "--key-file", keyFile], {
    env: { LOCKKEEPER_HOME: other },
  });
  expect(restored).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("are equal to what was backed up"),
  });
  const again = await machine.run(["restore", archive, "--key-file", keyFile], {
    env: { LOCKKEEPER_HOME: other },
  });
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("--replace") });
  const none = await machine.run(["restore", join(folder, "none.backup")], {
    env: { LOCKKEEPER_HOME: other },
  });
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining("There is no file") });
}, 240_000);
