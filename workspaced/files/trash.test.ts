import { execFile } from "node:child_process";
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deletePath, emptyTrash, listTrash, restorePath, search } from "#lib/providers/workspaced/files.ts";
import { runProgram } from "../run-program.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";

let workspace: TestWorkspace;
let address: TestWorkspace["address"];
let folder: string;

beforeAll(async () => {
  workspace = await startTestWorkspace({ terminals: "pty" });
  ({ address, folder } = workspace);
});
afterAll(() => workspace.close());

test("the trash lists what was deleted, newest first, with what it is and its size", async () => {
  await mkdir(join(folder, "old/deep"), { recursive: true });
  await writeFile(join(folder, "old/deep/a"), "12345");
  await symlink("nowhere", join(folder, "link"));
  await deletePath(address, { path: "old" });
  await deletePath(address, { path: "link" });
  const { items, sizeBytes } = await listTrash(address);
  expect(items).toMatchObject([
    { path: "link", type: "symlink", root: "workspace" },
    { path: "old", type: "folder", sizeBytes: 5 },
  ]);
  expect(sizeBytes).toBe(5 + "nowhere".length);
  expect(Date.parse(items[0]?.deletedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
});

test("two of one name lie side by side; each comes back, the second one elsewhere, with its folders made again", async () => {
  await mkdir(join(folder, "src"));
  await writeFile(join(folder, "src/twice"), "first");
  const first = await deletePath(address, { path: "src/twice" });
  await writeFile(join(folder, "src/twice"), "second");
  const second = await deletePath(address, { path: "src/twice" });
  await deletePath(address, { path: "src" });
  expect(await restorePath(address, first)).toEqual({ root: "workspace", path: "src/twice" });
  expect(await readFile(join(folder, "src/twice"), "utf8")).toBe("first");
  await expect(restorePath(address, second)).rejects.toMatchObject({ status: 409 });
  expect(await restorePath(address, { ...second, to: "saved/here" })).toMatchObject({ path: "saved/here" });
  expect(await readFile(join(folder, "saved/here"), "utf8")).toBe("second");
  await expect(restorePath(address, { ...second, to: ".git/x" })).rejects.toMatchObject({ status: 404 });
});

test("what is emptied is gone for good; what else lies there stays", async () => {
  await mkdir(join(folder, "cache/pkg"), { recursive: true });
  await writeFile(join(folder, "cache/pkg/file"), "x");
  const { trashId } = await deletePath(address, { path: "cache" });
  await writeFile(join(folder, "kept"), "x");
  const kept = await deletePath(address, { path: "kept" });
  expect(await emptyTrash(address, [trashId])).toEqual({ removed: 1, sizeBytes: 1 });
  expect(await emptyTrash(address, [trashId])).toMatchObject({ removed: 0 });
  await expect(restorePath(address, { trashId })).rejects.toMatchObject({ status: 404 });
  expect((await listTrash(address)).items.map(({ path }) => path)).toContain("kept");
  expect(await readdir(workspace.config.stateDir)).not.toContain("trash-removed");
  await restorePath(address, kept);
});

test("neither git nor a search sees the trash", async () => {
  await runProgram("git", ["init", "--quiet"], { cwd: folder, deadlineMs: 5000 });
  await writeFile(join(folder, "findme.txt"), "unmistakable-needle");
  await deletePath(address, { path: "findme.txt" });
  const { stdout } = await runProgram("git", ["status", "--porcelain", "--ignored", "-uall"], {
    cwd: folder,
    deadlineMs: 5000,
  });
  expect(stdout).not.toMatch(/findme|trash/);
  const found = [];
  for await (const line of search(address, { q: "unmistakable-needle" })) found.push(line);
  expect(found).toMatchObject([{ type: "done", matches: 0 }]);
});

test("folders that nobody may write to are removed all the same", async () => {
  const place = await mkdtemp(join(tmpdir(), "lk-removed-"));
  await mkdir(join(place, "cache/pkg"), { recursive: true });
  await writeFile(join(place, "cache/pkg/file"), "x");
  const paths = [place, "cache/pkg/file", "cache/pkg", "cache"].map((path) => resolve(place, path));
  // Modes bind everybody but root.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  if (nobody.uid) for (const path of paths) await chown(path, nobody.uid, nobody.gid);
  await chmod(join(place, "cache/pkg"), 0o555);
  const imported = (name: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, name)).href);
  const script = `import { withFolder } from ${imported("inside.ts")};
    import { removeEntry } from ${imported("remove-entry.ts")};
    const root = { name: "root", path: process.argv[1] };
    await withFolder(root, [], (folder) => removeEntry(folder, Buffer.from("cache")));`;
  try {
    const args = ["--input-type=module", "--eval", script, place];
    await promisify(execFile)(process.execPath, args, { cwd: place, ...nobody });
    expect(await readdir(place)).toEqual([]);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
});

const memoryDisk = "/dev/shm";
const isOnAnotherDisk = async (): Promise<boolean> => {
  const [memory, own] = await Promise.all([stat(memoryDisk).catch(() => null), stat(folder)]);
  return memory !== null && memory.dev !== own.dev;
};

test("between two disks nothing that was written before or while it is deleted is lost", async (context) => {
  if (!(await isOnAnotherDisk())) return context.skip("there is no second disk");
  const stateDir = await mkdtemp(join(memoryDisk, "lk-trash-"));
  const other = await startTestWorkspace({ terminals: "pty", stateDir });
  const busy = join(other.folder, "busy");
  try {
    await mkdir(busy);
    await Promise.all(
      Array.from({ length: 300 }, (_, index) => writeFile(join(busy, `old-${index}`), "old")),
    );
    const written = new Set<string>();
    let isWriting = true;
    const writing = (async () => {
      for (let count = 0; isWriting; count += 1) {
        await writeFile(join(busy, `new-${count}`), "new").then(
          () => written.add(`new-${count}`),
          () => undefined,
        );
      }
    })();
    const deleted = await deletePath(other.address, { path: "busy" });
    isWriting = false;
    await writing;
    expect(await readdir(other.folder)).toEqual([]);
    await restorePath(other.address, deleted);
    const back = new Set(await readdir(busy));
    expect([...written, "old-0", "old-299"].filter((name) => !back.has(name))).toEqual([]);
    expect((await listTrash(other.address)).items).toEqual([]);
  } finally {
    await other.close();
    await rm(stateDir, { recursive: true, force: true });
  }
});
