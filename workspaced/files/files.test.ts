import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  deletePath,
  listTree,
  makeFolder,
  movePath,
  openContent,
  restorePath,
  writeContent,
} from "#lib/providers/workspaced/files.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";

let workspace: TestWorkspace;
let address: TestWorkspace["address"];
let folder: string;

beforeAll(async () => {
  workspace = await startTestWorkspace({ terminals: "pty" });
  ({ address, folder } = workspace);
});
afterAll(() => workspace.close());

async function read(path: string, headers = {}) {
  const response = await openContent(address, { path }, headers);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

const write = (path: string, text: string, ifMatch?: string) =>
  writeContent(address, { path }, Buffer.from(text), { ifMatch });

describe("tree", () => {
  test("folders come first, entries carry type, size, mode and time", async () => {
    await mkdir(join(folder, "tree/src"), { recursive: true });
    await writeFile(join(folder, "tree/a.txt"), "12345");
    await chmod(join(folder, "tree/a.txt"), 0o640);
    await symlink("a.txt", join(folder, "tree/link"));
    const { entries, nextCursor } = await listTree(address, { path: "tree" });
    expect(entries.map(({ name, type }) => `${name}:${type}`)).toEqual([
      "src:folder",
      "a.txt:file",
      "link:symlink",
    ]);
    expect(entries[1]).toMatchObject({ path: "tree/a.txt", sizeBytes: 5, mode: 0o640 });
    expect(Date.parse(entries[1]?.modifiedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect(nextCursor).toBeNull();
  });

  test("pages cover a large folder once, without gap or double", async () => {
    await mkdir(join(folder, "many"));
    const names = Array.from({ length: 250 }, (_, index) => `f${index}`);
    await Promise.all(names.map((name) => writeFile(join(folder, "many", name), "")));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listTree(address, { path: "many" }, { limit: 60, ...(cursor ? { cursor } : {}) });
      seen.push(...page.entries.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(names.toSorted());
  });

  test("max_depth fills deeper levels but not .git and node_modules", async () => {
    await mkdir(join(folder, "deep/one/two"), { recursive: true });
    await mkdir(join(folder, "deep/node_modules/x"), { recursive: true });
    const { entries } = await listTree(address, { path: "deep" }, { maxDepth: 3 });
    expect(entries.find(({ name }) => name === "one")?.children?.[0]?.path).toBe("deep/one/two");
    expect(entries.find(({ name }) => name === "node_modules")?.children).toBeUndefined();
  });

  test("a missing folder is NOT_FOUND, a file is a plain 400", async () => {
    await expect(listTree(address, { path: "absent" })).rejects.toMatchObject({ type: "NOT_FOUND" });
    await expect(listTree(address, { path: "tree/a.txt" })).rejects.toMatchObject({ status: 400 });
    await expect(listTree(address, { root: "nowhere", path: "" })).rejects.toMatchObject({
      type: "NOT_FOUND",
    });
    await expect(listTree(address, { root: "worktree:../x", path: "" })).rejects.toMatchObject({
      status: 400,
    });
  });

  test("a worktree is a root of its own", async () => {
    await mkdir(join(workspace.config.worktreesDir, "task-1"), { recursive: true });
    await writeFile(join(workspace.config.worktreesDir, "task-1", "w.txt"), "");
    const { entries } = await listTree(address, { root: "worktree:task-1", path: "" });
    expect(entries.map(({ name }) => name)).toEqual(["w.txt"]);
  });
});

describe("content", () => {
  test("a range, an unchanged file and a range beyond the end get their own answers", async () => {
    await writeFile(join(folder, "ten"), "0123456789");
    const whole = await read("ten");
    expect(whole.body.toString()).toBe("0123456789");
    const part = await read("ten", { range: "bytes=2-4" });
    expect(part).toMatchObject({ status: 206, headers: { "content-range": "bytes 2-4/10" } });
    expect(part.body.toString()).toBe("234");
    expect((await read("ten", { range: "bytes=-3" })).body.toString()).toBe("789");
    const unchanged = await read("ten", { "if-none-match": whole.headers.etag ?? "" });
    expect(unchanged.status).toBe(304);
    await expect(read("ten", { range: "bytes=10-" })).rejects.toMatchObject({ status: 416 });
    expect((await read("ten", { range: "bytes=2-4", "if-range": '"other"' })).status).toBe(200);
  });

  test("text, binary, empty and wrongly encoded files are told apart", async () => {
    const long = `${"ä".repeat(4095)}x€`.repeat(3);
    for (const [name, bytes, kind] of [
      ["plain.html", Buffer.from("<script>"), "text"],
      ["empty", Buffer.alloc(0), "text"],
      ["long", Buffer.from(long), "text"],
      ["nul.bin", Buffer.from([1, 0, 2]), "binary"],
      ["latin1.txt", Buffer.from("caf\xe9", "latin1"), "binary"],
    ] as const) {
      await writeFile(join(folder, name), bytes);
      const answer = await read(name);
      expect([name, answer.headers["x-file-kind"]]).toEqual([name, kind]);
      expect(answer.body.equals(bytes)).toBe(true);
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    }
    expect((await read("plain.html")).headers["content-type"]).toBe("text/plain; charset=utf-8");
  });

  test("a large file streams whole", async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024, "0123456789abcdef\n");
    await writeFile(join(folder, "large"), bytes);
    expect((await read("large")).body.equals(bytes)).toBe(true);
  });
});

describe("write", () => {
  test("a new file, then a change with its etag, then a refused stale change", async () => {
    const first = await write("w.txt", "one");
    expect(first).toMatchObject({ path: "w.txt", sizeBytes: 3, isNew: true });
    expect((await read("w.txt")).headers.etag).toBe(first.etag);
    const second = await write("w.txt", "two", first.etag);
    expect(second.isNew).toBe(false);
    await expect(write("w.txt", "three", first.etag)).rejects.toMatchObject({
      status: 409,
      type: "CONFLICT",
      details: { etag: second.etag },
    });
    await expect(write("w.txt", "three")).rejects.toMatchObject({
      status: 409,
      details: { etag: second.etag },
    });
    expect(await readFile(join(folder, "w.txt"), "utf8")).toBe("two");
  });

  test("of parallel saves from one version exactly one wins", async () => {
    const { etag } = await write("race.txt", "start");
    const saves = Array.from({ length: 12 }, (_, index) => write("race.txt", `save ${index}`, etag));
    const results = await Promise.allSettled(saves);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const leftovers = (await readdir(folder)).filter((name) => name.startsWith(".lockkeeper-upload-"));
    expect(leftovers).toEqual([]);
  });

  test("the mode is kept and a link inside the root is written through", async () => {
    await writeFile(join(folder, "run.sh"), "old");
    await chmod(join(folder, "run.sh"), 0o751);
    await symlink("run.sh", join(folder, "run-link"));
    await write("run-link", "new", "*");
    expect(await readFile(join(folder, "run.sh"), "utf8")).toBe("new");
    expect((await stat(join(folder, "run.sh"))).mode & 0o7777).toBe(0o751);
    expect(await readlink(join(folder, "run-link"))).toBe("run.sh");
  });

  test("an upload that breaks off leaves the old file and no rest", async () => {
    await writeFile(join(folder, "kept.txt"), "old");
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(100_000);
        throw new Error("the network went away");
      })(),
    );
    await expect(writeContent(address, { path: "kept.txt" }, broken, { ifMatch: "*" })).rejects.toThrow();
    expect(await readFile(join(folder, "kept.txt"), "utf8")).toBe("old");
    await expect
      .poll(async () => (await readdir(folder)).filter((name) => name.startsWith(".lockkeeper-upload-")))
      .toEqual([]);
  });
});

