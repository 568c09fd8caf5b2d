import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import {
  cloneRepository,
  getStatus,
  initializeRepository,
  inspectRepository,
} from "#lib/providers/workspaced/git.ts";
import type { CloneLine } from "../protocol/git.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { alice, commitFiles, gitIn, makeRepository, writeFiles } from "./test-repository.ts";

const cleanups: Array<() => Promise<unknown> | unknown> = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(): Promise<TestWorkspace> {
  const workspace = await startTestWorkspace();
  cleanups.push(workspace.close);
  return workspace;
}

async function cloneAll(workspace: TestWorkspace, url: string, branch?: string): Promise<CloneLine[]> {
  const lines: CloneLine[] = [];
  for await (const line of cloneRepository(workspace.address, { url, branch })) lines.push(line);
  return lines;
}

test("a clone tells its progress and then the head and the branch that is checked out", async () => {
  const workspace = await start();
  const source = join(workspace.outside, "source");
  const head = await makeRepository(source, { "a.txt": "a\n", "b.txt": "b\n" });
  await gitIn(source, "branch", "other");
  const lines = await cloneAll(workspace, `file://${source}`);
  expect(lines.at(-1)).toEqual({ type: "done", head, defaultBranch: "main" });
  expect(lines.slice(0, -1).length).toBeGreaterThan(0);
  expect(lines.slice(0, -1).every((line) => line.type === "progress")).toBe(true);
  // The same again finds it done.
  expect(await cloneAll(workspace, `file://${source}`)).toEqual([
    { type: "done", head, defaultBranch: "main" },
  ]);
  expect(await inspectRepository(workspace.address)).toEqual({
    isRepository: true,
    isBare: false,
    defaultBranch: "main",
    head,
    remotes: [{ name: "origin", url: `file://${source}` }],
    hasCommits: true,
  });
});

test("a chosen branch is checked out, and a path is cloned without links into its objects", async () => {
  const workspace = await start();
  const source = join(workspace.outside, "source");
  await makeRepository(source, { "a.txt": "a\n" });
  await gitIn(source, "checkout", "--quiet", "-b", "feature/x");
  const head = await commitFiles(source, { "a.txt": "x\n" });
  expect((await cloneAll(workspace, source, "feature/x")).at(-1)).toEqual({
    type: "done",
    head,
    defaultBranch: "feature/x",
  });
  const object = join(".git", "objects", head.slice(0, 2), head.slice(2));
  expect((await stat(join(source, object))).nlink).toBe(1);
});

test("a repository without commits is cloned with no head", async () => {
  const workspace = await start();
  const source = join(workspace.outside, "empty.git");
  await gitIn(workspace.outside, "init", "--quiet", "--bare", source);
  expect((await cloneAll(workspace, source)).at(-1)).toEqual({
    type: "done",
    head: null,
    defaultBranch: "main",
  });
});

test("a remote whose HEAD names a branch that is not there is cloned with one that is", async () => {
  const workspace = await start();
  const bare = async (name: string, branches: string[]) => {
    const source = join(workspace.outside, `${name}.git`);
    await gitIn(workspace.outside, "init", "--quiet", "--bare", "-b", "gone", source);
    const work = join(workspace.outside, name);
    await makeRepository(work, { "a.txt": "a\n" });
    for (const branch of branches) {
      await gitIn(work, "checkout", "--quiet", "-B", branch);
      await commitFiles(work, { [`${branch.replaceAll("/", "-")}.txt`]: "b\n" });
      await gitIn(work, "push", "--quiet", source, branch);
    }
    return source;
  };
  const cases = [
    { branches: ["old/work", "develop"], chosen: "develop" },
    { branches: ["develop", "master", "newer"], chosen: "master" },
    { branches: ["main", "master"], chosen: "main" },
  ];
  for (const [index, { branches, chosen }] of cases.entries()) {
    const source = await bare(`unborn-${index}`, branches);
    const target = await start();
    const head = await gitIn(source, "rev-parse", chosen);
    const done = { type: "done", head, defaultBranch: chosen };
    expect((await cloneAll(target, source)).at(-1)).toEqual(done);
    expect((await cloneAll(target, source)).at(-1)).toEqual(done);
    expect(await inspectRepository(target.address)).toMatchObject({
      defaultBranch: chosen,
      head,
      hasCommits: true,
    });
    expect(await readFile(join(target.folder, "a.txt"), "utf8")).toBe("a\n");
    expect(await getStatus(target.address)).toMatchObject({ upstream: `origin/${chosen}`, entries: [] });
  }
});

test("each way to fail has its reason, leaves the folder empty and can be retried", async () => {
  const workspace = await start();
  const source = join(workspace.outside, "source");
  await makeRepository(source, { "a.txt": "a\n" });
  const reasonOf = async (url: string, branch?: string) => {
    const last = (await cloneAll(workspace, url, branch)).at(-1);
    expect(await readdir(workspace.folder)).toEqual([]);
    return last?.type === "error" ? last.reason : last;
  };
  expect(await reasonOf(join(workspace.outside, "nowhere"))).toBe("not_found");
  expect(await reasonOf(source, "no-such-branch")).toBe("branch_missing");
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const address = closed.address();
  const port = address !== null && typeof address !== "string" ? address.port : 0;
  closed.close();
  await once(closed, "close");
  expect(await reasonOf(`http://127.0.0.1:${port}/repo.git`)).toBe("unreachable");
  expect(await reasonOf(`ssh://git@127.0.0.1:${port}/repo.git`)).toBe("unreachable");
  expect((await cloneAll(workspace, source)).at(-1)).toMatchObject({ type: "done" });
});

