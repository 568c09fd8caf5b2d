import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LossesAnswer, StatusEntry } from "../protocol/git.ts";
import { unlessMissing } from "../unless-missing.ts";
import { commitLine, commitLinesIn } from "./commit-lines.ts";
import { findBranch, findCommit, listCheckouts, repositoryPath } from "./repository.ts";
import { type GitContext, git, runGit } from "./run-git.ts";
import { readStatus } from "./status.ts";
import { readRecord } from "./worktree-record.ts";

const listMax = 200;

type Uncommitted = LossesAnswer["uncommitted"];
type Commit = LossesAnswer["unpushedCommits"][number];

/** What goes with a worktree and its branch: nothing of it is in its base or in any remote. */
export async function worktreeLosses(
  context: GitContext,
  { name, base }: { name: string; base?: string | undefined },
): Promise<LossesAnswer> {
  const repository = await repositoryPath(context);
  const record = await readRecord(context, name);
  const path = join(context.config.worktreesDir, name);
  const hasFolder = await isCheckout(context, path);
  const uncommitted = hasFolder ? await uncommittedIn(context, `worktree:${name}`, path) : [];
  const heads = [
    hasFolder ? await findCommit(context, path, "HEAD") : null,
    record === null ? null : await findBranch(context, repository, record.branch),
  ];
  const kept = [
    base === undefined
      ? null
      : ((await findBranch(context, repository, base)) ?? (await findCommit(context, repository, base))),
    record?.baseCommit ?? null,
  ];
  const unpushed = await commitsOnlyIn(context, repository, heads.filter(isCommit), kept.filter(isCommit));
  return answer(uncommitted, unpushed, []);
}

/** The same for the whole workspace: its checkout, its worktrees, every local branch and the stash. */
export async function workspaceLosses(context: GitContext): Promise<LossesAnswer> {
  const repository = await repositoryPath(context);
  if (!(await isCheckout(context, repository))) {
    // No repository: nothing in it is anywhere else.
    const names = await readdir(repository);
    return answer(
      names.map((path) => ({ root: "workspace", path, status: "untracked" })),
      noCommits,
      [],
    );
  }
  const uncommitted: Uncommitted = [];
  const heads: string[] = [];
  for (const checkout of await listCheckouts(context, repository)) {
    if (checkout.head !== null) heads.push(checkout.head);
    if (checkout.isBare || checkout.isPrunable) continue;
    const root = checkout.path === repository ? "workspace" : `worktree:${checkout.path.split("/").at(-1)}`;
    uncommitted.push(...(await uncommittedIn(context, root, checkout.path)));
  }
  const unpushed = await commitsOnlyIn(context, repository, ["--branches", ...heads], []);
  const stashed = await runGit(context, repository, ["stash", "list", "-z", commitLine("%gs")]);
  return answer(uncommitted, unpushed, commitLinesIn(stashed.stdout));
}

export const hasLosses = (losses: Pick<LossesAnswer, "uncommitted" | "unpushedCommits">): boolean =>
  losses.uncommitted.length > 0 || losses.unpushedCommits.length > 0;

async function isCheckout(context: GitContext, path: string): Promise<boolean> {
  if ((await unlessMissing(lstat(path))) === null) return false;
  return (await runGit(context, path, ["rev-parse", "--git-dir"])).code === 0;
}

async function uncommittedIn(context: GitContext, root: string, path: string): Promise<Uncommitted> {
  const { entries } = await readStatus(context, path);
  return entries.map((entry) => ({ root, path: entry.path, status: statusWord(entry) }));
}

const words: Record<string, string> = {
  A: "added",
  M: "modified",
  D: "deleted",
  R: "renamed",
  C: "copied",
  T: "modified",
};

function statusWord(entry: StatusEntry): string {
  if (entry.untracked) return "untracked";
  if (entry.conflicted) return "conflicted";
  return words[entry.staged ?? entry.unstaged ?? "M"] ?? "modified";
}

interface Commits {
  items: Commit[];
  total: number;
}

const noCommits: Commits = { items: [], total: 0 };
const isCommit = (commit: string | null): commit is string => commit !== null;

async function commitsOnlyIn(
  context: GitContext,
  cwd: string,
  heads: string[],
  kept: string[],
): Promise<Commits> {
  if (heads.length === 0) return noCommits;
  const range = [...heads, "--not", "--remotes", ...kept];
  const list = await git(context, cwd, ["log", "-z", `--max-count=${listMax}`, commitLine(), ...range, "--"]);
  const count = await git(context, cwd, ["rev-list", "--count", ...range, "--"]);
  return { items: commitLinesIn(list), total: Number(count) };
}

function answer(uncommitted: Uncommitted, unpushed: Commits, stashes: Commit[]): LossesAnswer {
  return {
    uncommitted: uncommitted.slice(0, listMax),
    unpushedCommits: unpushed.items,
    stashes: stashes.slice(0, listMax),
    totals: { uncommitted: uncommitted.length, unpushedCommits: unpushed.total, stashes: stashes.length },
  };
}
