import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { commitEverything, createWorktree, getStatus, takeBase } from "#lib/providers/workspaced/git.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { agent, commitFiles, gitIn, makeRepository, writeFiles } from "./test-repository.ts";

const opened: TestWorkspace[] = [];
let workspace: TestWorkspace;
let task: string;
const root = "worktree:task-1";

beforeEach(async () => {
  workspace = await startTestWorkspace();
  opened.push(workspace);
  await makeRepository(workspace.folder, {
    "a.txt": "a\n",
    "b.bin": new Uint8Array([0, 1]),
    "gone.txt": "g\n",
  });
  const place = { name: "task-1", branch: "task/1", base: "main" };
  task = (await createWorktree(workspace.address, place)).path;
});

afterAll(async () => {
  for (const one of opened) await one.close();
});

const take = () =>
  takeBase(workspace.address, { root, base: "main", message: "Take main over", author: agent });
const commitRest = () => commitEverything(workspace.address, { root, message: "The rest", author: agent });
const read = (path: string) => readFile(join(task, path), "utf8");

test("a base that goes together with the work is merged in by the given author, and again is found merged", async () => {
  await commitFiles(task, { "mine.txt": "mine\n" });
  const tip = await commitFiles(workspace.folder, { "theirs.txt": "theirs\n" });
  expect(await take()).toEqual({ state: "merged", baseCommit: tip, files: [] });
  expect(await read("theirs.txt")).toBe("theirs\n");
  expect(await gitIn(task, "log", "-1", "--format=%an %s %P")).toMatch(
    /^Agent of #12 Take main over \w+ \w+$/,
  );
  const head = await gitIn(task, "rev-parse", "HEAD");
  expect(await take()).toMatchObject({ state: "merged", baseCommit: tip });
  expect(await gitIn(task, "rev-parse", "HEAD")).toBe(head);
});

test("a merge of something else that is under way is not taken for the base's", async () => {
  await gitIn(workspace.folder, "branch", "other");
  await commitFiles(task, { "a.txt": "mine\n" });
  await gitIn(task, "switch", "--quiet", "other");
  const other = await commitFiles(task, { "a.txt": "other\n", "foreign.txt": "foreign\n" });
  await gitIn(task, "switch", "--quiet", "task/1");
  await gitIn(task, "merge", "other").catch(() => undefined);
  await expect(take()).rejects.toThrow("Another merge is under way in this worktree");
  expect(await gitIn(task, "rev-parse", "MERGE_HEAD")).toBe(other);
});

test("work that has not begun is stepped forward to the base", async () => {
  const tip = await commitFiles(workspace.folder, { "a.txt": "newer\n" });
  expect(await take()).toMatchObject({ state: "merged" });
  expect(await gitIn(task, "rev-parse", "HEAD")).toBe(tip);
});

test("a conflict stays marked in its files, answers the same again, and is committed once the marks are gone", async () => {
  await commitFiles(task, { "a.txt": "of the agent\n" });
  const tip = await commitFiles(workspace.folder, { "a.txt": "of a person\n" });
  const first = await take();
  expect(first).toEqual({ state: "conflict", baseCommit: tip, files: ["a.txt"] });
  expect(await read("a.txt")).toMatch(/^<{7} .*of the agent.*={7}.*of a person.*>{7} /s);
  expect(await take()).toEqual(first);
  await expect(commitRest()).rejects.toMatchObject({ type: "CONFLICT", details: { files: ["a.txt"] } });
  await writeFile(join(task, "a.txt"), "of both\n");
  expect((await commitRest()).commit).toMatch(/^\w{40}$/);
  expect(await gitIn(task, "merge-base", "--is-ancestor", tip, "HEAD")).toBe("");
  expect(await getStatus(workspace.address, { root })).toMatchObject({ entries: [] });
});

test("a file in conflict that carries no marks is settled by staging it, and by nothing else", async () => {
  await commitFiles(task, { "b.bin": new Uint8Array([0, 2]), "gone.txt": "changed\n" });
  await rm(join(workspace.folder, "gone.txt"));
  await commitFiles(workspace.folder, { "b.bin": new Uint8Array([0, 3]) });
  expect(await take()).toMatchObject({ state: "conflict", files: ["b.bin", "gone.txt"] });
  await expect(commitRest()).rejects.toMatchObject({ details: { files: ["b.bin", "gone.txt"] } });
  await gitIn(task, "add", "b.bin");
  await gitIn(task, "rm", "--quiet", "gone.txt");
  expect((await commitRest()).commit).not.toBeNull();
});

test("uncommitted work in the way is not touched", async () => {
  await commitFiles(workspace.folder, { "a.txt": "of a person\n" });
  await writeFiles(task, { "a.txt": "not committed\n" });
  await expect(take()).rejects.toMatchObject({ type: "CONFLICT" });
  expect(await read("a.txt")).toBe("not committed\n");
});
