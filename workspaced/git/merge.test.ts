import { spawn } from "node:child_process";
import { once } from "node:events";
import { link, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createWorktree, getStatus, mergeBranch } from "#lib/providers/workspaced/git.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { agent, alice, commitFiles, gitIn, makeRepository, writeFiles } from "./test-repository.ts";

const opened: TestWorkspace[] = [];
let workspace: TestWorkspace;
let task: string;

beforeEach(async () => {
  workspace = await startTestWorkspace();
  opened.push(workspace);
  await makeRepository(workspace.folder, { "a.txt": "a\n", "b.txt": "b\n", "gone.txt": "gone\n" });
  const worktree = await createWorktree(workspace.address, {
    name: "task-1",
    branch: "task/1",
    base: "main",
  });
  task = worktree.path;
});

afterAll(async () => {
  for (const one of opened) await one.close();
});

const merge = (
  changes: {
    into?: string;
    branch?: string;
    mode?: "squash" | "rebase";
    mergedAs?: string;
    commit?: string;
  } = {},
) =>
  mergeBranch(workspace.address, {
    branch: "task/1",
    into: "main",
    message: "Merge task 1\n\nWith a body.",
    author: agent,
    committer: alice,
    ...changes,
  });

const read = (path: string) => readFile(join(workspace.folder, path), "utf8");

/** What a merge must leave behind besides its result. */
async function expectTidy(): Promise<void> {
  const { folder, config } = workspace;
  expect((await gitIn(folder, "worktree", "list")).split("\n")).toHaveLength(2);
  expect(await readdir(join(config.stateDir, "merges"))).toEqual([]);
  expect((await readdir(join(folder, ".git"))).filter((name) => /^index./.test(name))).toEqual([]);
}

test("a branch that has moved from the commit that was looked at is not merged", async () => {
  const commit = await commitFiles(task, { "a.txt": "seen\n" });
  await commitFiles(task, { "a.txt": "never seen\n" });
  await expect(merge({ commit })).rejects.toThrow("task/1 has moved since it was looked at");
  expect(await read("a.txt")).toBe("a\n");
  await gitIn(task, "reset", "--quiet", "--hard", commit);
  expect(await merge({ commit })).toMatchObject({ state: "merged", commit });
});

test("a branch ahead is fast-forwarded in the checkout, its files with it, and again is found merged", async () => {
  const { address } = workspace;
  const head = await commitFiles(task, { "a.txt": "agent\n", "new/ünï 😀\nfile.txt": "new\n" });
  await gitIn(task, "rm", "--quiet", "gone.txt");
  await gitIn(task, "commit", "--quiet", "--amend", "--no-edit");
  const amended = await gitIn(task, "rev-parse", "HEAD");
  expect(head).not.toBe(amended);
  expect(await merge()).toEqual({ state: "merged", commit: amended, already: false });
  expect(await merge()).toEqual({ state: "merged", commit: amended, already: true });
  expect(await read("a.txt")).toBe("agent\n");
  expect(await read("new/ünï 😀\nfile.txt")).toBe("new\n");
  expect(await getStatus(address)).toMatchObject({ branch: "main", head: amended, entries: [] });
  await expectTidy();
});

test("a program that still writes into what a killed merge left does not stop the next one", async () => {
  const left = join(workspace.config.stateDir, "merges", "left");
  // So many that some are written while those are removed.
  await writeFiles(
    left,
    Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`left-${index}`, ""])),
  );
  const writing = spawn(
    "sh",
    ["-c", 'n=0; while :; do n=$((n + 1)); : >"$0/new-$n"; sleep 0.01; done', left],
    { stdio: "ignore" },
  );
  // A shell ends of itself where the folder is gone.
  const ended = once(writing, "exit");
  try {
    await expect.poll(() => readdir(left)).toContain("new-1");
    const commit = await commitFiles(task, { "a.txt": "agent\n" });
    expect(await merge()).toEqual({ state: "merged", commit, already: false });
  } finally {
    writing.kill("SIGKILL");
    await ended;
  }
  expect(await merge()).toMatchObject({ state: "merged", already: true });
  await expectTidy();
});

test("parted branches get a merge commit by the given author and committer", async () => {
  await commitFiles(task, { "a.txt": "agent\n" });
  await commitFiles(workspace.folder, { "b.txt": "person\n" });
  const answer = await merge();
  if (answer.state !== "merged") throw new Error(`it is ${answer.state}`);
  const format = "--format=%an|%cn|%B|%P";
  const [described, parents] = [
    await gitIn(workspace.folder, "log", "-1", format.replace("|%P", ""), answer.commit),
    await gitIn(workspace.folder, "log", "-1", "--format=%P", answer.commit),
  ];
  expect(described).toBe("Agent of #12|Alice|Merge task 1\n\nWith a body.\n");
  expect(parents.split(" ")).toHaveLength(2);
  expect(await read("a.txt")).toBe("agent\n");
  expect(await read("b.txt")).toBe("person\n");
  expect((await getStatus(workspace.address)).entries).toEqual([]);
  await expectTidy();
});

