import { execFile } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestInstallation, testInstallation } from "#lib/platform/backup/testing.ts";

const run = promisify(execFile);
let source: TestInstallation;
let folder: string;
/** Why this machine gives no small disk, or null where it does. */
let refusal: string | null;

beforeAll(async () => {
  source = await testInstallation();
  folder = join(source.home, "backups");
  await mkdir(folder, { mode: 0o700 });
  refusal = await run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).then(
    () => null,
    (error: Error) => `mounting is not permitted here (${error.message.trim().split("\n").at(-1)})`,
  );
});
afterAll(async () => {
  if (refusal === null) await run("umount", ["--lazy", folder]);
  await source?.remove();
});

test("a full disk ends the backup in those words, leaves nothing half, and the next one has room", async ({
  skip,
}) => {
  if (refusal !== null) skip(refusal);
  await expect(source.backUp()).rejects.toThrow(/^The disk of .* is full: the backup was not made\./);
  expect(await readdir(folder)).toEqual([]);
  await run("mount", ["-o", "remount,size=256m", folder]);
  const made = await source.backUp();
  expect(await readdir(folder)).toEqual([made.fileName]);
});
