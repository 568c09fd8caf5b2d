import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { getLog, getStatus } from "#lib/providers/workspaced/git.ts";
import {
  abortWork,
  checkoutBranch,
  continueWork,
  deleteBranch,
  dropStash,
  getBranchLosses,
  getConflict,
  getStashes,
  pullBranch,
  pushBranch,
  renameBranch,
  resolveFiles,
  stashChanges,
  unstash,
} from "#lib/providers/workspaced/git-branches.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { alice, commitFiles, gitIn, makeRepository, writeFiles } from "./test-repository.ts";

let workspace: TestWorkspace;
const opened: TestWorkspace[] = [];

beforeEach(async () => {
  workspace = await startTestWorkspace();
  opened.push(workspace);
  await makeRepository(workspace.folder, { "a.txt": "a\n", "b.txt": "b\n" });
});
afterAll(async () => {
  for (const one of opened) await one.close();
});

const read = (path: string) => readFile(join(workspace.folder, path), "utf8");

test("a dirty tree comes along, or stays with its branch and is back with it", async () => {
  const { address, folder } = workspace;
  await checkoutBranch(address, { branch: "other", create: true });
  await commitFiles(folder, { "a.txt": "other\n" });
  await checkoutBranch(address, { branch: "main" });
  await writeFiles(folder, { "b.txt": "along\n" });
  expect(await checkoutBranch(address, { branch: "other" })).toMatchObject({ left: false, back: "none" });
  expect(await read("b.txt")).toBe("along\n");
  await checkoutBranch(address, { branch: "main" });
  await writeFiles(folder, { "a.txt": "in the way\n", "new.txt": "new\n" });
  await expect(checkoutBranch(address, { branch: "other" })).rejects.toMatchObject({
    details: { files: ["a.txt"], reason: "would_overwrite" },
  });
  expect(await checkoutBranch(address, { branch: "other", changes: "leave" })).toMatchObject({ left: true });
  expect((await getStatus(address)).entries).toEqual([]);
  expect(await checkoutBranch(address, { branch: "main" })).toMatchObject({ back: "restored" });
  expect([await read("a.txt"), await read("new.txt"), await read("b.txt")]).toEqual([
    "in the way\n",
    "new\n",
    "along\n",
  ]);
  expect((await getStashes(address)).items).toEqual([]);
  const nowhere = checkoutBranch(address, { branch: "nowhere", changes: "leave" });
  await expect(nowhere).rejects.toMatchObject({ type: "NOT_FOUND" });
  expect(await read("a.txt")).toBe("in the way\n");
});

test("what was left with a branch is kept where an ignored file is in its way; the branch is checked out all the same", async () => {
  const { address, folder } = workspace;
  await writeFiles(folder, { "note.txt": "left\n" });
  await checkoutBranch(address, { branch: "other", create: true, changes: "leave" });
  await writeFiles(folder, { ".git/info/exclude": "note.txt\n", "note.txt": "ignored\n" });
  expect(await checkoutBranch(address, { branch: "main" })).toMatchObject({ branch: "main", back: "kept" });
  expect(await read("note.txt")).toBe("ignored\n");
  expect((await getStashes(address)).items).toMatchObject([{ message: "Left with main" }]);
});

test("a binary file in conflict is settled as it is", async () => {
  const { address, folder } = workspace;
  const bytes = (...more: number[]) => Buffer.from([0, 1, ...more]);
  await commitFiles(folder, { "logo.png": bytes(1) });
  await gitIn(folder, "switch", "--quiet", "--create", "theirs");
  await commitFiles(folder, { "logo.png": bytes(2) });
  await gitIn(folder, "switch", "--quiet", "main");
  await commitFiles(folder, { "logo.png": bytes(3) });
  await gitIn(folder, "merge", "theirs").catch(() => undefined);
  expect(await getConflict(address, { path: "logo.png" })).toMatchObject({ isMarked: false });
  await resolveFiles(address, { paths: ["logo.png"], take: "working" });
  expect(await continueWork(address, { author: alice })).toMatchObject({ state: "done" });
});

test("what was settled is not thrown away for what a hook says; what left nothing is passed over", async () => {
  const { address, folder } = workspace;
  await gitIn(folder, "switch", "--quiet", "--create", "theirs");
  const theirs = await commitFiles(folder, { "a.txt": "theirs\n" });
  await gitIn(folder, "switch", "--quiet", "main");
  await commitFiles(folder, { "a.txt": "ours\n" });
  const hook = join(folder, ".git", "hooks", "pre-commit");
  await writeFiles(folder, { ".git/hooks/pre-commit": "#!/bin/sh\necho No changes in docs\nexit 1\n" });
  await chmod(hook, 0o755);
  await gitIn(folder, "cherry-pick", theirs).catch(() => undefined);
  await writeFiles(folder, { "a.txt": "both\n" });
  await resolveFiles(address, { paths: ["a.txt"], take: "working" });
  await expect(continueWork(address, { author: alice })).rejects.toThrow("No changes in docs");
  expect(await gitIn(folder, "show", ":a.txt")).toBe("both");
  await resolveFiles(address, { paths: ["a.txt"], take: "again" });
  await resolveFiles(address, { paths: ["a.txt"], take: "ours" });
  expect(await continueWork(address, { author: alice })).toMatchObject({ state: "done", files: [] });
  expect(await getStatus(address)).toMatchObject({ underWay: null, entries: [] });
});

