import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { unlessMissing } from "../unless-missing.ts";
import { gitFailure, listedFiles } from "./failure.ts";
import { withIndexLock } from "./index-lock.ts";
import { findBranch } from "./repository.ts";
import { type GitContext, git, runGit } from "./run-git.ts";

export type MoveResult = { state: "moved" } | { state: "blocked"; files: string[] } | { state: "raced" };

export interface BranchMove {
  branch: string;
  from: string;
  to: string;
}

/**
 * Moves a branch forward where it is checked out: files, then index, then the branch itself. A file that changed here and differs
 * between the two commits blocks it, nothing is touched then. A file that already is as in `to` does not: that is how a move that
 * was killed half-way is finished by doing it again.
 */
export async function moveCheckout(context: GitContext, cwd: string, move: BranchMove): Promise<MoveResult> {
  return withIndexLock(context, cwd, async ({ copy, replace }) => {
    const { branch, from, to } = move;
    const env = { GIT_INDEX_FILE: copy };
    if ((await findBranch(context, cwd, branch)) !== from) return { state: "raced" };
    await runGit(context, cwd, ["update-index", "-q", "--refresh"], { env });
    const files = await blockingFiles(context, cwd, move, env);
    if (files.length > 0) return { state: "blocked", files };
    const deadlineMs = gitDeadlines.change.gitMs;
    const read = await runGit(context, cwd, ["read-tree", "-m", "-u", from, to], { env, deadlineMs });
    if (read.code !== 0) {
      // What git itself still objects to, it names before the first file is touched. All else is a failure.
      const objected = objections(read.stderr);
      if (objected.length === 0) throw gitFailure(read);
      return { state: "blocked", files: objected };
    }
    await replace();
    return moveBranch(context, cwd, move);
  });
}

/** Compare and swap: a branch that has moved meanwhile is not moved. */
export async function moveBranch(
  context: GitContext,
  cwd: string,
  { branch, from, to }: BranchMove,
): Promise<{ state: "moved" } | { state: "raced" }> {
  const args = ["update-ref", "-m", `merge into ${branch}`, `refs/heads/${branch}`, to, from];
  const result = await runGit(context, cwd, args);
  return { state: result.code === 0 ? "moved" : "raced" };
}

/** Also brings files that are as in `to` already into the index copy, where git then leaves them alone. */
async function blockingFiles(
  context: GitContext,
  cwd: string,
  { from, to }: BranchMove,
  env: Record<string, string>,
): Promise<string[]> {
  const names = async (args: string[], stdin?: string) => {
    const output = await git(context, cwd, args, { env, ...(stdin === undefined ? {} : { stdin }) });
    return new Set(output.split("\0").filter((path) => path !== ""));
  };
  const differ = (...args: string[]) =>
    names([
      "diff",
      "--name-only",
      "-z",
      "--no-renames",
      "--no-ext-diff",
      "--ignore-submodules=dirty",
      ...args,
      "--",
    ]);
  const update = (paths: string[]) =>
    names(["update-index", "--add", "--remove", "-z", "--stdin"], paths.map((path) => `${path}\0`).join(""));

  const unmerged = await differ("--diff-filter=U");
  if (unmerged.size > 0) return [...unmerged];
  const changed = await differ(from, to);
  const tracked = await names(["ls-files", "--cached", "-z"]);
  const { blocking, present } = await findUntracked(
    context,
    cwd,
    [...changed].filter((path) => !tracked.has(path)),
    tracked,
  );
  if (blocking.length > 0) return blocking;
  const stagedFrom = await differ("--cached", from);
  const stagedTo = await differ("--cached", to);
  await update(present);
  const hereFrom = await differ(from);
  const hereTo = await differ(to);
  const isBlocked = (path: string) =>
    (hereFrom.has(path) && hereTo.has(path)) || (stagedFrom.has(path) && stagedTo.has(path));
  const blocked = [...changed].filter(isBlocked);
  if (blocked.length > 0) return blocked;
  const done = [...changed].filter((path) => hereFrom.has(path));
  if (done.length > 0) await update(done);
  return [];
}

/** Untracked things, ignored ones too, where the move would put a file: `present` are files to be compared with it. */
async function findUntracked(
  context: GitContext,
  cwd: string,
  paths: string[],
  tracked: ReadonlySet<string>,
): Promise<{ blocking: string[]; present: string[] }> {
  const blocking = new Set<string>();
  const present: string[] = [];
  const folders = new Map<string, string | null>();
  for (const path of paths) {
    const inTheWay = await fileAbove(cwd, path, tracked, folders);
    if (inTheWay !== null) {
      blocking.add(inTheWay);
      continue;
    }
    const state = await unlessMissing(lstat(join(cwd, path)));
    if (state === null) continue;
    if (!state.isDirectory()) present.push(path);
    else {
      const output = await git(context, cwd, ["ls-files", "--others", "-z", "--", path]);
      for (const other of output.split("\0")) if (other !== "") blocking.add(other);
    }
  }
  return { blocking: [...blocking], present };
}

/** The untracked file or link that stands where `path` needs a folder, or null. */
async function fileAbove(
  cwd: string,
  path: string,
  tracked: ReadonlySet<string>,
  known: Map<string, string | null>,
): Promise<string | null> {
  const folder = dirname(path);
  if (folder === ".") return null;
  const answer = known.get(folder);
  if (answer !== undefined) return answer;
  let found = await fileAbove(cwd, folder, tracked, known);
  if (found === null && !tracked.has(folder)) {
    const state = await unlessMissing(lstat(join(cwd, folder)));
    if (state !== null && !state.isDirectory()) found = folder;
  }
  known.set(folder, found);
  return found;
}

/** The files that a git which refused to overwrite them named. */
export function objections(stderr: string): string[] {
  const quoted = [...stderr.matchAll(/(?:Entry|file|Updating) '(.*?)'/g)].map((match) => match[1] ?? "");
  return [...new Set([...quoted, ...listedFiles(stderr)])];
}
