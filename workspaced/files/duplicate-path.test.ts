import { execFile } from "node:child_process";
import { lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { duplicatePath } from "#lib/providers/workspaced/files.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";

const run = promisify(execFile);
let workspace: TestWorkspace;
let address: TestWorkspace["address"];
let folder: string;

beforeAll(async () => {
  workspace = await startTestWorkspace({ terminals: "pty" });
  ({ address, folder } = workspace);
});
afterAll(() => workspace.close());

test("copies are named as people expect, and never take a name that is there", async () => {
  for (const name of ["a.txt", ".env", "Makefile", "a.tar.gz"]) await writeFile(join(folder, name), name);
  const copyOf = async (path: string) => (await duplicatePath(address, { path })).path;
  expect(await copyOf("a.txt")).toBe("a copy.txt");
  expect(await copyOf("a.txt")).toBe("a copy 2.txt");
  expect(await copyOf(".env")).toBe(".env copy");
  expect(await copyOf("Makefile")).toBe("Makefile copy");
  expect(await readFile(join(folder, "a copy 2.txt"), "utf8")).toBe("a.txt");
  const long = `${"ü".repeat(125)}.txt`;
  await writeFile(join(folder, long), "long");
  expect(Buffer.byteLength(await copyOf(long))).toBeLessThanOrEqual(255);
  await expect(duplicatePath(address, { path: "a.txt", to: ".env" })).rejects.toMatchObject({
    status: 409,
    details: { field: "to" },
  });
  expect(await readFile(join(folder, ".env"), "utf8")).toBe(".env");
});

test("a folder is copied whole: modes, times, links as links, odd names; not .git and not pipes", async () => {
  await mkdir(join(folder, "app/sub/.git"), { recursive: true });
  await writeFile(join(folder, "app/sub/run.sh"), "x", { mode: 0o755 });
  await symlink("../../outside", join(folder, "app/out"));
  await writeFile(Buffer.concat([Buffer.from(`${folder}/app/`), Buffer.from([0xff, 0xfe])]), "bytes");
  await run("mkfifo", [join(folder, "app/pipe")]);
  const { path, skipped } = await duplicatePath(address, { path: "app", to: "copies" });
  expect([path, skipped.toSorted()]).toEqual(["copies", ["app/pipe", "app/sub/.git"]]);
  expect((await stat(join(folder, "copies/sub/run.sh"))).mode & 0o777).toBe(0o755);
  expect((await stat(join(folder, "copies/sub/run.sh"))).mtimeMs).toBeCloseTo(
    (await stat(join(folder, "app/sub/run.sh"))).mtimeMs,
    -1,
  );
  expect(await readlink(join(folder, "copies/out"))).toBe("../../outside");
  expect(
    (await readdir(join(folder, "copies"), { encoding: "buffer" })).some((name) => name[0] === 0xff),
  ).toBe(true);
});

test("what cannot be copied is refused in words, and leaves nothing behind", async () => {
  await mkdir(join(folder, "here"));
  for (const [input, field] of [
    [{ path: "here", to: "here/in/it" }, "to"],
    [{ path: "app/pipe" }, "path"],
    [{ path: "here", to: "../out" }, "to"],
    [{ path: "here", to: ".git/hooks" }, "to"],
  ] as const) {
    await mkdir(join(folder, ".git"), { recursive: true });
    await expect(duplicatePath(address, input)).rejects.toMatchObject({ status: 400, details: { field } });
  }
  await expect(duplicatePath(address, { path: "nothing" })).rejects.toMatchObject({ status: 404 });
  const names = await readdir(folder, { recursive: true });
  expect(names.filter((name) => name.includes(".lockkeeper-upload-"))).toEqual([]);
  await symlink("a.txt", join(folder, "link"));
  expect(await duplicatePath(address, { path: "link" })).toMatchObject({ path: "link copy" });
  expect((await lstat(join(folder, "link copy"))).isSymbolicLink()).toBe(true);
});
