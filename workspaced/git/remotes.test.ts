import { chmod, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { cloneRepository, getBranches, getLog, getStatus } from "#lib/providers/workspaced/git.ts";
import { pullBranch, pushBranch } from "#lib/providers/workspaced/git-branches.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { commitFiles, gitIn, makeRepository, writeFiles } from "./test-repository.ts";

const opened: TestWorkspace[] = [];
let workspace: TestWorkspace;
let origin: string;
let colleague: string;

beforeEach(async () => {
  workspace = await startTestWorkspace();
  opened.push(workspace);
  const { outside, address } = workspace;
  origin = join(outside, "origin.git");
  colleague = join(outside, "colleague");
  await makeRepository(colleague, { "a.txt": "a\n" });
  await gitIn(outside, "clone", "--quiet", "--bare", colleague, origin);
  await gitIn(colleague, "remote", "add", "origin", origin);
  await gitIn(colleague, "fetch", "--quiet");
  for await (const _ of cloneRepository(address, { url: `file://${origin}` }));
});

afterAll(async () => {
  for (const one of opened) await one.close();
});

test("a branch is pushed to a bare origin, once, and follows it from then on", async () => {
  const { address, folder } = workspace;
  const commit = await commitFiles(folder, { "b.txt": "b\n" });
  expect(await getStatus(address)).toMatchObject({ upstream: "origin/main", ahead: 1, behind: 0 });
  expect(await pushBranch(address, { branch: "main" })).toEqual({ pushed: true, commit, already: false });
  expect(await pushBranch(address, { branch: "main" })).toEqual({ pushed: true, commit, already: true });
  expect(await gitIn(origin, "rev-parse", "main")).toBe(commit);
  await gitIn(folder, "branch", "--no-track", "task/1-ünï");
  expect(await pushBranch(address, { branch: "task/1-ünï" })).toMatchObject({ pushed: true });
  const { items } = await getBranches(address);
  expect(items.find((item) => item.name === "task/1-ünï")).toMatchObject({ upstream: "origin/task/1-ünï" });
  await expect(pushBranch(address, { branch: "nope" })).rejects.toMatchObject({ type: "NOT_FOUND" });
});

test("the log marks what the upstream does not have, also where a merged commit is older than what it has", async () => {
  const { address, folder } = workspace;
  await gitIn(folder, "checkout", "--quiet", "-b", "side");
  await commitFiles(folder, { "side.txt": "s\n" }, "old side");
  await gitIn(folder, "commit", "--quiet", "--amend", "--no-edit", "--date=2001-01-01T00:00:00Z");
  await gitIn(folder, "rebase", "--quiet", "--force-rebase", "--committer-date-is-author-date", "main");
  await gitIn(folder, "checkout", "--quiet", "main");
  await gitIn(folder, "merge", "--quiet", "--no-ff", "-m", "merge", "side");
  const marks = async () =>
    (await getLog(address)).items.map(({ subject, isUnpushed }) => [subject, isUnpushed]);
  expect(await getStatus(address)).toMatchObject({ ahead: 2 });
  expect(await marks()).toEqual([
    ["merge", true],
    ["first", false],
    ["old side", true],
  ]);
  await pushBranch(address, { branch: "main" });
  expect((await marks()).map(([, isUnpushed]) => isUnpushed)).toEqual([false, false, false]);
});

test("a push of one commit brings that one, and is refused once the branch is at another", async () => {
  const { address, folder } = workspace;
  await gitIn(folder, "checkout", "--quiet", "--no-track", "-b", "next");
  const commit = await commitFiles(folder, { "b.txt": "b\n" });
  const pushed = await pushBranch(address, { branch: "next", commit });
  expect(pushed).toEqual({ pushed: true, commit, already: false });
  const next = { upstream: "origin/next", ahead: 0 };
  expect(await getStatus(address)).toMatchObject({ ...next, isUpstreamKnown: true });
  await commitFiles(folder, { "c.txt": "c\n" });
  await expect(pushBranch(address, { branch: "next", commit })).rejects.toMatchObject({ type: "CONFLICT" });
  expect(await gitIn(origin, "rev-parse", "next")).toBe(commit);
  // Of a branch that the origin no longer has, nothing is counted.
  await gitIn(folder, "update-ref", "-d", "refs/remotes/origin/next");
  expect(await getStatus(address)).toMatchObject({ ...next, isUpstreamKnown: false });
});

test("a push that would lose others' commits is refused and said so; a pull brings them", async () => {
  const { address, folder } = workspace;
  const theirs = await commitFiles(colleague, { "c.txt": "c\n" });
  await gitIn(colleague, "push", "--quiet", "origin", "main");
  await commitFiles(folder, { "b.txt": "b\n" });
  expect(await pushBranch(address, { branch: "main" })).toMatchObject({
    refused: true,
    reason: "non_fast_forward",
  });
  expect(await pullBranch(address)).toMatchObject({ refused: true, reason: "diverged" });
  await gitIn(folder, "reset", "--quiet", "--hard", "HEAD~1");
  expect(await pullBranch(address)).toEqual({
    pulled: true,
    head: theirs,
    already: false,
    received: { total: 1, commits: [{ sha: theirs, subject: "change" }], files: 1 },
    rebased: false,
  });
  expect(await pullBranch(address)).toMatchObject({ pulled: true, head: theirs, already: true });
});

test("a pull never overwrites what changed here, ignored files included", async () => {
  const { address, folder } = workspace;
  await commitFiles(colleague, { "a.txt": "theirs\n", "local.env": "theirs\n" });
  await gitIn(colleague, "push", "--quiet", "origin", "main");
  await writeFiles(folder, { "a.txt": "mine\n" });
  expect(await pullBranch(address)).toMatchObject({ refused: true, reason: "would_overwrite" });
  await gitIn(folder, "checkout", "--", "a.txt");
  await writeFiles(folder, { ".git/info/exclude": "local.env\n", "local.env": "mine\n" });
  expect(await pullBranch(address)).toMatchObject({ refused: true, reason: "would_overwrite" });
  expect(await readFile(join(folder, "local.env"), "utf8")).toBe("mine\n");
});

test("a branch without upstream cannot be pulled, and says so", async () => {
  const { address, folder } = workspace;
  await gitIn(folder, "checkout", "--quiet", "-b", "alone");
  expect(await pullBranch(address)).toMatchObject({ refused: true, reason: "no_upstream" });
});

test("a push into the checked-out branch of a folder is refused by its reason", async () => {
  const { address, folder } = workspace;
  await gitIn(folder, "remote", "set-url", "origin", colleague);
  await commitFiles(folder, { "b.txt": "b\n" });
  expect(await pushBranch(address, { branch: "main" })).toMatchObject({
    refused: true,
    reason: "non_bare_checkout",
    message: expect.stringContaining("checked out"),
  });
});

test("a remote that is gone, unreachable or declines is told in its own words, without credentials", async () => {
  const { address, folder } = workspace;
  await commitFiles(folder, { "b.txt": "b\n" });
  await writeFiles(origin, { "hooks/pre-receive": "#!/bin/sh\necho 'main is frozen' >&2\nexit 1\n" });
  await chmod(join(origin, "hooks/pre-receive"), 0o755);
  const declined = await pushBranch(address, { branch: "main" });
  expect(declined).toMatchObject({
    refused: true,
    reason: "other",
    message: "pre-receive hook declined: main is frozen",
  });
  await gitIn(origin, "config", "receive.maxInputSize", "1");
  const unstored = await pushBranch(address, { branch: "main" });
  expect(unstored).toMatchObject({ refused: true, reason: "other" });
  expect(JSON.stringify(unstored)).toMatch(/unpacker error: .*exceeds maximum allowed size.*abnormal exit/s);
  await gitIn(folder, "remote", "set-url", "origin", "http://user:hunter2@127.0.0.1:1/x.git");
  const unreachable = await pushBranch(address, { branch: "main" });
  expect(unreachable).toMatchObject({ refused: true, reason: "unreachable" });
  expect(JSON.stringify(unreachable)).not.toContain("hunter2");
  const pulled = await pullBranch(address);
  expect(pulled).toMatchObject({ refused: true, reason: "unreachable" });
  expect(JSON.stringify(pulled)).not.toContain("hunter2");
  await gitIn(folder, "remote", "set-url", "origin", origin);
  await rename(origin, `${origin}.away`);
  expect(await pushBranch(address, { branch: "main" })).toMatchObject({ refused: true, reason: "other" });
});

test("names that git would read as options or commands are refused by name of the field", async () => {
  const { address } = workspace;
  const bad = ["--upload-pack=x", "-f", "", "a..b", "a:b", "a b", "$(reboot) x", "x".repeat(10_000)];
  for (const branch of bad) {
    await expect(pushBranch(address, { branch }), branch).rejects.toMatchObject({
      status: 400,
      details: { field: "branch" },
    });
  }
  for (const remote of ["--receive-pack=x", "ext::sh", "/tmp/x", "https://example.test", ""]) {
    const refused = pushBranch(address, { branch: "main", remote });
    await expect(refused, remote).rejects.toMatchObject({ status: 400, details: { field: "remote" } });
  }
});