describe("mkdir, move, delete, restore", () => {
  test("folders are made with those above, and twice is a conflict", async () => {
    expect(await makeFolder(address, { path: "m/n/o" })).toEqual({ path: "m/n/o" });
    await expect(makeFolder(address, { path: "m/n/o" })).rejects.toMatchObject({ status: 409 });
  });

  test("a move never replaces", async () => {
    await writeFile(join(folder, "from.txt"), "from");
    await writeFile(join(folder, "taken.txt"), "taken");
    await mkdir(join(folder, "empty-folder"));
    await mkdir(join(folder, "other-folder"));
    await expect(movePath(address, { from: "from.txt", to: "taken.txt" })).rejects.toMatchObject({
      status: 409,
    });
    await expect(movePath(address, { from: "other-folder", to: "empty-folder" })).rejects.toMatchObject({
      status: 409,
    });
    await expect(movePath(address, { from: "other-folder", to: "other-folder/in" })).rejects.toMatchObject({
      status: 400,
    });
    await expect(movePath(address, { from: "gone", to: "x" })).rejects.toMatchObject({ status: 404 });
    expect(await movePath(address, { from: "from.txt", to: "other-folder/to.txt" })).toEqual({
      path: "other-folder/to.txt",
    });
    expect(await readFile(join(folder, "other-folder/to.txt"), "utf8")).toBe("from");
    expect(await readFile(join(folder, "taken.txt"), "utf8")).toBe("taken");
  });

  test("what was deleted comes back whole, and not over something new", async () => {
    await mkdir(join(folder, "gone/deep"), { recursive: true });
    await writeFile(join(folder, "gone/deep/x"), "x");
    const { trashId } = await deletePath(address, { path: "gone" });
    await expect(listTree(address, { path: "gone" })).rejects.toMatchObject({ status: 404 });
    await writeFile(join(folder, "gone"), "new");
    await expect(restorePath(address, { trashId })).rejects.toMatchObject({ status: 409 });
    await deletePath(address, { path: "gone" });
    expect(await restorePath(address, { trashId })).toEqual({ root: "workspace", path: "gone" });
    expect(await readFile(join(folder, "gone/deep/x"), "utf8")).toBe("x");
    await expect(restorePath(address, { trashId })).rejects.toMatchObject({ status: 404 });
    await expect(restorePath(address, { trashId: "../../etc" })).rejects.toMatchObject({ status: 400 });
  });

  test("deleting a link leaves what it names", async () => {
    await writeFile(join(folder, "named.txt"), "kept");
    await symlink("named.txt", join(folder, "naming"));
    await deletePath(address, { path: "naming" });
    expect(await readFile(join(folder, "named.txt"), "utf8")).toBe("kept");
  });
});