test("a branch is made from any commit, and renamed", async () => {
  const { address, folder } = workspace;
  const first = await gitIn(folder, "rev-parse", "HEAD");
  await commitFiles(folder, { "a.txt": "2\n" });
  await checkoutBranch(address, { branch: "old", create: true, from: first });
  expect(await gitIn(folder, "rev-parse", "HEAD")).toBe(first);
  expect(await renameBranch(address, { branch: "old", name: "feature/new" })).toEqual({
    branch: "feature/new",
  });
  await expect(renameBranch(address, { branch: "main", name: "feature/new" })).rejects.toMatchObject({
    type: "CONFLICT",
  });
  expect(await getStatus(address)).toMatchObject({ branch: "feature/new", head: first, upstream: null });
});

test("commits of a deleted branch are listed, and a branch that moved meanwhile stays", async () => {
  const { address, folder } = workspace;
  await checkoutBranch(address, { branch: "lonely", create: true });
  const only = await commitFiles(folder, { "c.txt": "c\n" }, "only here");
  const losses = await getBranchLosses(address, { branch: "lonely" });
  expect(losses).toEqual({ commit: only, commits: [{ sha: only, subject: "only here" }], total: 1 });
  await expect(deleteBranch(address, { branch: "lonely", commit: only })).rejects.toMatchObject({
    message: expect.stringContaining("checked out here"),
  });
  await gitIn(folder, "switch", "--quiet", "main");
  const moved = deleteBranch(address, { branch: "lonely", commit: await gitIn(folder, "rev-parse", "main") });
  await expect(moved).rejects.toMatchObject({ type: "CONFLICT" });
  await gitIn(folder, "branch", "copy", "lonely");
  expect(await getBranchLosses(address, { branch: "lonely" })).toMatchObject({ total: 0 });
  await deleteBranch(address, { branch: "lonely", commit: only });
  expect(await gitIn(folder, "branch", "--format=%(refname:short)")).toBe("copy\nmain");
});

test("changes are put aside, listed, brought back with what was staged, or thrown away", async () => {
  const { address, folder } = workspace;
  await writeFiles(folder, { "a.txt": "staged\n", "new.txt": "n\n" });
  await gitIn(folder, "add", "a.txt");
  const { sha } = await stashChanges(address, { message: "for later", author: alice });
  expect((await getStashes(address)).items).toMatchObject([
    { sha, branch: "main", message: "for later", files: 2 },
  ]);
  expect(await unstash(address, { sha })).toEqual({ state: "restored", files: [] });
  expect((await getStatus(address)).entries).toMatchObject([
    { path: "a.txt", staged: "M" },
    { path: "new.txt" },
  ]);
  const again = await stashChanges(address, { author: alice });
  await dropStash(address, { sha: again.sha });
  await expect(unstash(address, { sha: again.sha })).rejects.toMatchObject({ type: "NOT_FOUND" });
  await expect(stashChanges(address, { author: alice })).rejects.toMatchObject({ type: "CONFLICT" });
});

