import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { notFound } from "../errors.ts";
import { inTurn } from "../in-turn.ts";
import { type GitContext, git, runGit } from "./run-git.ts";

/** Changes of the repository as a whole (its branches, its worktrees) run one after the other. */
export function lockRepository<Result>(context: GitContext, work: () => Promise<Result>): Promise<Result> {
  return inTurn(`git:${context.config.stateDir}`, work);
}

/** Changes of one checkout (its index, its files) run one after the other. */
export function lockCheckout<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  return inTurn(`checkout:${path}`, work);
}

/** The folder of the root that holds the repository itself. */
export async function repositoryPath(context: GitContext): Promise<string> {
  const { workspace } = context.config.roots;
  if (workspace === undefined) throw notFound("root as workspace");
  return realpath(workspace).catch(() => {
    throw notFound("root as workspace");
  });
}

/** The full id of the commit that `revision` names, or null. */
export async function findCommit(context: GitContext, cwd: string, revision: string): Promise<string | null> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const result = await runGit(context, cwd, args);
  return result.code === 0 ? result.stdout.trim() : null;
}

export const findBranch = (context: GitContext, cwd: string, branch: string): Promise<string | null> =>
  findCommit(context, cwd, `refs/heads/${branch}`);

/** As `findCommit`, where a branch wins over anything else of the name. Throws NOT_FOUND. */
export async function requireCommit(context: GitContext, cwd: string, revision: string): Promise<string> {
  const commit =
    (await findBranch(context, cwd, revision)) ??
    (await findCommit(context, cwd, revision)) ??
    (await findCommit(context, cwd, `refs/remotes/origin/${revision}`));
  if (commit === null) throw notFound(`branch or commit as ${revision}`);
  return commit;
}

export async function requireBranch(context: GitContext, cwd: string, branch: string): Promise<string> {
  const commit = await findBranch(context, cwd, branch);
  if (commit === null) throw notFound(`branch as ${branch}`);
  return commit;
}

/** Null on a detached head; an unborn branch has a name. */
export async function currentBranch(context: GitContext, cwd: string): Promise<string | null> {
  const result = await runGit(context, cwd, ["symbolic-ref", "--quiet", "HEAD"]);
  return result.code === 0 ? result.stdout.trim().replace(/^refs\/heads\//, "") : null;
}

/**
 * The remote's default where a branch of that name is here, else the current branch, else main or master. One without
 * a commit is named only where there is no other.
 */
export async function defaultBranch(context: GitContext, cwd: string): Promise<string | null> {
  const remote = await runGit(context, cwd, ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
  const remoteName = remote.stdout.trim().replace(/^refs\/remotes\/origin\//, "");
  if (remote.code === 0 && (await findBranch(context, cwd, remoteName)) !== null) return remoteName;
  const current = await currentBranch(context, cwd);
  for (const name of [current, "main", "master"]) {
    if (name !== null && (await findBranch(context, cwd, name)) !== null) return name;
  }
  return current;
}

export async function isAncestor(
  context: GitContext,
  cwd: string,
  ancestor: string,
  commit: string,
): Promise<boolean> {
  const result = await runGit(context, cwd, ["merge-base", "--is-ancestor", ancestor, commit]);
  return result.code === 0;
}

/** Null where the histories have nothing in common. */
export async function mergeBase(
  context: GitContext,
  cwd: string,
  one: string,
  other: string,
): Promise<string | null> {
  const result = await runGit(context, cwd, ["merge-base", one, other]);
  return result.code === 0 ? result.stdout.trim() : null;
}

/** Of `index`, say, wherever this checkout keeps it; absolute. */
export async function gitPath(context: GitContext, cwd: string, name: string): Promise<string> {
  const output = await git(context, cwd, ["rev-parse", "--git-path", name]);
  return resolve(cwd, output.replace(/\n$/, ""));
}

export async function emptyTree(context: GitContext, cwd: string): Promise<string> {
  return (await git(context, cwd, ["hash-object", "-t", "tree", "--stdin"], { stdin: "" })).trim();
}

export interface Checkout {
  path: string;
  head: string | null;
  /** Null on a detached head. */
  branch: string | null;
  isBare: boolean;
  /** Its folder is gone. */
  isPrunable: boolean;
}

/** The repository's own checkout first, then its worktrees. */
export async function listCheckouts(context: GitContext, cwd: string): Promise<Checkout[]> {
  const output = await git(context, cwd, ["worktree", "list", "--porcelain"]);
  const blocks = output.split("\n\n").filter((block) => block.startsWith("worktree "));
  return blocks.map((block) => {
    const lines = block.split("\n");
    const value = (name: string) => lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
    const head = value("HEAD");
    return {
      path: value("worktree") ?? "",
      head: head === undefined || /^0+$/.test(head) ? null : head,
      branch: value("branch")?.replace(/^refs\/heads\//, "") ?? null,
      isBare: lines.includes("bare"),
      isPrunable: lines.some((line) => line.startsWith("prunable")),
    };
  });
}