test("a conflict names its files and leaves every checkout and branch as it was", async () => {
  const { folder } = workspace;
  await commitFiles(task, { "a.txt": "agent\n" });
  const before = await commitFiles(folder, { "a.txt": "person\n" });
  await writeFiles(folder, { "b.txt": "uncommitted\n" });
  expect(await merge()).toEqual({ state: "conflict", files: ["a.txt"] });
  expect(await gitIn(folder, "rev-parse", "main")).toBe(before);
  expect(await read("a.txt")).toBe("person\n");
  expect(await read("b.txt")).toBe("uncommitted\n");
  await expectTidy();
});

test("uncommitted work stays when the merge does not touch it, staged work included", async () => {
  const { folder, address } = workspace;
  await commitFiles(task, { "a.txt": "agent\n" });
  await writeFiles(folder, { "b.txt": "staged\n", "mine.txt": "mine\n" });
  await gitIn(folder, "add", "b.txt");
  await writeFiles(folder, { "b.txt": "edited again\n" });
  expect(await merge()).toMatchObject({ state: "merged" });
  expect(await read("a.txt")).toBe("agent\n");
  expect(await read("b.txt")).toBe("edited again\n");
  expect(await gitIn(folder, "show", ":b.txt")).toBe("staged");
  expect((await getStatus(address)).entries.map((entry) => entry.path)).toEqual(["b.txt", "mine.txt"]);
});

test("files in the way block it by name: edited, staged, untracked, ignored, a folder's place taken", async () => {
  const { folder } = workspace;
  const before = await gitIn(folder, "rev-parse", "main");
  await commitFiles(task, {
    "a.txt": "agent\n",
    "new.txt": "new\n",
    ".env": "agent\n",
    "dir/file.txt": "x\n",
  });
  await gitIn(task, "rm", "--quiet", "gone.txt");
  await gitIn(task, "commit", "--quiet", "-m", "gone");
  const blocked = async (path: string, content: string, isStaged = false) => {
    await writeFiles(folder, { [path]: content });
    if (isStaged) await gitIn(folder, "add", path);
    expect(await merge()).toEqual({ state: "blocked", files: [path] });
    expect(await read(path)).toBe(content);
    await gitIn(folder, "reset", "--quiet");
    await rm(join(folder, path));
    await gitIn(folder, "checkout", "--quiet", "--", ".");
  };
  await blocked("a.txt", "mine\n");
  await blocked("a.txt", "mine\n", true);
  await blocked("new.txt", "mine\n");
  await blocked("new.txt", "mine\n", true);
  await blocked("gone.txt", "mine\n");
  await writeFiles(folder, { ".git/info/exclude": ".env\ndir\nnew.txt\n" });
  await blocked(".env", "mine\n");
  await blocked("dir", "a file where a folder must be\n");
  await symlink("/tmp", join(folder, "dir"));
  expect(await merge()).toEqual({ state: "blocked", files: ["dir"] });
  await rm(join(folder, "dir"));
  await writeFiles(folder, { "new.txt/inner": "ignored\n" });
  expect(await merge()).toEqual({ state: "blocked", files: ["new.txt/inner"] });
  expect(await gitIn(folder, "rev-parse", "main")).toBe(before);
  await rm(join(folder, "new.txt"), { recursive: true });
  expect(await merge()).toMatchObject({ state: "merged" });
});

test("a file that changed in the second in which git last looked at it blocks it too, whenever the merge comes", async () => {
  const { folder } = workspace;
  await gitIn(task, "rm", "--quiet", "gone.txt");
  await gitIn(task, "commit", "--quiet", "-m", "gone");
  // To git the file is as it was, by size and time, but its index is no younger: then it looks at what is in it.
  const then = 1_700_000_000;
  await gitIn(folder, "config", "core.trustctime", "false");
  await utimes(join(folder, "gone.txt"), then, then);
  await gitIn(folder, "update-index", "--refresh");
  await writeFiles(folder, { "gone.txt": "mine\n" });
  for (const path of ["gone.txt", ".git/index"]) await utimes(join(folder, path), then, then);
  expect(await merge()).toEqual({ state: "blocked", files: ["gone.txt"] });
  expect(await read("gone.txt")).toBe("mine\n");
});