test("both sides of a conflict are told; it is settled by a side or by hand, and the merge goes on or is given up", async () => {
  const { address, folder } = workspace;
  await gitIn(folder, "switch", "--quiet", "--create", "theirs");
  await commitFiles(folder, { "a.txt": "theirs\n", "b.txt": "theirs\n" });
  await gitIn(folder, "rm", "--quiet", "b.txt");
  await commitFiles(folder, {}, "b goes");
  await gitIn(folder, "switch", "--quiet", "main");
  const ours = await commitFiles(folder, { "a.txt": "ours\n", "b.txt": "ours\n" });
  await gitIn(folder, "merge", "theirs").catch(() => undefined);
  const status = await getStatus(address);
  expect(status).toMatchObject({ underWay: { kind: "merge" }, totals: { conflicted: 2 } });
  expect(status.entries.map(({ path, sides }) => [path, sides])).toEqual([
    ["a.txt", "UU"],
    ["b.txt", "UD"],
  ]);
  expect(await getConflict(address, { path: "b.txt" })).toMatchObject({
    base: { kind: "text" },
    ours: { sizeBytes: 5 },
    theirs: null,
    oursLabel: "main",
    theirsLabel: expect.stringContaining("b goes"),
  });
  await expect(resolveFiles(address, { paths: ["a.txt"], take: "working" })).rejects.toMatchObject({
    details: { files: ["a.txt"] },
  });
  await resolveFiles(address, { paths: ["a.txt"], take: "theirs" });
  await resolveFiles(address, { paths: ["a.txt"], take: "again" });
  expect(await read("a.txt")).toContain("<<<<<<<");
  await expect(continueWork(address, { author: alice })).rejects.toMatchObject({ type: "CONFLICT" });
  await abortWork(address, {});
  expect(await gitIn(folder, "rev-parse", "HEAD")).toBe(ours);
  expect(await getStatus(address)).toMatchObject({ underWay: null, entries: [] });

  await gitIn(folder, "merge", "theirs").catch(() => undefined);
  await resolveFiles(address, { paths: ["b.txt"], take: "theirs" });
  await writeFiles(folder, { "a.txt": "both\n" });
  await resolveFiles(address, { paths: ["a.txt"], take: "working" });
  expect(await continueWork(address, { author: alice })).toMatchObject({ state: "done", files: [] });
  expect(await gitIn(folder, "log", "-1", "--format=%an %P")).toMatch(/^Alice \w+ \w+$/);
  expect(await gitIn(folder, "ls-tree", "--name-only", "HEAD")).toBe("a.txt");
});

test("a pull by rebase stops at a conflict, goes on to the end, keeps authors and what was not committed", async () => {
  const { address, folder, outside } = workspace;
  const [origin, other] = [join(outside, "origin.git"), join(outside, "other")];
  await gitIn(outside, "init", "--quiet", "--bare", origin);
  await gitIn(folder, "remote", "add", "origin", origin);
  const phases: string[] = [];
  const onProgress = ({ phase, percent }: { phase: string; percent: number }) =>
    phases.push(`${phase} ${percent}`);
  await pushBranch(address, { branch: "main" }, { onProgress });
  expect(phases).toContain("Writing objects 100");
  await gitIn(outside, "clone", "--quiet", origin, other);
  const theirs = await commitFiles(other, { "a.txt": "theirs\n" }, "theirs");
  await gitIn(other, "push", "--quiet", "origin", "main");
  await commitFiles(folder, { "a.txt": "ours\n" }, "ours");
  await writeFiles(folder, { "b.txt": "open\n" });
  expect(await pullBranch(address)).toMatchObject({ refused: true, reason: "diverged" });
  const pulled = await pullBranch(address, { rebase: true, committer: alice });
  expect(pulled).toEqual({ conflict: true, files: ["a.txt"] });
  expect((await getStatus(address)).underWay).toMatchObject({
    kind: "rebase",
    branch: "main",
    step: 1,
    steps: 1,
  });
  await resolveFiles(address, { paths: ["a.txt"], take: "theirs" });
  expect(await continueWork(address, { author: alice })).toMatchObject({ state: "done" });
  expect(await gitIn(folder, "log", "-1", "--format=%an %cn %P")).toBe(`Somebody Alice ${theirs}`);
  expect([await read("a.txt"), await read("b.txt")]).toEqual(["ours\n", "open\n"]);
});

test("the log shows every branch with its names, finds words and ids, and lists nothing that we keep", async () => {
  const { address, folder } = workspace;
  const first = await gitIn(folder, "rev-parse", "HEAD");
  await gitIn(folder, "tag", "v1,0");
  await gitIn(folder, "switch", "--quiet", "--create", "side");
  const side = await commitFiles(folder, { "s.txt": "s\n" }, "On the SIDE (1)");
  await gitIn(folder, "switch", "--quiet", "main");
  await gitIn(
    folder,
    "update-ref",
    "refs/lockkeeper/discarded/x",
    await commitFiles(folder, { "m.txt": "m\n" }),
  );
  await gitIn(folder, "reset", "--quiet", "--hard", first);
  const { items } = await getLog(address, { allBranches: true });
  expect(items.map(({ sha, refs }) => [sha, refs.map(({ kind, name }) => `${kind} ${name}`)])).toEqual([
    [side, ["branch side"]],
    [first, ["head HEAD", "branch main", "tag v1,0"]],
  ]);
  expect(
    (await getLog(address, { allBranches: true, search: "the side (1" })).items.map(({ sha }) => sha),
  ).toEqual([side]);
  expect((await getLog(address, { search: side.slice(0, 8) })).items.map(({ sha }) => sha)).toEqual([side]);
  const page = await getLog(address, { allBranches: true, limit: 1 });
  const next = await getLog(address, { allBranches: true, limit: 1, cursor: page.nextCursor ?? "" });
  expect(next.items.map(({ sha }) => sha)).toEqual([first]);
});
