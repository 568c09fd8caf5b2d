import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { cleanEnvironment } from "../environment.ts";
import { unavailable } from "../errors.ts";
import type { GitAccess } from "../protocol/git-access.ts";
import { killGroup, runProgram } from "../run-program.ts";

const deadlineMs = 10_000;
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

/**
 * Makes what a call was given usable by git: tokens by inputs that only git and its helpers have open, each for its own
 * host; the SSH key in an agent of its own, which gives signatures and never the key. Whoever runs as the same user can
 * use the agent until it is closed.
 */
export async function openAccess({ tokens, sshKey, hostKeys }: GitAccess): Promise<OpenAccess> {
  const open: OpenAccess = {
    env: {},
    // The person's own helpers first: an empty value forgets them.
    settings: tokens.flatMap(({ origin }, index) => [
      `credential.${origin}.helper=`,
      `credential.${origin}.helper=${helper(firstInput + index)}`,
    ]),
    inputs: tokens.map(({ username, secret }) => `username=${username}\npassword=${secret}\n`),
    close: async () => undefined,
  };
  if (sshKey === null) return open;
  const folder = await mkdtemp(join(tmpdir(), "workspaced-git-"));
  const agent = await startAgent(join(folder, "agent")).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  const close = async () => {
    agent.end();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await addKey(agent.socket, sshKey);
    const known = join(folder, "known_hosts");
    const lines = hostKeys.map(({ host, keyType, publicKey }) => `${host} ${keyType} ${publicKey}\n`);
    await writeFile(known, lines.join(""), { mode: 0o600 });
    return { ...open, env: { GIT_SSH_COMMAND: boundSsh(agent.socket, known) }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Both paths are ours: a folder of the system's for temporary files, and letters. */
const boundSsh = (socket: string, known: string): string =>
  [
    sshCommand.replace(/ -o StrictHostKeyChecking=\S+/, ""),
    "-o StrictHostKeyChecking=yes",
    `-o UserKnownHostsFile='${known}'`,
    "-o GlobalKnownHostsFile=/dev/null",
    `-o IdentityAgent='${socket}'`,
    "-o IdentityFile=none",
  ].join(" ");

async function startAgent(socket: string): Promise<{ socket: string; end(): void }> {
  const child = spawn("ssh-agent", ["-D", "-a", socket], {
    env: cleanEnvironment(),
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  const failed = once(child, "error").then(([error]) => {
    throw unavailable("ssh-agent is not installed in this workspace; the SSH key needs it", error);
  });
  const ended = once(child, "exit").then(() => {
    throw unavailable("ssh-agent could not be started");
  });
  // Whichever does not come first is nobody's concern.
  for (const promise of [failed, ended]) promise.catch(() => undefined);
  const end = () => killGroup(child, "SIGTERM");
  try {
    // It says where it listens once it does.
    await Promise.race([once(createInterface(child.stdout), "line"), failed, ended]);
  } catch (error) {
    end();
    throw error;
  }
  return { socket, end };
}

async function addKey(socket: string, key: string): Promise<void> {
  const env = { SSH_AUTH_SOCK: socket, SSH_ASKPASS_REQUIRE: "never" };
  const { code } = await runProgram("ssh-add", ["-q", "-"], { cwd: "/", env, stdin: key, deadlineMs });
  if (code !== 0) throw unavailable("The project's SSH key could not be used");
}