test("a folder that holds something else is never cloned into", async () => {
  const workspace = await start();
  const source = join(workspace.outside, "source");
  await makeRepository(source, { "a.txt": "a\n" });
  await writeFiles(workspace.folder, { "mine.txt": "precious" });
  expect((await cloneAll(workspace, source)).at(-1)).toMatchObject({ type: "error", reason: "not_empty" });
  expect(await readdir(workspace.folder)).toEqual(["mine.txt"]);
});

test("what a killed clone left is stopped and cleared away, then it is cloned anew", async () => {
  const workspace = await start();
  const source = join(workspace.outside, "source");
  const head = await makeRepository(source, { "a.txt": "a\n" });
  await writeFiles(workspace.folder, { ".git/objects/pack/tmp_pack_x": "half", "half.txt": "half" });
  // A git that is still at it: it waits for a server that never answers.
  const silent = createServer().listen(0, "127.0.0.1");
  cleanups.push(() => silent.close());
  await once(silent, "listening");
  const address = silent.address();
  const port = address !== null && typeof address !== "string" ? address.port : 0;
  const args = ["clone", `http://127.0.0.1:${port}/x`, join(workspace.outside, "elsewhere")];
  const orphan = spawn("git", args, { detached: true, stdio: "ignore" });
  const ended = once(orphan, "exit");
  await writeFile(join(workspace.config.stateDir, "clone.json"), JSON.stringify({ pid: orphan.pid }));
  expect((await cloneAll(workspace, source)).at(-1)).toMatchObject({ type: "done", head });
  expect((await ended)[1]).toBe("SIGKILL");
  expect((await readdir(workspace.folder)).sort()).toEqual([".git", "a.txt"]);
});

test("closing the connection ends the clone and empties the folder", async () => {
  const workspace = await start();
  let isAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  let isLeft = () => {};
  const left = new Promise<void>((resolve) => {
    isLeft = resolve;
  });
  const silent = createServer((socket) => {
    isAsked();
    socket.on("error", () => undefined);
    socket.resume();
    socket.once("close", () => isLeft());
  }).listen(0, "127.0.0.1");
  cleanups.push(() => silent.close());
  await once(silent, "listening");
  const address = silent.address();
  const port = address !== null && typeof address !== "string" ? address.port : 0;
  const abort = new AbortController();
  const lines = cloneRepository(
    workspace.address,
    { url: `http://127.0.0.1:${port}/x` },
    { signal: abort.signal },
  );
  const first = lines.next();
  first.catch(() => undefined);
  await asked;
  abort.abort(new Error("enough"));
  await expect(first).rejects.toThrow("enough");
  await left;
  const source = join(workspace.outside, "source");
  await makeRepository(source, { "a.txt": "a\n" });
  expect((await cloneAll(workspace, source)).at(-1)).toMatchObject({ type: "done" });
});

test.skipIf(process.getuid?.() !== 0)(
  "a repository that belongs to another user can be cloned and used",
  async () => {
    const workspace = await start();
    const source = join(workspace.outside, "source");
    await makeRepository(source, { "a.txt": "a\n" });
    await chown(source, 65534, 65534);
    await chown(join(source, ".git"), 65534, 65534);
    expect((await cloneAll(workspace, source)).at(-1)).toMatchObject({ type: "done" });
    await chown(workspace.folder, 65534, 65534);
    await chown(join(workspace.folder, ".git"), 65534, 65534);
    expect(await inspectRepository(workspace.address)).toMatchObject({ isRepository: true });
  },
);

test("hostile addresses and branches are refused by name of the field", async () => {
  const workspace = await start();
  const refused = async (url: string, branch?: string) => {
    const error = await cloneAll(workspace, url, branch).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 400, type: "VALIDATION_ERROR" });
    return (error as { details: { field: string } }).details.field;
  };
  const urls = [
    "",
    "--upload-pack=x",
    "-x",
    "ext::sh -c reboot",
    "https://user:secret@example.test/x.git",
    "https://token@example.test/x.git",
    "ssh://-oProxyCommand=reboot/x",
    "git@-oProxyCommand=x:repo",
    "relative/path",
    "../up",
    "/a\0b",
    "https://example.test/\nx",
    "x".repeat(10_000),
    "fd::17/foo",
    "git://example.test/x",
  ];
  for (const url of urls) expect(await refused(url), url).toBe("url");
  for (const branch of [
    "--upload-pack=x",
    "-b",
    "a..b",
    "a b",
    "a\0b",
    "HEAD",
    "x.lock",
    "a//b",
    ".a",
    "a\nb",
    "@{u}",
  ]) {
    expect(await refused("/somewhere", branch), branch).toBe("branch");
  }
});

test("an empty folder becomes a repository with one commit by the given person, once", async () => {
  const workspace = await start();
  const input = { defaultBranch: "trunk", author: alice };
  const first = await initializeRepository(workspace.address, input);
  expect(first.defaultBranch).toBe("trunk");
  expect(await initializeRepository(workspace.address, input)).toEqual(first);
  expect(await gitIn(workspace.folder, "log", "--format=%an <%ae> %cn %s")).toBe(
    "Alice <alice@example.test> Alice Initial commit",
  );
});

test("a folder inside of another repository is not that repository", async () => {
  const workspace = await start();
  await gitIn(workspace.outside, "init", "--quiet");
  expect(await inspectRepository(workspace.address)).toMatchObject({
    isRepository: false,
    hasCommits: false,
  });
  await writeFiles(workspace.folder, { "kept.txt": "kept\n" });
  await initializeRepository(workspace.address, { author: alice, includeFiles: true });
  expect(await gitIn(workspace.folder, "ls-files")).toBe("kept.txt");
});
