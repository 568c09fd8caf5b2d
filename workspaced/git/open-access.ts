import { type ChildProcess, spawn } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { cleanEnvironment } from "../environment.ts";
import { RequestError, unavailable } from "../errors.ts";
import type { GitAccess } from "../protocol/git-access.ts";
import { killGroup, runProgram } from "../run-program.ts";
import { unlessMissing } from "../unless-missing.ts";

const startMs = 10_000;
const endMs = 2_000;
const endLookMs = 5;
/** The first number that a child's further input can have. */
const firstInput = 3;

/** git runs it through a shell and adds `get`, `store` or `erase`; what it answers comes by an open file, once. */
const helper = (input: number): string => `!answer() { test "$1" = get && cat <&${input}; }; answer`;

export const sshCommand =
  "ssh -o BatchMode=yes -o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 -o StrictHostKeyChecking=accept-new";

/**
 * What git is started with. No secret may stand in a setting or the environment: arguments are seen by everybody on the
 * machine, and the environment by every program of the same user.
 */
export interface OpenAccess {
  env: Record<string, string>;
  /** `name=value`, for -c. */
  settings: readonly string[];
  /** What git and the helpers it starts can read as file 3 and on, once. */
  inputs: readonly string[];
  close(): Promise<void>;
}

/** What it is opened for. */
export interface Opening {
  stateDir: string;
  /** How long git may take: for so long the key is held at most, whatever becomes of this process. */
  deadlineMs: number;
}

/**
 * Makes what a call was given usable by git: tokens by inputs that only git and its helpers have open, each for its own
 * repository; the SSH key in an agent of its own, which gives signatures and never the key. Whoever runs as the same user can
 * use the agent until it is closed.
 */
export async function openAccess(
  { tokens: given, sshKey, hostKeys }: GitAccess,
  { stateDir, deadlineMs }: Opening,
): Promise<OpenAccess> {
  // The first helper that answers is taken: a repository's own token before its group's.
  const tokens = given.toSorted((one, other) => other.place.length - one.place.length);
  const open: OpenAccess = {
    env: {},
    settings: [
      // An empty value forgets every helper before it: whatever host git is led to, only ours are asked.
      "credential.helper=",
      "credential.useHttpPath=true",
      ...tokens.flatMap(({ place }, index) => settingsOf(place, helper(firstInput + index))),
    ],
    inputs: tokens.map(({ username, secret }) => `username=${username}\npassword=${secret}\n`),
    close: async () => undefined,
  };
  if (sshKey === null) return open;
  const folder = await mkdtemp(join(tmpdir(), accessPrefix(stateDir)));
  const agent = await startAgent(join(folder, "agent"), deadlineMs).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  const close = async () => {
    await agent.end();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await addKey(agent.socket, sshKey);
    const known = join(folder, "known_hosts");
    const lines = hostKeys.map(({ host, keyType, publicKey }) => `${host} ${keyType} ${publicKey}\n`);
    await writeFile(known, lines.join(""), { mode: 0o600 });
    return {
      ...open,
      env: { GIT_SSH_COMMAND: boundSsh(agent.socket, known), GIT_SSH_VARIANT: "ssh" },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Not in the state folder: a socket's path may have a hundred letters. Its name says whose it is. */
export const accessPrefix = (stateDir: string): string =>
  `workspaced-git-${hash("sha256", stateDir, "hex").slice(0, 12)}-`;

/** Removes what was opened before `startedAt` (in ms since 1970) by a process that was killed; its agents end by themselves. */
export async function sweepAccess(stateDir: string, startedAt: number): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(accessPrefix(stateDir))) continue;
    const folder = join(tmpdir(), name);
    const stats = await unlessMissing(lstat(folder));
    if (stats !== null && stats.mtimeMs < startedAt) await rm(folder, { recursive: true, force: true });
  }
}

/** git takes a path in whole steps: one that is written with `.git` is another. */
const settingsOf = (place: string, answer: string): string[] =>
  [place, `${place}.git`].map((url) => `credential.${url}.helper=${answer}`);

/**
 * Takes nothing from the configuration of the person or the machine, where whoever writes in the workspace could send
 * ssh another way or let a host of theirs in. Both paths are ours: a folder of the system's for temporary files, and
 * letters.
 */
export const boundSsh = (socket: string, known: string): string =>
  [
    sshCommand.replace(/ -o StrictHostKeyChecking=\S+/, ""),
    "-F /dev/null",
    "-o StrictHostKeyChecking=yes",
    `-o UserKnownHostsFile='${known}'`,
    "-o GlobalKnownHostsFile=/dev/null",
    `-o IdentityAgent='${socket}'`,
    "-o IdentityFile=none",
    "-o ForwardAgent=no",
    "-o ProxyCommand=none",
    "-o PermitLocalCommand=no",
  ].join(" ");

/**
 * The agent lives as long as a program that reads from us: where this process is killed, that ends, and the agent after
 * it within ten seconds.
 */
async function startAgent(socket: string, lifeMs: number): Promise<{ socket: string; end(): Promise<void> }> {
  const life = Math.ceil(lifeMs / 1000);
  const reader = ["sh", "-c", "echo $SSH_AGENT_PID; exec cat"];
  const child = spawn("ssh-agent", ["-t", String(life), "-a", socket, ...reader], {
    env: cleanEnvironment(),
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  child.stdin.on("error", () => undefined);
  const failed = once(child, "error").then(([error]) => {
    throw unavailable("ssh-agent is not installed in this workspace; the SSH key needs it", error);
  });
  const ended = once(child, "exit").then(() => {
    throw unavailable("ssh-agent could not be started");
  });
  // It listens before it starts the program that says so.
  const said = once(createInterface(child.stdout), "line", { signal: AbortSignal.timeout(startMs) });
  // Whichever does not come first is nobody's concern.
  for (const promise of [failed, ended, said]) promise.catch(() => undefined);
  try {
    const [line] = await Promise.race([said, failed, ended]);
    const pid = z.coerce.number().int().min(2).parse(line);
    return { socket, end: () => endAgent(child, pid) };
  } catch (error) {
    killGroup(child);
    throw error instanceof RequestError ? error : unavailable("ssh-agent did not start in time", error);
  }
}

/** Once it answers, nobody can use the key any more. */
async function endAgent(child: ChildProcess, pid: number): Promise<void> {
  killGroup(child);
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It has ended already.
  }
  const deadline = performance.now() + endMs;
  while (performance.now() < deadline && (await isRunning(pid))) await wait(endLookMs);
}

/** One that has ended and that nobody has asked about has no words any more. */
const isRunning = async (pid: number): Promise<boolean> =>
  (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")) !== "";

async function addKey(socket: string, key: string): Promise<void> {
  const env = { SSH_AUTH_SOCK: socket, SSH_ASKPASS_REQUIRE: "never" };
  const options = { cwd: "/", env, stdin: key, deadlineMs: startMs };
  const { code } = await runProgram("ssh-add", ["-q", "-"], options);
  if (code !== 0) throw unavailable("The project's SSH key could not be used");
}
