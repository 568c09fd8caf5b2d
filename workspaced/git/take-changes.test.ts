import { execFile } from "node:child_process";
import { chmod, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text as readText } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createCommit, getDiff, getStatus } from "#lib/providers/workspaced/git.ts";
import {
  discardChanges,
  getDiscards,
  openVersion,
  restoreChanges,
  stageChanges,
} from "#lib/providers/workspaced/git-changes.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { alice, commitFiles, gitIn, makeRepository, writeFiles } from "./test-repository.ts";

let workspace: TestWorkspace;
const opened: TestWorkspace[] = [];

const lines = Array.from({ length: 40 }, (_, line) => `line ${line}`);
const text = (changes: Record<number, string> = {}) =>
  `${lines.map((line, index) => changes[index] ?? line).join("\n")}\n`;

beforeEach(async () => {
  workspace = await startTestWorkspace();
  opened.push(workspace);
  await makeRepository(workspace.folder, { "a.txt": text(), "same.txt": "same\n" });
});
afterAll(async () => {
  for (const one of opened) await one.close();
});

const read = (path: string) => readFile(join(workspace.folder, path), "utf8");
const inIndex = (path: string) => gitIn(workspace.folder, "show", `:${path}`).then((shown) => `${shown}\n`);

async function hunksOf(path: string, staged = false): Promise<string[]> {
  const { files } = await getDiff(workspace.address, { path, staged });
  return files.find((file) => file.path === path)?.hunks ?? [];
}

test("a hunk is staged and unstaged by itself, while the other one keeps its name", async () => {
  const { address, folder } = workspace;
  await writeFiles(folder, { "a.txt": text({ 2: "two\nand more", 30: "thirty" }) });
  const [first = "", second = ""] = await hunksOf("a.txt");
  expect(second).not.toBe("");
  await stageChanges(address, { hunk: { path: "a.txt", id: first } });
  expect(await inIndex("a.txt")).toBe(text({ 2: "two\nand more" }));
  expect(await hunksOf("a.txt")).toEqual([second]);
  await stageChanges(address, { hunk: { path: "a.txt", id: second } });
  expect(await inIndex("a.txt")).toBe(await read("a.txt"));
  const [, staged = ""] = await hunksOf("a.txt", true);
  await stageChanges(address, { hunk: { path: "a.txt", id: staged }, unstage: true });
  expect(await inIndex("a.txt")).toBe(text({ 2: "two\nand more" }));
  expect(await read("a.txt")).toBe(text({ 2: "two\nand more", 30: "thirty" }));
});

test("single lines of a hunk are staged and unstaged", async () => {
  const { address, folder } = workspace;
  await writeFiles(folder, { "a.txt": text({ 3: "three", 5: "five\nand a half" }) });
  const [id = ""] = await hunksOf("a.txt");
  const { files } = await getDiff(address, { path: "a.txt", staged: false });
  const body = files[0]?.patch.split("\n@@")[1]?.split("\n").slice(1) ?? [];
  const at = (line: string) => body.indexOf(line);
  const chosen = [at("-line 5"), at("+five"), at("+and a half")];
  await stageChanges(address, { hunk: { path: "a.txt", id, lines: chosen } });
  expect(await inIndex("a.txt")).toBe(text({ 5: "five\nand a half" }));
  const [staged = ""] = await hunksOf("a.txt", true);
  const shown = (await getDiff(address, { path: "a.txt", staged: true })).files[0]?.patch.split("\n@@")[1];
  const half = shown?.split("\n").slice(1).indexOf("+and a half") ?? -1;
  await stageChanges(address, { hunk: { path: "a.txt", id: staged, lines: [half] }, unstage: true });
  expect(await inIndex("a.txt")).toBe(text({ 5: "five" }));
});

test("a hunk that has changed since it was shown is refused, and nothing is staged", async () => {
  const { address, folder } = workspace;
  await writeFiles(folder, { "a.txt": text({ 2: "two" }) });
  const [id = ""] = await hunksOf("a.txt");
  await writeFiles(folder, { "a.txt": text({ 2: "another two" }) });
  const refused = { type: "CONFLICT", message: expect.stringContaining("has changed") };
  await expect(stageChanges(address, { hunk: { path: "a.txt", id } })).rejects.toMatchObject(refused);
  await expect(discardChanges(address, { hunk: { path: "a.txt", id } })).rejects.toMatchObject(refused);
  expect(await inIndex("a.txt")).toBe(text());
});

