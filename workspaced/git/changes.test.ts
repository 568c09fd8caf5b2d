import { chmod, readFile, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import {
  commitEverything,
  createCommit,
  getBranches,
  getDiff,
  getLog,
  getStatus,
} from "#lib/providers/workspaced/git.ts";
import { checkoutBranch } from "#lib/providers/workspaced/git-branches.ts";
import { stageChanges } from "#lib/providers/workspaced/git-changes.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { agent, alice, commitFiles, gitIn, makeRepository, writeFiles } from "./test-repository.ts";

const opened: TestWorkspace[] = [];
let workspace: TestWorkspace;
let first: string;

const lines = (count: number) => Array.from({ length: count }, (_, line) => `line ${line}\n`).join("");

beforeEach(async () => {
  workspace = await startTestWorkspace();
  opened.push(workspace);
  first = await makeRepository(workspace.folder, {
    "changed.txt": lines(20),
    "gone.txt": "gone\n",
    "moved.txt": lines(50),
    "same.txt": "same\n",
  });
});

afterAll(async () => {
  for (const one of opened) await one.close();
});

const oddNames = [
  "with space.txt",
  "tab\there",
  "line\nbreak",
  "emoji 😀.txt",
  "quote\"'.txt",
  "-dash",
  ":(top)",
  "ünï",
  "a\\b",
];

test("the status names every kind of change by its exact path", async () => {
  const { folder, address } = workspace;
  await gitIn(folder, "mv", "moved.txt", "moved to\nhere.txt");
  await rm(join(folder, "gone.txt"));
  await writeFiles(folder, {
    "changed.txt": "new\n",
    ...Object.fromEntries(oddNames.map((name) => [name, "x"])),
  });
  const status = await getStatus(address);
  expect(status).toMatchObject({ branch: "main", head: first, upstream: null, ahead: 0, truncated: false });
  const entry = (path: string) => status.entries.find((one) => one.path === path);
  expect(entry("moved to\nhere.txt")).toMatchObject({ oldPath: "moved.txt", staged: "R", unstaged: null });
  expect(entry("gone.txt")).toMatchObject({ staged: null, unstaged: "D" });
  expect(entry("changed.txt")).toMatchObject({ staged: null, unstaged: "M", untracked: false });
  for (const name of oddNames) expect(entry(name), name).toMatchObject({ untracked: true });
});

test("a working tree's diff shows staged, unstaged and untracked changes with patches and totals", async () => {
  const { folder, address } = workspace;
  await rename(join(folder, "moved.txt"), join(folder, "moved to\nhere.txt"));
  await rm(join(folder, "gone.txt"));
  await writeFiles(folder, {
    "changed.txt": `${lines(19)}other\n`,
    "new 😀.txt": "one\ntwo",
    "binary.dat": Buffer.from([0, 1, 2, 0]),
  });
  await symlink("same.txt", join(folder, "link"));
  await gitIn(folder, "add", "changed.txt");
  const indexBefore = await readFile(join(folder, ".git", "index"));
  const diff = await getDiff(address);
  expect(diff).toMatchObject({ base: first, head: null, truncated: false });
  const file = (path: string) => diff.files.find((one) => one.path === path);
  expect(file("moved to\nhere.txt")).toMatchObject({ oldPath: "moved.txt", status: "renamed", additions: 0 });
  expect(file("gone.txt")).toMatchObject({ status: "deleted", deletions: 1 });
  expect(file("changed.txt")).toMatchObject({
    status: "modified",
    additions: 1,
    deletions: 1,
    truncated: false,
  });
  expect(file("changed.txt")?.patch).toContain("-line 19\n+other\n");
  expect(file("new 😀.txt")).toMatchObject({ status: "added", additions: 2, binary: false });
  expect(file("binary.dat")).toMatchObject({ status: "added", binary: true, additions: 0 });
  expect(file("link")?.patch).toContain("new file mode 120000");
  expect(diff.totals).toEqual({ files: 6, additions: 4, deletions: 2 });
  expect(await readFile(join(folder, ".git", "index"))).toEqual(indexBefore);
});

test("staged and unstaged parts can be asked for alone, and one path of them", async () => {
  const { folder, address } = workspace;
  await writeFiles(folder, { "changed.txt": "staged\n" });
  await gitIn(folder, "add", "changed.txt");
  await writeFiles(folder, { "changed.txt": "unstaged\n", "new.txt": "new\n" });
  const staged = await getDiff(address, { staged: true });
  expect(staged.files.map((file) => file.path)).toEqual(["changed.txt"]);
  expect(staged.files[0]?.patch).toContain("+staged");
  const unstaged = await getDiff(address, { staged: false });
  expect(unstaged.files.map((file) => file.path)).toEqual(["changed.txt", "new.txt"]);
  expect(unstaged.files[0]?.patch).toContain("-staged\n+unstaged");
  expect((await getDiff(address, { path: "new.txt" })).files.map((file) => file.path)).toEqual(["new.txt"]);
});

test("a branch is compared with where it left its base, not with where the base is now", async () => {
  const { folder, address } = workspace;
  await gitIn(folder, "checkout", "--quiet", "-b", "work");
  const head = await commitFiles(folder, { "work.txt": "work\n" });
  await gitIn(folder, "checkout", "--quiet", "main");
  await commitFiles(folder, { "main.txt": "main\n" });
  const diff = await getDiff(address, { base: "main", head: "work" });
  expect(diff).toMatchObject({ base: first, head, totals: { files: 1, additions: 1, deletions: 0 } });
  await gitIn(folder, "checkout", "--quiet", "work");
  await writeFiles(folder, { "untracked.txt": "u\n" });
  const open = await getDiff(address, { base: "main" });
  expect(open.files.map((file) => file.path)).toEqual(["untracked.txt", "work.txt"]);
  expect(open).toMatchObject({ base: first, head: null });
});

test("a huge file's patch is cut at a line and its counts are whole, a line without end included", async () => {
  const { folder, address } = workspace;
  await writeFiles(folder, {
    "huge.txt": lines(100_000),
    "endless.txt": "x".repeat(5_000_000),
    "z.txt": "z\n",
  });
  const { files } = await getDiff(address);
  const huge = files.find((file) => file.path === "huge.txt");
  expect(huge).toMatchObject({ truncated: true, additions: 100_000 });
  expect(huge?.patch.length).toBeLessThanOrEqual(256 * 1024);
  expect(huge?.patch.endsWith("\n")).toBe(true);
  expect(files.find((file) => file.path === "endless.txt")).toMatchObject({ truncated: true, additions: 1 });
  expect(files.find((file) => file.path === "z.txt")).toMatchObject({ truncated: false, additions: 1 });
});

test("a file that became a link is one change, and the files after it keep their own patches", async () => {
  const { folder, address } = workspace;
  await rm(join(folder, "changed.txt"));
  await symlink("same.txt", join(folder, "changed.txt"));
  await writeFiles(folder, { "gone.txt": "still here\n" });
  const { files } = await getDiff(address);
  expect(files.map((file) => [file.path, file.status])).toEqual([
    ["changed.txt", "type_changed"],
    ["gone.txt", "modified"],
  ]);
  expect(files[0]?.patch).toContain("new file mode 120000");
  expect(files[1]?.patch).toContain("+still here");
});

test("a conflict is told in the status and in every diff, and is never committed by accident", async () => {
  const { folder, address } = workspace;
  await gitIn(folder, "checkout", "--quiet", "-b", "other");
  await commitFiles(folder, { "same.txt": "theirs\n" });
  await gitIn(folder, "checkout", "--quiet", "main");
  await commitFiles(folder, { "same.txt": "ours\n" });
  await gitIn(folder, "merge", "other").catch(() => undefined);
  await writeFiles(folder, { "z.txt": "z\n" });
  expect((await getStatus(address)).entries).toContainEqual(
    expect.objectContaining({ path: "same.txt", conflicted: true }),
  );
  const unstaged = await getDiff(address, { staged: false });
  expect(unstaged.files.map((file) => [file.path, file.status])).toEqual([
    ["same.txt", "conflicted"],
    ["z.txt", "added"],
  ]);
  expect(unstaged.files[1]?.patch).toContain("+z");
  expect((await getDiff(address)).files[0]?.patch).toContain("+<<<<<<<");
  const everything = commitEverything(address, { message: "all", author: agent });
  await expect(everything).rejects.toMatchObject({ type: "CONFLICT", details: { files: ["same.txt"] } });
});

test("paths are staged, unstaged and committed literally, whatever they look like", async () => {
  const { folder, address } = workspace;
  await writeFiles(folder, Object.fromEntries(oddNames.map((name) => [name, "x"])));
  await rm(join(folder, "gone.txt"));
  const staged = await stageChanges(address, { paths: [...oddNames, "gone.txt"] });
  expect(staged.entries.filter((entry) => entry.staged !== null)).toHaveLength(oddNames.length + 1);
  await stageChanges(address, { paths: [":(top)"], unstage: true });
  const { commit } = await createCommit(address, {
    message: "odd\n\n# kept",
    author: alice,
    committer: agent,
  });
  const log = await gitIn(folder, "log", "-1", "--format=%an|%ae|%cn|%ce|%B");
  expect(log).toBe("Alice|alice@example.test|Agent of #12|agent@example.test|odd\n\n# kept\n");
  expect((await getStatus(address)).entries.map((entry) => entry.path)).toEqual([":(top)"]);
  expect((await getLog(address)).items[0]).toMatchObject({ sha: commit, subject: "odd", body: "# kept" });
  await expect(stageChanges(address, { paths: ["nothing-here"] })).rejects.toMatchObject({
    type: "NOT_FOUND",
  });
  await expect(createCommit(address, { message: "x", author: alice })).rejects.toMatchObject({
    type: "CONFLICT",
  });
  for (const path of ["../out", "/etc/passwd", "a\0b", "", "a/../../b"]) {
    await expect(stageChanges(address, { paths: [path] })).rejects.toMatchObject({ status: 400 });
  }
});

test("a person's commit obeys the hooks, an agent's leftovers do not run them", async () => {
  const { folder, address } = workspace;
  const hook = join(folder, ".git", "hooks", "pre-commit");
  await writeFiles(folder, {
    ".git/hooks/pre-commit": "#!/bin/sh\necho 'lint failed' >&2\nexit 1\n",
    "new.txt": "x\n",
  });
  await chmod(hook, 0o755);
  const refused = createCommit(address, { message: "x", author: alice, all: true });
  await expect(refused).rejects.toMatchObject({
    type: "CONFLICT",
    message: expect.stringContaining("lint failed"),
  });
  await gitIn(folder, "init", "--quiet", "nested");
  const result = await commitEverything(address, { message: "left", author: agent });
  expect(result.skipped).toEqual(["nested/"]);
  expect(await gitIn(folder, "log", "-1", "--format=%H %an")).toBe(`${result.commit} Agent of #12`);
  expect((await commitEverything(address, { message: "left", author: agent })).commit).toBeNull();
});

test("the log comes in pages that new commits do not shift", async () => {
  const { folder, address } = workspace;
  for (let index = 0; index < 5; index += 1)
    await gitIn(folder, "commit", "-q", "--allow-empty", "-m", `c${index}`);
  const one = await getLog(address, { limit: 2 });
  expect(one.items.map((item) => item.subject)).toEqual(["c4", "c3"]);
  await gitIn(folder, "commit", "-q", "--allow-empty", "-m", "later");
  const two = await getLog(address, { limit: 10, cursor: one.nextCursor ?? "" });
  expect(two.items.map((item) => item.subject)).toEqual(["c2", "c1", "c0", "first"]);
  expect(two.nextCursor).toBeNull();
  expect(two.items.at(-1)).toMatchObject({ sha: first, parents: [], author: { name: "Somebody" } });
});

test("a commit made to look like somebody else's is told as what it holds", async () => {
  const { folder, address } = workspace;
  const name = "Mallory\x1falice@example.test\x1f2001-01-01T00:00:00Z";
  const author = `--author=${name} <mallory@example.test>`;
  const message = "quiet \x1b]52;c;aGk=\x07\x1f words\n\nbody\x1f";
  await gitIn(folder, "commit", "-q", author, "--allow-empty", "--cleanup=verbatim", "-m", message);
  const [entry, ...more] = (await getLog(address, {})).items;
  expect(entry?.author).toEqual({ name, email: "mallory@example.test" });
  expect(entry?.authoredAt).not.toContain("2001");
  expect([entry?.subject, entry?.body]).toEqual(["quiet \x1b]52;c;aGk=\x07\x1f words", "body\x1f"]);
  expect(more.map(({ sha }) => sha)).toEqual([first]);
});

test("branches are listed, switched and made; changes in the way are named and kept", async () => {
  const { folder, address } = workspace;
  expect(await checkoutBranch(address, { branch: "feature/one", create: true })).toMatchObject({
    branch: "feature/one",
    head: first,
  });
  await commitFiles(folder, { "same.txt": "feature\n" });
  await checkoutBranch(address, { branch: "main" });
  await writeFiles(folder, { "same.txt": "mine\n" });
  await expect(checkoutBranch(address, { branch: "feature/one" })).rejects.toMatchObject({
    type: "CONFLICT",
    details: { files: ["same.txt"] },
  });
  expect(await readFile(join(folder, "same.txt"), "utf8")).toBe("mine\n");
  const { current, items } = await getBranches(address);
  expect(current).toBe("main");
  expect(items.map((item) => [item.name, item.current, item.checkedOutIn])).toEqual([
    ["feature/one", false, null],
    ["main", true, "workspace"],
  ]);
  await expect(checkoutBranch(address, { branch: "nope" })).rejects.toMatchObject({ type: "NOT_FOUND" });
  await expect(checkoutBranch(address, { branch: "main", create: true })).rejects.toMatchObject({
    status: 409,
  });
});

test("a repository without commits has an empty log and a diff of its new files", async () => {
  const { folder, address } = workspace;
  await rm(join(folder, ".git"), { recursive: true });
  await expect(getStatus(address)).rejects.toMatchObject({
    type: "CONFLICT",
    message: expect.stringContaining("not a git"),
  });
  await gitIn(folder, "init", "--quiet");
  expect(await getLog(address)).toEqual({ items: [], nextCursor: null });
  expect((await getDiff(address)).totals).toEqual({ files: 4, additions: 72, deletions: 0 });
  expect(await getStatus(address)).toMatchObject({ branch: "main", head: null });
  await createCommit(address, { message: "now", author: alice, all: true });
  expect((await getLog(address)).items).toHaveLength(1);
});

test("a list names each change by a digest that only another change gives another one", async () => {
  const { folder, address } = workspace;
  await writeFiles(folder, {
    "changed.txt": "new\n",
    "fresh.txt": "fresh\n",
    "bytes.bin": new Uint8Array([0, 1]),
  });
  const list = async () => {
    const { files, totals } = await getDiff(address, { base: first, list: true });
    expect(files.every(({ patch, truncated }) => patch === "" && !truncated)).toBe(true);
    expect(totals.files).toBe(files.length);
    return new Map(files.map(({ path, digest }) => [path, digest]));
  };
  const before = await list();
  expect([...before.keys()].sort()).toEqual(["bytes.bin", "changed.txt", "fresh.txt"]);
  await gitIn(folder, "add", "--all");
  await gitIn(folder, "commit", "--quiet", "--message", "all of it");
  expect(await list()).toEqual(before);
  await writeFiles(folder, { "fresh.txt": "other\n", "bytes.bin": new Uint8Array([0, 2]) });
  const after = await list();
  expect(after.get("changed.txt")).toBe(before.get("changed.txt"));
  expect(after.get("fresh.txt")).not.toBe(before.get("fresh.txt"));
  expect(after.get("bytes.bin")).not.toBe(before.get("bytes.bin"));
});
