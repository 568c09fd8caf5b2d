import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkFolderSource } from "./check-folder.ts";

let folder: string;
let home: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "lk-check-")));
  home = join(folder, "installed", ".lockkeeper");
  await mkdir(join(home, "workspaces"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const refused = (path: string, reason: RegExp) =>
  expect(checkFolderSource(path, home), path).rejects.toMatchObject({
    type: "VALIDATION_ERROR",
    publicMessage: expect.stringMatching(reason),
    details: { field: "source.path" },
  });

test("an existing folder is taken by its real path, whatever its name", async () => {
  const name = "$(reboot) ünï 'x' --upload-pack=x";
  await mkdir(join(folder, name));
  await symlink(join(folder, name), join(folder, "link"));
  expect(await checkFolderSource(join(folder, name), home)).toBe(join(folder, name));
  expect(await checkFolderSource(`${folder}/./link/`, home)).toBe(join(folder, name));
});

test("what is no folder on this machine is refused with the reason", async () => {
  await writeFile(join(folder, "file"), "");
  for (const path of ["", "relative", "../up", "~/x", "C:\\x", "/a\0b", `/${"x".repeat(5000)}`]) {
    await refused(path, /must be an absolute path/);
  }
  await refused(join(folder, "absent"), /does not exist/);
  await refused(join(folder, "file"), /is a file/);
  await refused(join(folder, "file", "below"), /could not be opened \(ENOTDIR\)/);
  await refused(join(folder, "x".repeat(300)), /could not be opened/);
});

test("the system's folders are refused, also through a link", async () => {
  for (const path of ["/", "/etc", "/etc/../etc", "/proc", "/proc/self", "/sys/kernel", "/dev", "/boot"]) {
    await refused(path, /belongs to the system/);
  }
  for (const path of ["/tmp", "/home", "/usr", "/var"]) await refused(path, /belongs to the system/);
  await symlink("/etc", join(folder, "innocent"));
  await refused(join(folder, "innocent"), /belongs to the system/);
});

test("Lockkeeper's own data is refused, from inside and from above", async () => {
  await refused(home, /inside Lockkeeper's own data/);
  await refused(join(home, "workspaces"), /inside Lockkeeper's own data/);
  await refused(join(folder, "installed"), /holds Lockkeeper's own data/);
  await mkdir(join(folder, "installed-too"));
  await mkdir(join(folder, "..lockkeeper"));
  await expect(checkFolderSource(join(folder, "installed-too"), home)).resolves.toBeTruthy();
  await expect(checkFolderSource(join(folder, "..lockkeeper"), `${folder}/..lock`)).resolves.toBeTruthy();
});

test("a folder the server may not write is refused; from root nobody keeps one", async () => {
  const closed = join(folder, "closed");
  await mkdir(closed);
  await chmod(closed, 0o500);
  if (process.getuid?.() === 0) await expect(checkFolderSource(closed, home)).resolves.toBeTruthy();
  else await refused(closed, /readable and writable/);
});