test("parts of new and deleted files, and files without an end of line, are taken to the byte", async () => {
  const { address, folder } = workspace;
  const odd = 'new "q"\n-dash\t.txt';
  await writeFiles(folder, { [odd]: "one\ntwo\nthree", "same.txt": "" });
  await rm(join(folder, "a.txt"));
  const [added = ""] = await hunksOf(odd);
  await stageChanges(address, { hunk: { path: odd, id: added, lines: [0, 1] } });
  expect(await inIndex(odd)).toBe("one\ntwo\n");
  await stageChanges(address, {
    hunk: { path: odd, id: (await hunksOf(odd, true))[0] ?? "", lines: [0] },
    unstage: true,
  });
  expect(await inIndex(odd)).toBe("two\n");
  const [rest = ""] = await hunksOf(odd);
  await stageChanges(address, { hunk: { path: odd, id: rest } });
  expect(await gitIn(folder, "diff", "--", odd)).toBe("");
  const [gone = ""] = await hunksOf("a.txt");
  await stageChanges(address, { hunk: { path: "a.txt", id: gone, lines: [0, 1] } });
  expect(await inIndex("a.txt")).toBe(text().split("\n").slice(2).join("\n"));
});

test("everything, or a folder, is staged and unstaged with one word", async () => {
  const { address, folder } = workspace;
  await writeFiles(folder, { "a.txt": "new\n", "deep/one.txt": "1", "deep/er/two.txt": "2", "z.txt": "z" });
  expect((await stageChanges(address, { paths: ["deep/"] })).totals).toEqual({
    staged: 2,
    changed: 1,
    untracked: 1,
    conflicted: 0,
  });
  expect((await stageChanges(address, { all: true })).totals).toMatchObject({ staged: 4, untracked: 0 });
  expect((await stageChanges(address, { all: true, unstage: true })).totals).toMatchObject({ staged: 0 });
  await expect(stageChanges(address, {})).rejects.toMatchObject({ status: 400, details: { field: "paths" } });
});

test("a group is staged or discarded whole, also what the status does not list, and the other group stays", async () => {
  const { address, folder } = workspace;
  await commitFiles(folder, { "to move.txt": text({ 1: "moved" }), "gone.txt": "gone\n", taken: "a file\n" });
  await gitIn(folder, "mv", "to move.txt", "moved.txt");
  await writeFiles(folder, { "a.txt": "new\n", "moved.txt": text({ 1: "moved", 9: "and changed" }) });
  await Promise.all([rm(join(folder, "gone.txt")), rm(join(folder, "taken"))]);
  const many = Array.from({ length: 10_050 }, (_, index) => [`taken/${index}-😀.txt`, ""]);
  await writeFiles(folder, Object.fromEntries(many));
  const before = await getStatus(address);
  expect(before).toMatchObject({ truncated: true, totals: { staged: 1, changed: 4, untracked: 10_050 } });

  const { totals: afterChanged } = await stageChanges(address, { group: "changed" });
  expect(afterChanged).toEqual({ staged: 4, changed: 0, untracked: 10_050, conflicted: 0 });
  const { totals: afterUntracked } = await stageChanges(address, { group: "untracked" });
  expect(afterUntracked).toMatchObject({ changed: 0, untracked: 0 });
  expect(await gitIn(folder, "diff", "--name-only")).toBe("");
  expect(await gitIn(folder, "ls-files", "--", "taken/10049-😀.txt")).not.toBe("");
  await expect(stageChanges(address, { group: "changed", unstage: true })).rejects.toMatchObject({
    status: 400,
    details: { field: "group" },
  });

  await stageChanges(address, { all: true, unstage: true });
  await writeFiles(folder, { "a.txt": "kept\n" });
  const discarded = await discardChanges(address, { group: "untracked" });
  expect(discarded.total).toBe(10_051);
  expect(await getStatus(address)).toMatchObject({ totals: { changed: 4, untracked: 0 } });
  expect(await read("a.txt")).toBe("kept\n");
});

test("to unstage everything leaves a merge under way, and its files in conflict as they are", async () => {
  const { address, folder } = workspace;
  await gitIn(folder, "checkout", "--quiet", "-b", "other");
  await commitFiles(folder, { "same.txt": "theirs\n", "merged.txt": "m\n" });
  await gitIn(folder, "checkout", "--quiet", "main");
  await commitFiles(folder, { "same.txt": "ours\n" });
  await gitIn(folder, "merge", "other").catch(() => undefined);
  expect(await stageChanges(address, { all: true, unstage: true })).toMatchObject({
    underWay: { kind: "merge" },
    totals: { staged: 0, untracked: 1, conflicted: 1 },
  });
  await gitIn(folder, "add", "same.txt");
  expect(await stageChanges(address, { all: true, unstage: true })).toMatchObject({
    underWay: { kind: "merge" },
    totals: { staged: 0, conflicted: 0 },
  });
});

