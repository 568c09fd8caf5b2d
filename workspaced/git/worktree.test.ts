import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import {
  commitEverything,
  createWorktree,
  getStatus,
  getWorkspaceLosses,
  getWorktreeLosses,
  removeWorktree,
} from "#lib/providers/workspaced/git.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { agent, commitFiles, gitIn, makeRepository, writeFiles } from "./test-repository.ts";

const opened: TestWorkspace[] = [];
let workspace: TestWorkspace;
let first: string;

beforeEach(async () => {
  workspace = await startTestWorkspace();
  opened.push(workspace);
  first = await makeRepository(workspace.folder, { "a.txt": "a\n" });
});

afterAll(async () => {
  for (const one of opened) await one.close();
});

const create = (changes: Record<string, unknown> = {}) =>
  createWorktree(workspace.address, { name: "task-12", branch: "task/12-fix", base: "main", ...changes });

test("a worktree starts from the base's current tip, says which, and stays the same when asked for again", async () => {
  const { address, folder, config } = workspace;
  const tip = await commitFiles(folder, { "b.txt": "b\n" });
  const created = await create();
  expect(created).toEqual({
    path: join(config.worktreesDir, "task-12"),
    root: "worktree:task-12",
    branch: "task/12-fix",
    baseCommit: tip,
  });
  await commitFiles(folder, { "b.txt": "later\n" });
  expect(await create()).toEqual(created);
  expect(await getStatus(address, { root: "worktree:task-12" })).toMatchObject({
    branch: "task/12-fix",
    head: tip,
  });
});

test("an existing branch, a folder of that name or an unknown base is refused", async () => {
  const { folder, config } = workspace;
  await gitIn(folder, "branch", "task/12-fix");
  await expect(create()).rejects.toMatchObject({
    type: "CONFLICT",
    message: expect.stringContaining("branch"),
  });
  expect(await create({ reuseBranch: true })).toMatchObject({ baseCommit: first });
  await mkdir(join(config.worktreesDir, "other"));
  await expect(create({ name: "other", branch: "x" })).rejects.toMatchObject({ type: "CONFLICT" });
  await expect(create({ name: "third", branch: "y", base: "nope" })).rejects.toMatchObject({
    type: "NOT_FOUND",
  });
  await expect(create({ branch: "another" })).rejects.toMatchObject({ type: "CONFLICT" });
  for (const name of ["../x", "-x", "", "a/b", "A", "x".repeat(64)]) {
    await expect(create({ name }), name).rejects.toMatchObject({ status: 400, details: { field: "name" } });
  }
  for (const base of ["--orphan", "a..b", "HEAD~1", "", "@{-1}"]) {
    await expect(create({ base }), base).rejects.toMatchObject({ status: 400, details: { field: "base" } });
  }
});

test("a worktree whose creation was killed is made anew", async () => {
  const { folder, config } = workspace;
  await create();
  const record = join(config.stateDir, "worktrees", "task-12.json");
  await writeFile(
    record,
    JSON.stringify({ branch: "task/12-fix", baseCommit: first, isNewBranch: true, isReady: false }),
  );
  await rm(join(config.worktreesDir, "task-12", "a.txt"));
  await gitIn(folder, "worktree", "lock", "--reason", "initializing", join(config.worktreesDir, "task-12"));
  const tip = await commitFiles(folder, { "b.txt": "b\n" });
  const again = await create();
  expect(again.baseCommit).toBe(tip);
  expect((await readdir(again.path)).sort()).toEqual([".git", "a.txt", "b.txt"]);
});

test("a worktree whose folder was deleted comes back on its own branch with its commits", async () => {
  const { path } = await create();
  const commit = await commitFiles(path, { "work.txt": "work\n" });
  await rm(path, { recursive: true });
  const again = await create();
  expect(again.baseCommit).toBe(first);
  expect(await gitIn(again.path, "rev-parse", "HEAD")).toBe(commit);
});

