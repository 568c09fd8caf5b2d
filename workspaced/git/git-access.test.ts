import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSshKey } from "#lib/platform/secrets/ssh-key.ts";
import { cloneRepository, scanHost } from "#lib/providers/workspaced/git.ts";
import { pullBranch, pushBranch } from "#lib/providers/workspaced/git-branches.ts";
import type { CloneLine } from "../protocol/git.ts";
import { type GitAccess, gitPlaceOf, isOfPlace } from "../protocol/git-access.ts";
import { runProgram } from "../run-program.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { accessPrefix, boundSsh, sweepAccess } from "./open-access.ts";
import {
  filesWith,
  serveGitOverHttp,
  serveGitOverSsh,
  sshdPath,
  startedWith,
  type TestRemote,
} from "./test-remotes.ts";
import { commitFiles, gitIn, makeRepository } from "./test-repository.ts";

const token = "ghp_planted-token-of-the-test";
const hasSshd = existsSync(sshdPath);
const key = makeSshKey("lockkeeper");
let home: TestWorkspace;
let http: TestRemote & { origin: string };
let ssh: Awaited<ReturnType<typeof serveGitOverSsh>>;
const opened: TestWorkspace[] = [];

beforeAll(async () => {
  home = await openWorkspace();
  const seed = join(home.outside, "seed");
  await makeRepository(seed, { "a.txt": "a\n" });
  for (const name of ["http.git", "ssh.git"]) {
    await gitIn(home.outside, "clone", "--quiet", "--bare", seed, name);
    await gitIn(join(home.outside, name), "config", "http.receivepack", "true");
  }
  http = await serveGitOverHttp(home.outside, { username: "oauth2", password: token });
  if (hasSshd) ssh = await serveGitOverSsh(home.outside, key.publicKey);
});
afterAll(async () => {
  await http?.close();
  await ssh?.close();
  for (const one of opened) await one.close();
});

async function openWorkspace(): Promise<TestWorkspace> {
  const workspace = await startTestWorkspace();
  opened.push(workspace);
  return workspace;
}
const withToken = (): GitAccess => ({
  tokens: [{ place: `${http.origin}/http`, username: "oauth2", secret: token }],
  sshKey: null,
  hostKeys: [],
});
async function withKey({ address }: TestWorkspace): Promise<GitAccess> {
  const { items } = await scanHost(address, { name: "127.0.0.1", port: ssh.port });
  return { tokens: [], sshKey: key.privateKey, hostKeys: items };
}
async function clone({ address }: TestWorkspace, url: string, access?: GitAccess): Promise<CloneLine> {
  let last: CloneLine | undefined;
  for await (const line of cloneRepository(address, { url }, { access })) last = line;
  if (!last) throw new Error("The clone told nothing.");
  return last;
}
test("a token opens its own host for clone, pull and push, and is written nowhere", async () => {
  const workspace = await openWorkspace();
  const { address, folder, outside } = workspace;
  expect(await clone(workspace, http.url("http.git"))).toMatchObject({ type: "error", reason: "no_access" });
  expect(await clone(workspace, http.url("http.git"), withToken())).toMatchObject({ type: "done" });
  const commit = await commitFiles(folder, { "b.txt": "b\n" });
  expect(await pushBranch(address, { branch: "main" })).toMatchObject({ refused: true, reason: "no_access" });
  const access = withToken();
  expect(await pushBranch(address, { branch: "main" }, { access })).toMatchObject({ pushed: true, commit });
  expect(await pullBranch(address, {}, { access })).toMatchObject({ pulled: true, already: true });
  expect(await filesWith(outside, token)).toEqual([]);
});

test("a token for one repository is shown neither to another host nor to another repository of its own", async () => {
  const workspace = await openWorkspace();
  for (const place of [
    "http://127.0.0.1:9/http",
    `${http.origin}/htt`,
    `${http.origin}/other`,
    `${http.origin}/http/sub`,
  ]) {
    const access = { ...withToken(), tokens: [{ username: "oauth2", secret: token, place }] };
    expect(await clone(workspace, http.url("http.git"), access), place).toMatchObject({
      reason: "no_access",
    });
  }
});