test("discarded files are listed, go, and come back as they were: text, binary, new, deleted, mode and link", async () => {
  const { address, folder } = workspace;
  const binary = Buffer.from([0, 255, 1, 2]);
  await writeFiles(folder, { "a.txt": text({ 1: "mine" }), "deep/new.bin": binary, "run.sh": "x" });
  await chmod(join(folder, "run.sh"), 0o755);
  await rm(join(folder, "same.txt"));
  const { id, files, total } = await discardChanges(address, { all: true });
  expect([files, total]).toEqual([["a.txt", "same.txt", "deep/new.bin", "run.sh"], 4]);
  expect((await getStatus(address)).entries).toEqual([]);
  expect(await read("a.txt")).toBe(text());
  expect((await getDiscards(address)).items).toMatchObject([{ id, total: 4 }]);
  expect(await restoreChanges(address, { id })).toMatchObject({ total: 4 });
  expect(await read("a.txt")).toBe(text({ 1: "mine" }));
  expect(await readFile(join(folder, "deep/new.bin"))).toEqual(binary);
  expect((await getStatus(address)).entries.map(({ path, unstaged }) => [path, unstaged])).toEqual([
    ["a.txt", "M"],
    ["same.txt", "D"],
    ["deep/new.bin", null],
    ["run.sh", null],
  ]);
  expect(await gitIn(folder, "ls-files", "--others")).toContain("run.sh");
  await expect(restoreChanges(address, { id })).rejects.toMatchObject({ type: "NOT_FOUND" });
});

test("a discard takes no staged change along, and one hunk goes and comes back by itself", async () => {
  const { address, folder } = workspace;
  await writeFiles(folder, { "a.txt": text({ 2: "staged" }) });
  await stageChanges(address, { paths: ["a.txt"] });
  await writeFiles(folder, { "a.txt": text({ 2: "staged", 20: "twenty", 35: "thirty-five" }) });
  const [first = ""] = await hunksOf("a.txt");
  const { id } = await discardChanges(address, { hunk: { path: "a.txt", id: first } });
  expect(await read("a.txt")).toBe(text({ 2: "staged", 35: "thirty-five" }));
  expect(await inIndex("a.txt")).toBe(text({ 2: "staged" }));
  await restoreChanges(address, { id });
  expect(await read("a.txt")).toBe(text({ 2: "staged", 20: "twenty", 35: "thirty-five" }));
});

test("a file whose name begins as a stage does is read by its whole name", async () => {
  const { address, folder } = workspace;
  await commitFiles(folder, { "1:README": "one\n" });
  const staged = await openVersion(address, { path: "1:README", version: "index" });
  expect(await readText(staged)).toBe("one\n");
});

test("a discard that is refused changes nothing and is not listed; one that is too large to keep is refused", async () => {
  const { address, folder } = workspace;
  await commitFiles(folder, { "deep/b.txt": "b\n" });
  await rm(join(folder, "a.txt"));
  await rm(join(folder, "deep"), { recursive: true });
  // Other things stand where the files would come back.
  await writeFiles(folder, { "a.txt/mine": "mine", deep: "mine" });
  for (const path of ["a.txt", "deep/b.txt"]) {
    const refused = discardChanges(address, { paths: [path] });
    await expect(refused, path).rejects.toMatchObject({
      type: "CONFLICT",
      details: { files: [expect.any(String)] },
    });
  }
  expect([await read("a.txt/mine"), await read("deep")]).toEqual(["mine", "mine"]);
  expect((await getDiscards(address)).items).toEqual([]);
  await writeFiles(folder, { "dump.sql": "" });
  await truncate(join(folder, "dump.sql"), 2_000_000_000);
  await expect(discardChanges(address, { paths: ["dump.sql"] })).rejects.toMatchObject({
    type: "CONFLICT",
    details: { reason: "too_large", sizeBytes: 2_000_000_000 },
  });
});

test("what changed after a discard is not overwritten by its return", async () => {
  const { address, folder } = workspace;
  await writeFiles(folder, { "a.txt": "mine\n" });
  const { id } = await discardChanges(address, { paths: ["a.txt"] });
  await writeFiles(folder, { "a.txt": "later\n" });
  await expect(restoreChanges(address, { id })).rejects.toMatchObject({
    type: "CONFLICT",
    details: { files: ["a.txt"] },
  });
  expect(await read("a.txt")).toBe("later\n");
});

