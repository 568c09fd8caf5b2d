import { constants, writeFileSync } from "node:fs";
import { access, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { processCommand } from "../process-identity.ts";
import type { CloneInput, CloneLine, CloneReason } from "../protocol/git.ts";
import type { ProgramResult } from "../run-program.ts";
import { unlessMissing } from "../unless-missing.ts";
import { complaint, isDiskFull, remoteTrouble } from "./failure.ts";
import { createErrorReader, type Progress } from "./progress.ts";
import { currentBranch, findCommit, lockRepository } from "./repository.ts";
import { type GitContext, git, runGit } from "./run-git.ts";

const deadlineMs = 2 * 3_600_000;

type Emit = (line: Progress) => void;
type LastLine = Exclude<CloneLine, { type: "progress" }>;

/**
 * Clones into the empty root. What an earlier clone left unfinished is cleared away first; one that was finished is found done.
 * After a failure or an abort the folder is empty again. Throws only what the signal was aborted with.
 */
export function clone(
  context: GitContext,
  cwd: string,
  input: CloneInput,
  emit: Emit,
  signal: AbortSignal,
): Promise<LastLine> {
  return lockRepository(context, async () => {
    signal.throwIfAborted();
    const marker = join(context.config.stateDir, "clone.json");
    await clearUnfinished(cwd, marker);
    if ((await readdir(cwd)).length > 0) return describePresent(context, cwd, input);
    await mkdir(context.config.stateDir, { recursive: true, mode: 0o700 });
    // Written before git can leave anything, and again as soon as it has a process to be stopped.
    writeFileSync(marker, "{}", { mode: 0o600 });
    try {
      const result = await startClone(context, cwd, input, emit, signal, marker);
      if (result.code !== 0) {
        await empty(cwd);
        return await failure(input, result);
      }
      await leaveUnborn(context, cwd, signal);
    } catch (error) {
      await empty(cwd);
      throw error;
    } finally {
      await rm(marker, { force: true });
    }
    return done(context, cwd);
  });
}

function startClone(
  context: GitContext,
  cwd: string,
  { url, branch }: CloneInput,
  emit: Emit,
  signal: AbortSignal,
  marker: string,
): Promise<ProgramResult> {
  const chosen = branch === undefined ? [] : ["--branch", branch];
  const errors = createErrorReader(emit);
  // Hard links would let whoever writes here change the objects of the repository cloned from.
  const args = ["clone", "--progress", "--no-hardlinks", ...chosen, "--", url, "."];
  const work = runGit(context, cwd, args, {
    isRemote: true,
    signal,
    deadlineMs,
    onSpawn: (pid) => writeFileSync(marker, JSON.stringify({ pid }), { mode: 0o600 }),
    onStderr: errors.take,
  });
  return work.then((result) => ({ ...result, stderr: errors.text() }));
}

/**
 * The remote's HEAD may name a branch that does not exist; git then checks nothing out. Takes a branch that does: main,
 * master, or the one with the newest commit. A remote without any branch stays as it is.
 */
async function leaveUnborn(context: GitContext, cwd: string, signal: AbortSignal): Promise<void> {
  if ((await findCommit(context, cwd, "HEAD")) !== null) return;
  const format = "--format=%(refname:lstrip=3)";
  const output = await git(context, cwd, [
    "for-each-ref",
    "--sort=-committerdate",
    format,
    "refs/remotes/origin",
  ]);
  const names = output.split("\n").filter((name) => name !== "" && name !== "HEAD" && !name.startsWith("-"));
  const chosen = ["main", "master"].find((name) => names.includes(name)) ?? names[0];
  if (chosen === undefined) return;
  const args = ["checkout", "--quiet", "--track", "-b", chosen, `refs/remotes/origin/${chosen}`];
  await git(context, cwd, args, { isRemote: true, signal, deadlineMs });
}

async function done(context: GitContext, cwd: string): Promise<LastLine> {
  const head = await findCommit(context, cwd, "HEAD");
  return { type: "done", head, defaultBranch: await currentBranch(context, cwd) };
}

async function describePresent(context: GitContext, cwd: string, { url }: CloneInput): Promise<LastLine> {
  const config = await runGit(context, cwd, ["config", "--get", "remote.origin.url"]);
  if (config.code === 0 && config.stdout.trim() === url) return done(context, cwd);
  return { type: "error", reason: "not_empty", message: "The workspace's folder is not empty." };
}

async function failure({ url, branch }: CloneInput, { stderr }: ProgramResult): Promise<LastLine> {
  const message = complaint(stderr);
  if (/Remote branch .* not found/.test(stderr)) {
    return { type: "error", reason: "branch_missing", message: `The repository has no branch ${branch}.` };
  }
  const reason: CloneReason = isDiskFull(stderr) ? "disk_full" : remoteTrouble(stderr);
  // Git calls a folder that it may not enter one that does not exist.
  if (reason === "not_found" && (await isClosed(url))) {
    const closed = `The user ${userInfo().username}, whom this workspace runs as, may not read ${url}.`;
    return { type: "error", reason: "no_access", message: closed };
  }
  return { type: "error", reason, message };
}

/** Whether an address is a path of this machine that is not for us. */
async function isClosed(url: string): Promise<boolean> {
  const path = url.replace(/^file:\/\/(?=\/)/i, "");
  if (!isAbsolute(path)) return false;
  return access(path, constants.R_OK | constants.X_OK).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "EACCES",
  );
}

const Marker = z.object({ pid: z.number().int().positive().optional() });

async function clearUnfinished(cwd: string, marker: string): Promise<void> {
  const text = await unlessMissing(readFile(marker, "utf8"));
  if (text === null) return;
  const { pid } = Marker.parse(JSON.parse(text || "{}"));
  // A killed workspaced leaves its git running, and a failing git would empty the folder under the new one.
  if (pid !== undefined && (await isGitClone(pid))) process.kill(-pid, "SIGKILL");
  for (const deadline = Date.now() + 5000; pid !== undefined && Date.now() < deadline; ) {
    if (!(await isGitClone(pid))) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await empty(cwd);
  await rm(marker, { force: true });
}

/** By what it runs, because the number may have passed to another process. */
async function isGitClone(pid: number): Promise<boolean> {
  const command = await processCommand(pid);
  return command !== null && /^\S*git .*\bclone\b/.test(command);
}

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}