test.each([
  ["https://ada@git.example.org/acme/app.git/?x#y", "https://git.example.org/acme/app"],
  ["HTTPS://Git.Example.org:443/acme//../app/", "https://git.example.org/acme/app"],
  ["https://git.example.org/acme/%2e%2e/app", "https://git.example.org/app"],
  ["ssh://git@git.example.org/acme/app.git", null],
])("%s is the repository %s", (url, place) => {
  expect(gitPlaceOf(url)).toBe(place);
  if (place === null) return;
  expect([isOfPlace(url, place), isOfPlace(url, "https://git.example.org")]).toEqual([true, true]);
  for (const other of [`${place}s`, place.slice(0, -1), "https://git.example.com"])
    expect(isOfPlace(url, other)).toBe(false);
});

test("ssh with the project's key reads no configuration of the person or the machine", async () => {
  const { stdout } = await runProgram(
    "sh",
    ["-c", `${boundSsh("/tmp/agent", "/tmp/known")} -G git.example.org`],
    {
      cwd: "/",
      deadlineMs: 10_000,
    },
  );
  const settings = stdout.split("\n");
  for (const setting of [
    "hostname git.example.org",
    "identityagent /tmp/agent",
    "userknownhostsfile /tmp/known",
    "globalknownhostsfile /dev/null",
    "forwardagent no",
    "permitlocalcommand no",
  ])
    expect(settings).toContain(setting);
  expect(stdout).toMatch(/^stricthostkeychecking (yes|true)$/m);
  expect(stdout).not.toMatch(/^proxycommand (?!none)/m);
  // No test may write to the home of whoever runs it, where ssh looks whatever HOME says.
  expect(boundSsh("/tmp/agent", "/tmp/known")).toContain(" -F /dev/null ");
});

test("what the repository brings gets no hold of a token: its hooks do not run, and its own ways are refused", async () => {
  const workspace = await openWorkspace();
  const { address, folder } = workspace;
  await clone(workspace, http.url("http.git"), withToken());
  const stolen = join(workspace.outside, "stolen");
  const steal = `#!/bin/sh\n{ env; cat <&3; } > '${stolen}' 2>&1\n`;
  await writeFile(join(folder, ".git", "hooks", "pre-push"), steal, { mode: 0o755 });
  await commitFiles(folder, { "c.txt": "c\n" });
  const access = withToken();
  expect(await pushBranch(address, { branch: "main" }, { access })).toMatchObject({ pushed: true });
  await expect(readFile(stolen)).rejects.toThrow("ENOENT");
  await gitIn(folder, "config", `credential.${http.url("http.git")}.helper`, `!cat <&3 > '${stolen}'`);
  await expect(pullBranch(address, {}, { access })).rejects.toThrow(/own configuration/);
  await expect(readFile(stolen)).rejects.toThrow("ENOENT");
});

/** Those of the person, in a home of the test's own. */
async function inHome<Result>(home: string, work: () => Promise<Result>): Promise<Result> {
  const before = process.env.HOME;
  process.env.HOME = home;
  try {
    return await work();
  } finally {
    process.env.HOME = before;
  }
}

