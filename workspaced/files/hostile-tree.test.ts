import { execFile } from "node:child_process";
import { link, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  deletePath,
  findNames,
  listTree,
  makeFolder,
  movePath,
  openContent,
  readInfo,
  search,
  writeContent,
} from "#lib/providers/workspaced/files.ts";
import { appendUpload, readUpload, startUpload } from "#lib/providers/workspaced/uploads.ts";
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

const hostile = [
  "new\nline",
  "\u202etxt.exe",
  "-rf",
  "..file",
  "...",
  "a\\..\\b",
  "$(touch x)",
  "%2e%2e",
  "\u001b[31mred",
  "x".repeat(255),
  "é".repeat(127),
  "\ufffd",
];

test("names that people and programs stumble over are listed, found, read, moved and deleted as they are", async () => {
  await mkdir(join(folder, "odd"));
  for (const name of hostile) await writeFile(join(folder, "odd", name), `needle of ${name.length}`);
  const { entries } = await listTree(address, { path: "odd" });
  expect(entries.map(({ name }) => name).toSorted()).toEqual(hostile.toSorted());
  expect(entries.some(({ hasBrokenName }) => hasBrokenName)).toBe(false);
  const { filesCount } = await findNames(address, { q: "" });
  expect(filesCount).toBe(hostile.length);
  for (const name of hostile) {
    const path = `odd/${name}`;
    expect(await readInfo(address, { path }), name).toMatchObject({ kind: "text", path });
    const moved = await movePath(address, { from: path, to: `odd/moved` });
    expect(await readFile(join(folder, moved.path), "utf8")).toBe(`needle of ${name.length}`);
    await deletePath(address, { path: moved.path });
  }
  expect(await readdir(join(folder, "odd"))).toEqual([]);
});

test("a name that is no UTF-8 is shown, marked, beside the others", async () => {
  await mkdir(join(folder, "broken"));
  await writeFile(Buffer.concat([Buffer.from(`${folder}/broken/caf`), Buffer.from([0xe9])]), "12345");
  await writeFile(join(folder, "broken/fine"), "");
  const { entries } = await listTree(address, { path: "broken" });
  expect(entries).toMatchObject([
    { name: "caf\ufffd", type: "file", sizeBytes: 5, hasBrokenName: true },
    { name: "fine" },
  ]);
  await expect(openContent(address, { path: "broken/caf\ufffd" })).rejects.toMatchObject({ status: 404 });
});

test("pipes and devices are shown for what they are and never opened; hard links are files", async () => {
  await mkdir(join(folder, "special"));
  await run("mkfifo", [join(folder, "special/pipe")]);
  await writeFile(join(folder, "special/one"), "same");
  await link(join(folder, "special/one"), join(folder, "special/two"));
  await symlink("/dev/zero", join(folder, "special/zero"));
  expect(await readInfo(address, { path: "special/pipe" })).toMatchObject({ type: "other", kind: null });
  await expect(openContent(address, { path: "special/pipe" })).rejects.toMatchObject({ status: 400 });
  await expect(openContent(address, { path: "special/zero" })).rejects.toMatchObject({ status: 400 });
  const found = [];
  for await (const line of search(address, { q: "same", include: ["special"] })) found.push(line);
  expect(found).toHaveLength(3);
  // Saving one of two names parts them: what was written goes to the name that was opened.
  await writeContent(address, { path: "special/one" }, Buffer.from("new"), { ifMatch: "*" });
  expect(await readFile(join(folder, "special/two"), "utf8")).toBe("same");
});

test("a path as deep as the system allows can be made, listed and removed; a deeper one is refused in words", async () => {
  const deep = Array.from({ length: 40 }, () => "d".repeat(90)).join("/");
  await makeFolder(address, { path: deep });
  await writeContent(address, { path: `${deep}/leaf` }, Buffer.from("x"), {});
  expect((await listTree(address, { path: deep })).entries).toMatchObject([{ name: "leaf" }]);
  await expect(makeFolder(address, { path: `${deep}/${"e".repeat(400)}` })).rejects.toMatchObject({
    status: 400,
  });
  await deletePath(address, { path: "d".repeat(90) });
});

test("on a full disk a save and an upload fail in words, what was there stays whole, and the upload goes on with room", async ({
  skip,
}) => {
  const small = join(folder, "small");
  await mkdir(small);
  const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", small]).then(
    () => true,
    () => false,
  );
  if (!mounted) skip("mounting is not permitted here");
  try {
    await writeFile(join(small, "kept"), "old");
    await writeFile(join(small, "ballast"), Buffer.alloc(3 * 1024 * 1024));
    const large = Buffer.alloc(3 * 1024 * 1024);
    const saving = writeContent(address, { path: "small/kept" }, large, { ifMatch: "*" });
    await expect(saving).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining("disk is full"),
    });
    expect(await readFile(join(small, "kept"), "utf8")).toBe("old");
    expect((await readdir(small)).toSorted()).toEqual(["ballast", "kept"]);
  } finally {
    await run("umount", ["--lazy", small]);
  }
});

test("on a full disk what came of an upload is kept until there is room", async ({ skip }) => {
  const state = join(workspace.config.stateDir, "uploads");
  await mkdir(state, { recursive: true });
  const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", state]).then(
    () => true,
    () => false,
  );
  if (!mounted) skip("mounting is not permitted here");
  try {
    const { uploadId } = await startUpload(address, { root: "workspace", path: "big" });
    const sending = appendUpload(address, { uploadId, offset: 0, body: Buffer.alloc(8 * 1024 * 1024) });
    await expect(sending).rejects.toMatchObject({ status: 503 });
    expect((await readUpload(address, uploadId)).offset).toBeGreaterThan(2 * 1024 * 1024);
  } finally {
    await run("umount", ["--lazy", state]);
  }
});
