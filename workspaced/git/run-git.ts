import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { WorkspacedContext } from "../context.ts";
import type { Person } from "../protocol/git-names.ts";
import { type ProgramResult, runProgram } from "../run-program.ts";
import { gitFailure } from "./failure.ts";
import { sshCommand } from "./open-access.ts";
import { refuseOwnWays } from "./own-ways.ts";
import { hasGivenAccess, remoteAccess } from "./remote-access.ts";

export type GitContext = Pick<WorkspacedContext, "config">;

export interface GitOptions {
  env?: Record<string, string>;
  stdin?: string | Uint8Array;
  /** Added to the settings that every call has: `name=value`. */
  settings?: readonly string[];
  deadlineMs?: number;
  outputBytesMax?: number;
  signal?: AbortSignal | undefined;
  onStdout?: (chunk: Buffer) => void;
  onStderr?: (chunk: Buffer) => void;
  onSpawn?: (pid: number) => void;
  /** Runs the repository's hooks: for what a person does, never for what is done on their behalf (default false). */
  hasHooks?: boolean;
  /** Talks to a remote: git is given what `remoteAccess` has for that. */
  isRemote?: boolean;
}

const deadlineDefaultMs = 60_000;
/** What git itself could start or ask for is switched off: monitors, signing keys, pagers, editors, colours. */
const settings = [
  "core.quotePath=false",
  "core.fsmonitor=false",
  "color.ui=false",
  "commit.gpgSign=false",
  "advice.addEmbeddedRepo=false",
  "http.lowSpeedLimit=1",
  "http.lowSpeedTime=60",
  // Whatever a repository within this one wants of git, it does not get it by a status or a fetch of this one.
  "submodule.recurse=false",
  "fetch.recurseSubmodules=false",
];

/** With secrets at hand nothing else is started that could take them, and no stranger's certificate is good enough. */
const settingsOfGiven = [
  "http.sslVerify=true",
  "push.gpgSign=false",
  "push.recurseSubmodules=no",
  "gc.auto=0",
  "maintenance.auto=false",
];

/** Makes git read its paths from the input, each ended by NUL. */
export const pathsFromInput = ["--pathspec-from-file=-", "--pathspec-file-nul"] as const;

/** Runs git in `cwd`. Any exit code is an answer; see `git` for what must succeed. */
export async function runGit(
  context: GitContext,
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<ProgramResult> {
  const { hasHooks = false, isRemote = false, env = {}, ...rest } = options;
  const { settings: added = [], deadlineMs = deadlineDefaultMs, ...bounds } = rest;
  const isGiven = isRemote && hasGivenAccess();
  const config = { GIT_CONFIG_GLOBAL: isGiven ? await bareConfig(context) : await globalConfig(context) };
  if (isGiven) {
    const list = await runGit(context, cwd, ["config", "--show-scope", "-z", "--list"], { env: config });
    if (list.code !== 0) throw gitFailure(list);
    refuseOwnWays(list.stdout);
  }
  const { stateDir } = context.config;
  const remote = isRemote ? await remoteAccess({ stateDir, deadlineMs }) : null;
  const chosen = [...settings, ...(isGiven ? settingsOfGiven : []), ...(remote?.settings ?? []), ...added];
  if (!hasHooks || isGiven) chosen.push("core.hooksPath=/dev/null");
  const flags = chosen.flatMap((setting) => ["-c", setting]);
  const environment = {
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
    SSH_ASKPASS: "",
    GIT_EDITOR: "true",
    GIT_PAGER: "cat",
    GIT_ALLOW_PROTOCOL: "https:http:ssh:file",
    GIT_SSH_COMMAND: sshCommand,
    GIT_OPTIONAL_LOCKS: "0",
    GIT_LITERAL_PATHSPECS: "1",
    // A root inside somebody's checkout is not that repository.
    GIT_CEILING_DIRECTORIES: dirname(cwd),
    ...config,
    ...remote?.env,
    ...env,
  };
  return runProgram("git", [...flags, ...args], {
    cwd,
    env: environment,
    inputs: remote?.inputs ?? [],
    deadlineMs,
    graceMs: 2000,
    ...bounds,
  }).finally(() => remote?.close());
}

/** Runs git and answers its standard output. Throws CONFLICT or PROVIDER_ERROR in git's masked words where it fails. */
export async function git(
  context: GitContext,
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  const result = await runGit(context, cwd, args, options);
  if (result.code !== 0 && !result.isTruncated) throw gitFailure(result);
  return result.stdout;
}

/** Author and committer by environment: a bare machine has no git identity, and the config's is somebody else's. */
export function identity(author: Person, committer: Person = author): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
}

/** The committer alone: who authored what is taken over stays who it was. */
export const committerOf = ({ name, email }: Person): Record<string, string> => ({
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
});

/**
 * Without the person's own, which whoever writes in a container can write too: filters, helpers and ways to hosts stand
 * there. Written anew for each call. What is set for the whole machine stays: its proxy and its certificates.
 */
async function bareConfig(context: GitContext): Promise<string> {
  const path = join(context.config.stateDir, "gitconfig-bare");
  const fresh = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(fresh, trustsAll, { mode: 0o600 });
  await rename(fresh, path);
  return path;
}

const trustsAll = "[safe]\n\tdirectory = *\n";
const written = new Map<string, Promise<string>>();

/**
 * A global config that includes the person's own and trusts every folder: a folder source or a volume may belong to
 * another user, and the ceiling above already limits git to the roots. A file, because git hands neither -c nor
 * GIT_CONFIG_COUNT on to the other end of a clone from a path.
 */
function globalConfig(context: GitContext): Promise<string> {
  const path = join(context.config.stateDir, "gitconfig");
  const existing = written.get(path);
  if (existing !== undefined) return existing;
  const pending = writeGlobalConfig(path);
  written.set(path, pending);
  pending.catch(() => written.delete(path));
  return pending;
}

async function writeGlobalConfig(path: string): Promise<string> {
  const home = process.env.HOME || homedir();
  const included = [
    join(process.env.XDG_CONFIG_HOME || join(home, ".config"), "git", "config"),
    join(home, ".gitconfig"),
  ];
  const quoted = included.map((file) => `"${file.replace(/(["\\])/g, "\\$1")}"`);
  const lines = quoted.map((file) => `[include]\n\tpath = ${file}\n`);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, `${lines.join("")}${trustsAll}`, { mode: 0o600 });
  return path;
}