test("whatever scope turns a host elsewhere, no token goes there; a person's own settings are not read", async () => {
  const workspace = await openWorkspace();
  const { address, folder, outside } = workspace;
  const stolen = join(outside, "stolen");
  const thief = `!cat <&3 > '${stolen}'; :`;
  await writeFile(
    join(outside, ".gitconfig"),
    `[credential]\n\thelper = ${JSON.stringify(thief)}\n[credential "${http.url("http.git")}"]\n\thelper = ${JSON.stringify(thief)}\n[core]\n\tsshCommand = ssh\n[http]\n\tsslVerify = true\n`,
  );
  await inHome(outside, async () => {
    const access = withToken();
    expect(await clone(workspace, http.url("http.git"), access)).toMatchObject({ type: "done" });
    await gitIn(folder, "config", "extensions.worktreeConfig", "true");
    const elsewhere = "http://127.0.0.1:9";
    const ways: Array<[scope: string, name: string, value: string]> = [
      ["--local", "core.sshCommand", "ssh -v"],
      ["--local", "core.gitProxy", "proxy"],
      ["--local", "core.alternateRefsCommand", "cat"],
      ["--worktree", "http.proxy", elsewhere],
      ["--worktree", `http.${http.origin}.sslCAInfo`, "/tmp/ca"],
      ["--local", "remote.origin.pushUrl", elsewhere],
      ["--local", "remote.origin.uploadPack", "thief"],
      ["--local", "gpg.program", "thief"],
    ];
    for (const [scope, name, value] of ways) {
      await gitIn(folder, "config", scope, name, value);
      const pulling = pullBranch(address, {}, { access });
      await expect(pulling, `${scope} ${name}`).rejects.toThrow(/own configuration.*Take that out/);
      await gitIn(folder, "config", scope, "--unset-all", name);
    }
    // The person's own are not read.
    const ofPerson: Array<[name: string, value: string]> = [
      [`http.${http.origin}.proxy`, elsewhere],
      ["http.proxy", elsewhere],
      [`url.${elsewhere}/.insteadOf`, `${http.origin}/`],
      ["remote.origin.proxy", elsewhere],
      ["gpg.program", "thief"],
    ];
    for (const [name, value] of ofPerson)
      await gitIn(folder, "config", "--file", join(outside, ".gitconfig"), name, value);
    expect(await pullBranch(address, {}, { access })).toMatchObject({ pulled: true });
  });
  await expect(readFile(stolen)).rejects.toThrow("ENOENT");
});

test("what a killed process had opened for git is removed at the next start, another workspace's is not", async () => {
  const { stateDir } = (await openWorkspace()).config;
  const folderOf = (state: string) => join(tmpdir(), `${accessPrefix(state)}left`);
  const folders = [folderOf(stateDir), folderOf(`${stateDir}-other`)];
  for (const folder of folders) await mkdir(folder);
  try {
    await sweepAccess(stateDir, Date.now() - 60_000);
    expect(folders.map((folder) => existsSync(folder))).toEqual([true, true]);
    await sweepAccess(stateDir, Date.now() + 60_000);
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, true]);
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
});

test.skipIf(!hasSshd)(
  "an SSH key opens a host that is known, lies in no file, argument or environment, and its agent ends (needs sshd)",
  async () => {
    const workspace = await openWorkspace();
    const { address, folder, outside } = workspace;
    const access = await withKey(workspace);
    expect(await clone(workspace, ssh.url("ssh.git"), access)).toMatchObject({ type: "done" });
    const commit = await commitFiles(folder, { "b.txt": "b\n" });
    expect(await pushBranch(address, { branch: "main" }, { access })).toMatchObject({ pushed: true, commit });
    const secret = key.privateKey.split("\n")[2] ?? "";
    expect(await filesWith(outside, secret)).toEqual([]);
    const prefix = accessPrefix(workspace.config.stateDir);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith(prefix))).toEqual([]);
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
      const words = await startedWith(pid).catch(() => "");
      expect(words.includes(secret) || words.includes(prefix)).toBe(false);
    }
  },
);

test.skipIf(!hasSshd)(
  "a host whose key is not the known one is refused before the key is used (needs sshd)",
  async () => {
    const workspace = await openWorkspace();
    const access = await withKey(workspace);
    await ssh.changeHostKey();
    expect(await clone(workspace, ssh.url("ssh.git"), access)).toMatchObject({
      type: "error",
      reason: "no_access",
      message: expect.stringMatching(/host key/i),
    });
    expect(await clone(workspace, ssh.url("ssh.git"), await withKey(workspace))).toMatchObject({
      type: "done",
    });
  },
);