test("what would be lost is listed and not removed without force; gone is removed", async () => {
  const { address, folder } = workspace;
  const { path } = await create();
  expect((await getWorktreeLosses(address, { name: "task-12", base: "main" })).totals).toEqual({
    uncommitted: 0,
    unpushedCommits: 0,
    stashes: 0,
  });
  const commit = await commitFiles(path, { "work.txt": "work\n" }, "agent's work");
  await writeFiles(path, { "new\nline.txt": "x\n", "a.txt": "edited\n" });
  const losses = await getWorktreeLosses(address, { name: "task-12", base: "main" });
  expect(losses.uncommitted).toEqual([
    { root: "worktree:task-12", path: "a.txt", status: "modified" },
    { root: "worktree:task-12", path: "new\nline.txt", status: "untracked" },
  ]);
  expect(losses.unpushedCommits).toEqual([{ sha: commit, subject: "agent's work" }]);
  const refused = removeWorktree(address, { name: "task-12", base: "main" });
  await expect(refused).rejects.toMatchObject({ type: "CONFLICT", details: { losses } });
  await commitEverything(address, { root: "worktree:task-12", message: "rest", author: agent });
  const withBranch = removeWorktree(address, { name: "task-12", base: "main", deleteBranch: true });
  await expect(withBranch).rejects.toMatchObject({ type: "CONFLICT" });
  expect(await removeWorktree(address, { name: "task-12", base: "main" })).toEqual({ removed: true });
  expect(await gitIn(folder, "branch", "--list", "task/12-fix")).toContain("task/12-fix");
  expect(await removeWorktree(address, { name: "task-12" })).toEqual({ removed: true });
  expect(await removeWorktree(address, { name: "never-was", force: true, deleteBranch: true })).toEqual({
    removed: true,
  });
});

test("force removes the worktree and its branch, and merged work is no loss", async () => {
  const { address, folder } = workspace;
  const { path } = await create();
  await commitFiles(path, { "work.txt": "work\n" });
  await gitIn(folder, "merge", "--quiet", "task/12-fix");
  expect((await getWorktreeLosses(address, { name: "task-12", base: "main" })).totals.unpushedCommits).toBe(
    0,
  );
  await writeFiles(path, { "left.txt": "x\n" });
  await removeWorktree(address, { name: "task-12", force: true, deleteBranch: true });
  expect(await gitIn(folder, "branch", "--list", "task/12-fix")).toBe("");
  expect((await gitIn(folder, "worktree", "list")).split("\n")).toHaveLength(1);
});

test("the whole workspace's losses hold every checkout, branch and stash that is nowhere else", async () => {
  const { address, folder, outside } = workspace;
  const origin = join(outside, "origin.git");
  await gitIn(outside, "clone", "--quiet", "--bare", folder, origin);
  await gitIn(folder, "remote", "add", "origin", origin);
  await gitIn(folder, "fetch", "--quiet", "origin");
  const { path } = await create();
  expect((await getWorkspaceLosses(address)).totals).toEqual({
    uncommitted: 0,
    unpushedCommits: 0,
    stashes: 0,
  });
  await writeFiles(folder, { "a.txt": "stashed\n" });
  await gitIn(folder, "stash", "--quiet");
  const commit = await commitFiles(path, { "work.txt": "work\n" }, "work");
  await writeFiles(path, { "x.txt": "x\n" });
  await writeFiles(folder, { "y.txt": "y\n" });
  const losses = await getWorkspaceLosses(address);
  expect(losses.uncommitted).toEqual([
    { root: "workspace", path: "y.txt", status: "untracked" },
    { root: "worktree:task-12", path: "x.txt", status: "untracked" },
  ]);
  expect(losses.unpushedCommits).toEqual([{ sha: commit, subject: "work" }]);
  expect(losses.stashes).toHaveLength(1);
});

test("a folder that is no repository loses whatever is in it", async () => {
  const { address, folder } = workspace;
  await rm(join(folder, ".git"), { recursive: true });
  const losses = await getWorkspaceLosses(address);
  expect(losses.uncommitted).toEqual([{ root: "workspace", path: "a.txt", status: "untracked" }]);
});