test("names that are no UTF-8 are listed apart, compared, staged and discarded", async () => {
  const { address, folder } = workspace;
  const at = (name: string) => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, "latin1")]);
  await writeFile(at("caf\xe9.txt"), "one\n");
  await writeFile(at("caf\xe8.txt"), "two\n");
  const { entries } = await getStatus(address);
  const paths = entries.map(({ path }) => path);
  expect(paths).toEqual(["caf\uf7e8.txt", "caf\uf7e9.txt"]);
  const [, path = ""] = paths;
  const { files } = await getDiff(address, { path, staged: false });
  expect(files.map((file) => [file.path, file.patch.includes("+one")])).toEqual([[path, true]]);
  await stageChanges(address, { hunk: { path, id: files[0]?.hunks[0] ?? "" } });
  const bytes = { cwd: folder, encoding: "latin1" } as const;
  const staged = await promisify(execFile)("git", ["ls-files", "-z"], bytes);
  expect(staged.stdout).toContain("caf\xe9.txt\0");
  const { id } = await discardChanges(address, { paths: ["caf\uf7e8.txt"] });
  await restoreChanges(address, { id });
  expect(await readFile(at("caf\xe8.txt"), "utf8")).toBe("two\n");
});

test("a submodule and a .gitmodules that git itself refuses to read are shown, staged and committed", async () => {
  const { address, folder, outside } = workspace;
  const inner = join(outside, "inner");
  await makeRepository(inner, { "inner.txt": "1\n" });
  await gitIn(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
  await gitIn(folder, "commit", "--quiet", "--message", "sub");
  const marker = join(outside, "was-run");
  await writeFiles(folder, {
    ".gitmodules": `[submodule "sub"]\n\tpath = sub\n\turl = ${inner}\n\tupdate = !touch ${marker}\n`,
  });
  await commitFiles(join(folder, "sub"), { "inner.txt": "2\n" });
  const status = await getStatus(address);
  expect(status.entries).toMatchObject([
    { path: ".gitmodules" },
    { path: "sub", submodule: true, unstaged: "M" },
  ]);
  const diff = await getDiff(address, { staged: false });
  expect(diff.files.find(({ path }) => path === "sub")?.patch).toContain("+Subproject commit");
  await stageChanges(address, { all: true });
  await createCommit(address, { message: "both", author: alice });
  expect((await getStatus(address)).entries).toEqual([]);
  await expect(readFile(marker)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a commit is signed off, and amended while no remote has it and it is still the one that was shown", async () => {
  const { address, folder, outside } = workspace;
  await writeFiles(folder, { "b.txt": "b\n" });
  const input = { message: "Add b", author: alice, all: true, signOff: true };
  const { commit } = await createCommit(address, input);
  expect(await gitIn(folder, "log", "-1", "--format=%B")).toContain(
    "Signed-off-by: Alice <alice@example.test>",
  );
  await writeFiles(folder, { "c.txt": "c\n" });
  await stageChanges(address, { paths: ["c.txt"] });
  const amended = await createCommit(address, { message: "Add b and c", author: alice, amend: commit });
  expect(await gitIn(folder, "rev-list", "--count", "HEAD")).toBe("2");
  expect(await gitIn(folder, "show", "--name-only", "--format=%s")).toBe("Add b and c\n\nb.txt\nc.txt");
  const again = createCommit(address, { message: "x", author: alice, amend: commit });
  await expect(again).rejects.toMatchObject({ type: "CONFLICT", details: { head: amended.commit } });
  const origin = join(outside, "origin.git");
  await gitIn(outside, "init", "--quiet", "--bare", origin);
  await gitIn(folder, "remote", "add", "origin", origin);
  await gitIn(folder, "push", "--quiet", "origin", "main");
  const pushed = createCommit(address, { message: "x", author: alice, amend: amended.commit });
  await expect(pushed).rejects.toMatchObject({ details: { reason: "pushed", remote: "origin/main" } });
});

test("space is left out of account, a commit is compared with its parent, the first one with nothing", async () => {
  const { address, folder } = workspace;
  const first = await gitIn(folder, "rev-parse", "HEAD");
  await writeFiles(folder, { "same.txt": "  same\n" });
  expect((await getDiff(address, { staged: false, ignoreSpace: true })).files).toMatchObject([
    { additions: 0, hunks: [] },
  ]);
  const second = await commitFiles(folder, { "same.txt": "other\n" });
  expect((await getDiff(address, { commit: second })).files.map(({ path }) => path)).toEqual(["same.txt"]);
  expect(await getDiff(address, { commit: first })).toMatchObject({ base: null, totals: { files: 2 } });
});