test("a branch that is checked out nowhere is moved without a file being touched", async () => {
  const { folder } = workspace;
  await gitIn(folder, "checkout", "--quiet", "-b", "elsewhere");
  const head = await commitFiles(task, { "a.txt": "agent\n" });
  await writeFiles(folder, { "a.txt": "mine\n" });
  expect(await merge()).toEqual({ state: "merged", commit: head, already: false });
  expect(await gitIn(folder, "rev-parse", "main")).toBe(head);
  expect(await read("a.txt")).toBe("mine\n");
});

test("a branch that is checked out in another worktree is moved there", async () => {
  const head = await commitFiles(workspace.folder, { "b.txt": "person\n" });
  expect(await merge({ branch: "main", into: "task/1" })).toEqual({
    state: "merged",
    commit: head,
    already: false,
  });
  expect(await readFile(join(task, "b.txt"), "utf8")).toBe("person\n");
  expect(await gitIn(task, "status", "--porcelain")).toBe("");
});

test("a merge that was killed half-way is finished by doing it again", async () => {
  const { folder, address, config } = workspace;
  await commitFiles(task, { "a.txt": "agent\n", "b.txt": "agent\n", "new.txt": "new\n" });
  await gitIn(task, "rm", "--quiet", "gone.txt");
  await gitIn(task, "commit", "--quiet", "-m", "gone");
  await commitFiles(folder, { "other.txt": "person\n" });
  // Killed while the files were written: some are new, the index is old, its lock and a temporary worktree are left.
  await writeFiles(folder, { "a.txt": "agent\n", "new.txt": "new\n" });
  await rm(join(folder, "gone.txt"));
  const own = join(folder, ".git", "index.lockkeeper-killed");
  await writeFile(own, "");
  await link(own, join(folder, ".git", "index.lock"));
  await gitIn(
    folder,
    "worktree",
    "add",
    "--quiet",
    "--detach",
    join(config.stateDir, "merges", "left"),
    "main",
  );
  expect(await merge()).toMatchObject({ state: "merged", already: false });
  expect((await getStatus(address)).entries).toEqual([]);
  await expectTidy();
  // Killed after the index was replaced, before the branch was moved.
  const merged = await gitIn(folder, "rev-parse", "main");
  await gitIn(folder, "update-ref", "refs/heads/main", "main~1");
  expect(await merge()).toMatchObject({ state: "merged", already: false });
  expect(await gitIn(folder, "rev-parse", "main^{tree}")).toBe(
    await gitIn(folder, "rev-parse", `${merged}^{tree}`),
  );
  expect((await getStatus(address)).entries).toEqual([]);
  // Killed after the branch was moved, before the lock was taken away.
  await writeFile(own, "");
  await link(own, join(folder, ".git", "index.lock"));
  expect(await merge()).toMatchObject({ state: "merged", already: true });
  await expectTidy();
});

test("somebody else's index.lock is waited for and never taken away", async () => {
  await commitFiles(task, { "a.txt": "agent\n" });
  const lock = join(workspace.folder, ".git", "index.lock");
  await writeFile(lock, "");
  const merging = merge();
  const stuck = merging.then(() => "merged");
  const early = new Promise((resolve) => setTimeout(() => resolve("waiting"), 500));
  expect(await Promise.race([stuck, early])).toBe("waiting");
  expect(await readFile(lock, "utf8")).toBe("");
  await rm(lock);
  expect(await merging).toMatchObject({ state: "merged" });
});

test("merges of several branches at once end in one history that holds them all", async () => {
  const { address, folder } = workspace;
  const names = ["two", "three", "four"];
  for (const name of names) {
    const { path } = await createWorktree(address, { name, branch: `task/${name}`, base: "main" });
    await commitFiles(path, { [`${name}.txt`]: `${name}\n` });
  }
  const answers = await Promise.all(names.map((name) => merge({ branch: `task/${name}` })));
  expect(answers.map((answer) => answer.state)).toEqual(["merged", "merged", "merged"]);
  for (const name of names) expect(await read(`${name}.txt`)).toBe(`${name}\n`);
  expect(await gitIn(folder, "status", "--porcelain")).toBe("");
});

test("a checkout that fails is told as that, and not as files in the way", async () => {
  const { folder } = workspace;
  await commitFiles(task, { "a.txt": "agent\n", "new.txt": "lost\n" });
  const lost = await gitIn(task, "rev-parse", "HEAD:new.txt");
  await rm(join(folder, ".git", "objects", lost.slice(0, 2), lost.slice(2)));
  await expect(merge()).rejects.toMatchObject({ type: "PROVIDER_ERROR" });
});

