import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { lstat, mkdir, readdir, readFile, readlink, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openArchive } from "#lib/providers/workspaced/files.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { openZip, pack } from "./zip-writer.ts";

const run = promisify(execFile);
let workspace: TestWorkspace;
let folder: string;

beforeAll(async () => {
  workspace = await startTestWorkspace({ terminals: "pty" });
  ({ folder } = workspace);
  await mkdir(join(folder, "app/.git"), { recursive: true });
  await mkdir(join(folder, "app/empty"));
  await writeFile(join(folder, "app/run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  await writeFile(join(folder, "app/ünï\ncode.txt"), "text".repeat(5000));
  await writeFile(join(folder, "app/a\\b"), "backslash");
  await writeFile(join(folder, "app/big.bin"), Buffer.alloc(3_000_000, "0123456789"));
  for (const [name, target] of Object.entries(links)) await symlink(target, join(folder, "app", name));
  await writeFile(join(workspace.outside, "secret"), "secret");
  await run("mkfifo", [join(folder, "app/pipe")]);
});
afterAll(() => workspace.close());

/** The first three lead to what is in the archive, the others out of it. */
const links = {
  beside: "run.sh",
  below: "./empty/x",
  up: "../app/run.sh",
  out: "../../secret",
  etc: "/etc",
  round: "empty/../../../secret",
};

/** The archive as another program opens it. */
async function unpack(name: string, paths: readonly string[]): Promise<string> {
  const file = join(workspace.outside, `${name}.zip`);
  await pipeline(await openArchive(workspace.address, { paths }), createWriteStream(file));
  await run("unzip", ["-tqq", file]);
  const target = join(workspace.outside, name);
  await run("unzip", ["-q", "-^", file, "-d", target]);
  return target;
}

test("another program opens it: content, modes, links as links, odd names; .git is left out, pipes and links that lead out are named", async () => {
  const target = await unpack("whole", ["app"]);
  expect((await readdir(join(target, "app"))).toSorted()).toEqual(
    ["a_b", "beside", "below", "big.bin", "empty", "run.sh", "up", "ünï\ncode.txt"].toSorted(),
  );
  expect((await lstat(join(target, "app/run.sh"))).mode & 0o777).toBe(0o755);
  for (const name of ["beside", "below", "up"] as const)
    expect(await readlink(join(target, "app", name))).toBe(links[name]);
  expect((await readFile(join(target, "app/big.bin"))).equals(Buffer.alloc(3_000_000, "0123456789"))).toBe(
    true,
  );
  const leftOut = await readFile(join(target, "NOT-IN-THIS-ARCHIVE.txt"), "utf8");
  for (const name of ["pipe", "out", "etc", "round"]) expect(leftOut).toContain(`app/${name}\n`);
});

test("several paths keep what is apart in them, a missing one is a plain 404, a hostile one a 400", async () => {
  await mkdir(join(folder, "lib/deep"), { recursive: true });
  await writeFile(join(folder, "lib/deep/x"), "x");
  await writeFile(join(folder, "lib/y"), "y");
  const target = await unpack("several", ["lib/deep", "lib/y"]);
  expect((await readdir(target, { recursive: true })).toSorted()).toEqual(["deep", "deep/x", "y"]);
  const { address } = workspace;
  await expect(openArchive(address, { paths: ["app", "nothing"] })).rejects.toMatchObject({ status: 404 });
  await expect(openArchive(address, { paths: ["../x"] })).rejects.toMatchObject({ status: 400 });
});

test("beyond 65,535 entries it is still a zip", async () => {
  const file = join(workspace.outside, "wide.zip");
  const chunks: Buffer[] = [];
  const zip = openZip(async (bytes) => void chunks.push(bytes));
  const entry = { mode: 0o100644, modifiedAt: new Date() };
  const nothing = await pack(Buffer.alloc(0));
  for (let at = 0; at < 66_000; at += 1) await zip.addPacked({ ...entry, name: `n${at}` }, nothing);
  await zip.end();
  await writeFile(file, Buffer.concat(chunks));
  const { stdout } = await run("unzip", ["-l", file], { maxBuffer: 64 * 1024 * 1024 });
  expect(stdout).toMatch(/66000 files\s*$/);
});

test("what may grow beyond 4 GiB is announced in 64 bits from its head on, and opens", async () => {
  const file = join(workspace.outside, "large.zip");
  const chunks: Buffer[] = [];
  const zip = openZip(async (bytes) => void chunks.push(bytes));
  const entry = { name: "large", mode: 0o100644, modifiedAt: new Date() };
  await zip.addStream(entry, 5 * 1024 ** 3, Readable.from([Buffer.from("small after all")]));
  await zip.end();
  const bytes = Buffer.concat(chunks);
  await writeFile(file, bytes);
  await run("unzip", ["-tqq", file]);
  // Sizes in the head, then the extra field behind the time's, which says that they follow in 64 bits.
  expect([bytes.readUInt32LE(18), bytes.readUInt32LE(22)]).toEqual([0xffffffff, 0xffffffff]);
  const extra = 30 + bytes.readUInt16LE(26) + 9;
  expect([bytes.readUInt16LE(extra), bytes.readUInt16LE(extra + 2)]).toEqual([0x0001, 16]);
});

test("an entry that cannot be sent any more ends at once, whatever its source is at", async () => {
  let writes = 0;
  const zip = openZip(async () => {
    writes += 1;
    if (writes > 1) throw new Error("left");
  });
  let isClosed = false;
  async function* slowly() {
    try {
      for (;;) {
        await wait(2);
        yield Buffer.alloc(1_000_000);
      }
    } finally {
      isClosed = true;
    }
  }
  const entry = { name: "endless", mode: 0o100644, modifiedAt: new Date() };
  await expect(zip.addStream(entry, 1e9, slowly())).rejects.toThrow("left");
  expect(isClosed).toBe(true);
});

test("who leaves ends the work", async () => {
  await mkdir(join(folder, "endless"));
  await writeFile(join(folder, "endless/zeros"), "");
  await truncate(join(folder, "endless/zeros"), 64 * 1024 ** 3);
  const response = await openArchive(workspace.address, { paths: ["endless"] });
  await new Promise((resolve) => response.once("data", resolve));
  response.destroy();
  const openFiles = async () =>
    (
      await Promise.all(
        (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
      )
    ).filter((path) => path.startsWith(folder)).length;
  await expect.poll(openFiles).toBe(0);
});
