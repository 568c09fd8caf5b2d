import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  abandonUpload,
  appendUpload,
  finishUpload,
  listUploads,
  readUpload,
  startUpload,
} from "#lib/providers/workspaced/uploads.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { withFolder } from "./inside.ts";
import { sweepTemporaries, withTemporary } from "./temporaries.ts";
import { openUploads } from "./uploads.ts";

let workspace: TestWorkspace;
let address: TestWorkspace["address"];
let folder: string;

beforeAll(async () => {
  workspace = await startTestWorkspace({ terminals: "pty" });
  ({ address, folder } = workspace);
});
afterAll(() => workspace.close());

const root = "workspace";
const leftovers = async () =>
  (await readdir(folder, { recursive: true })).filter((name) => name.includes(".lockkeeper-upload-"));

test("parts become a file with its folders, which nobody sees before it is whole", async () => {
  const bytes = randomBytes(300_000);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const { uploadId } = await startUpload(address, {
    root,
    path: "new/deep/f.bin",
    sizeBytes: 300_000,
    sha256,
  });
  await appendUpload(address, { uploadId, offset: 0, body: bytes.subarray(0, 100_000) });
  expect(await readdir(folder)).not.toContain("new");
  await expect(finishUpload(address, { uploadId })).rejects.toMatchObject({
    status: 409,
    details: { offset: 100_000 },
  });
  await appendUpload(address, { uploadId, offset: 100_000, body: bytes.subarray(100_000) });
  const written = await finishUpload(address, { uploadId });
  expect(written).toMatchObject({ path: "new/deep/f.bin", sizeBytes: 300_000, isNew: true });
  expect((await readFile(join(folder, "new/deep/f.bin"))).equals(bytes)).toBe(true);
  expect((await stat(join(folder, "new/deep/f.bin"))).mode & 0o777).toBe(0o666 & ~process.umask());
  await expect(readUpload(address, uploadId)).rejects.toMatchObject({ status: 404 });
});

test("a cut connection leaves what came, and another workspaced goes on from there", async () => {
  const { uploadId } = await startUpload(address, { root, path: "cut.bin" });
  const cut = Readable.from(
    (async function* () {
      yield Buffer.alloc(70_000, "a");
      await wait(50);
      throw new Error("the network went away");
    })(),
  );
  await expect(appendUpload(address, { uploadId, offset: 0, body: cut })).rejects.toThrow();
  await expect.poll(async () => (await readUpload(address, uploadId)).offset).toBe(70_000);
  const anew = openUploads(workspace.config.stateDir, async () => ({ name: root, path: folder }));
  await expect(anew.append(uploadId, 0, Readable.from([]))).rejects.toMatchObject({
    type: "CONFLICT",
    details: { offset: 70_000 },
  });
  await anew.append(uploadId, 70_000, Readable.from([Buffer.from("end")]));
  await anew.finish(uploadId, undefined);
  expect((await readFile(join(folder, "cut.bin"), "utf8")).slice(-4)).toBe("aend");
});

test("an append over a dead connection gives way to the one that comes after it", async () => {
  const { uploadId } = await startUpload(address, { root, path: "dead.bin" });
  const hanging = new Readable({ read: () => undefined });
  hanging.push(Buffer.alloc(10_000));
  const dead = appendUpload(address, { uploadId, offset: 0, body: hanging });
  const refused = dead.then(
    () => "taken",
    () => "refused",
  );
  await expect.poll(async () => (await readUpload(address, uploadId)).offset).toBe(10_000);
  const resumed = await appendUpload(address, { uploadId, offset: 10_000, body: Buffer.from("x") });
  expect(resumed.offset).toBe(10_001);
  expect(await refused).toBe("refused");
  await abandonUpload(address, uploadId);
});

test("what is there is replaced only as asked for, and a refused upload can be decided and finished", async () => {
  await writeFile(join(folder, "taken"), "theirs");
  await expect(startUpload(address, { root, path: "taken" })).rejects.toMatchObject({ status: 409 });
  const { uploadId } = await startUpload(address, { root, path: "later" });
  await appendUpload(address, { uploadId, offset: 0, body: Buffer.from("mine") });
  await rename(join(folder, "taken"), join(folder, "later"));
  await expect(finishUpload(address, { uploadId })).rejects.toMatchObject({
    status: 409,
    details: { etag: expect.any(String) },
  });
  expect(await readFile(join(folder, "later"), "utf8")).toBe("theirs");
  expect(await leftovers()).toEqual([]);
  await finishUpload(address, { uploadId, ifMatch: "*" });
  expect(await readFile(join(folder, "later"), "utf8")).toBe("mine");
});

test("too many bytes, the wrong ones, no room and hostile places are refused in words", async () => {
  const few = await startUpload(address, { root, path: "few", sizeBytes: 3 });
  const many = appendUpload(address, { uploadId: few.uploadId, offset: 0, body: Buffer.from("12345") });
  await expect(many).rejects.toMatchObject({ status: 413 });
  const wrong = await startUpload(address, { root, path: "wrong", sha256: "0".repeat(64) });
  await expect(finishUpload(address, { uploadId: wrong.uploadId })).rejects.toMatchObject({
    status: 400,
    details: { field: "sha256" },
  });
  await expect(startUpload(address, { root, path: "huge", sizeBytes: 1e15 })).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining("left"),
  });
  for (const path of ["../out", "/etc/x", ".git/hooks/post-commit", "a\0b", ""]) {
    await expect(startUpload(address, { root, path }), path).rejects.toMatchObject({ status: 400 });
  }
});

test("uploads are listed until a day after their last bytes", async () => {
  const { uploadId, expiresAt } = await startUpload(address, { root, path: "old" });
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
  expect((await listUploads(address)).items.map((upload) => upload.uploadId)).toContain(uploadId);
  const before = new Date(Date.now() - 25 * 3_600_000);
  await utimes(join(workspace.config.stateDir, "uploads", uploadId, "data"), before, before);
  await openUploads(workspace.config.stateDir, async () => ({ name: root, path: folder })).sweep();
  expect((await listUploads(address)).items.map((upload) => upload.uploadId)).not.toContain(uploadId);
});

test("what a kill leaves half-made in the tree is removed by the next start, what is being made is not", async () => {
  const { stateDir } = workspace.config;
  const findRoot = async () => ({ name: root, path: folder });
  const { promise: isFinished, resolve: finish } = Promise.withResolvers<void>();
  const making = withFolder({ name: root, path: folder }, [], (opened) =>
    withTemporary(stateDir, { name: root, path: folder }, opened, async (name) => {
      await writeFile(opened.at(name), "half");
      await isFinished;
    }),
  );
  await expect.poll(leftovers).toHaveLength(1);
  await sweepTemporaries(stateDir, findRoot, Date.now() - 60_000);
  expect(await leftovers()).toHaveLength(1);
  await sweepTemporaries(stateDir, findRoot, Date.now() + 60_000);
  expect(await leftovers()).toEqual([]);
  finish();
  await making;
  expect(await readdir(join(stateDir, "temporaries"))).toEqual([]);
});

test("an upload whose bytes are gone is not there any more", async () => {
  const { uploadId } = await startUpload(address, { root, path: "gone" });
  await rm(join(workspace.config.stateDir, "uploads", uploadId, "data"));
  await expect(finishUpload(address, { uploadId })).rejects.toMatchObject({ status: 404 });
  await expect(readUpload(address, uploadId)).rejects.toMatchObject({ status: 404 });
});