test("unknown branches and unrelated histories are refused in plain words", async () => {
  await expect(merge({ branch: "nope" })).rejects.toMatchObject({ type: "NOT_FOUND" });
  await expect(merge({ into: "nope" })).rejects.toMatchObject({ type: "NOT_FOUND" });
  await expect(merge({ branch: "--upload-pack=x" })).rejects.toMatchObject({
    status: 400,
    details: { field: "branch" },
  });
  await gitIn(workspace.folder, "checkout", "--quiet", "--orphan", "orphan");
  await gitIn(workspace.folder, "commit", "--quiet", "-m", "orphan");
  await gitIn(workspace.folder, "checkout", "--quiet", "main");
  await expect(merge({ branch: "orphan" })).rejects.toMatchObject({
    type: "CONFLICT",
    message: expect.stringContaining("no commit in common"),
  });
});

/** Two commits of the agent, and one of somebody else on main. */
async function partWays(): Promise<string> {
  await commitFiles(task, { "a.txt": "agent\n" }, "one");
  await commitFiles(task, { "new.txt": "new\n" }, "two");
  return commitFiles(workspace.folder, { "b.txt": "person\n" }, "theirs");
}

const history = () => gitIn(workspace.folder, "log", "--format=%s by %an, %cn", "main");

test("squashed, a branch becomes one commit on top of the target, and none where it brings nothing", async () => {
  await gitIn(workspace.folder, "config", "merge.ff", "false");
  const from = await partWays();
  const merged = await merge({ mode: "squash" });
  expect(merged).toMatchObject({ state: "merged", already: false, from });
  expect((await history()).split("\n").slice(0, 2)).toEqual([
    "Merge task 1 by Agent of #12, Alice",
    "theirs by Somebody, Somebody",
  ]);
  expect([await read("a.txt"), await read("b.txt"), await read("new.txt")]).toEqual([
    "agent\n",
    "person\n",
    "new\n",
  ]);
  expect(await merge({ mode: "squash" })).toMatchObject({ state: "merged", already: true });
  await expectTidy();
});

test("squashed, a branch that is merely ahead is one commit too; known as merged, it is not made again", async () => {
  await commitFiles(task, { "a.txt": "agent\n" }, "one");
  await commitFiles(task, { "new.txt": "new\n" }, "two");
  const merged = await merge({ mode: "squash" });
  if (merged.state !== "merged") throw new Error("It was not merged.");
  await commitFiles(workspace.folder, { "a.txt": "on top\n" }, "theirs");
  const again = await merge({ mode: "squash", mergedAs: merged.commit });
  // Not what came on top of it: by these two it is told what the task changed.
  expect(again).toMatchObject({ state: "merged", already: true, commit: merged.commit, from: merged.from });
  expect(await history()).toBe(
    [
      "theirs by Somebody, Somebody",
      "Merge task 1 by Agent of #12, Alice",
      "first by Somebody, Somebody",
    ].join("\n"),
  );
});

test("rebased, a branch's commits stand one by one on top of the target, and a conflict is told by its files", async () => {
  await partWays();
  const { folder } = workspace;
  await gitIn(folder, "config", "rebase.updateRefs", "true");
  await gitIn(folder, "branch", "stacked", "task/1~1");
  const stacked = await gitIn(folder, "rev-parse", "stacked");
  expect(await merge({ mode: "rebase" })).toMatchObject({ state: "merged", already: false });
  expect(await gitIn(folder, "rev-parse", "stacked"), "somebody's branch on the way").toBe(stacked);
  expect(await history()).toBe(
    [
      "two by Somebody, Alice",
      "one by Somebody, Alice",
      "theirs by Somebody, Somebody",
      "first by Somebody, Somebody",
    ].join("\n"),
  );
  expect(await merge({ mode: "rebase" })).toMatchObject({ state: "merged", already: true });
  await commitFiles(task, { "b.txt": "agent\n" }, "three");
  expect(await merge({ mode: "rebase" })).toEqual({ state: "conflict", files: ["b.txt"] });
  await expectTidy();
});

test("a branch in which a conflict was settled by a merge is merged, for its commits would conflict again", async () => {
  await commitFiles(task, { "a.txt": "agent\n" }, "one");
  await commitFiles(workspace.folder, { "a.txt": "person\n" }, "theirs");
  await gitIn(task, "merge", "--quiet", "-X", "ours", "--no-edit", "main");
  await commitFiles(workspace.folder, { "b.txt": "later\n" }, "later");
  expect(await merge({ mode: "rebase" })).toMatchObject({ state: "merged", already: false });
  expect([await read("a.txt"), await read("b.txt")]).toEqual(["agent\n", "later\n"]);
});
