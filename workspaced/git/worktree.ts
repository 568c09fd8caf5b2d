import { lstat, mkdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { conflict } from "../errors.ts";
import type { RemoveWorktreeQuery, WorktreeAnswer, WorktreeInput } from "../protocol/git.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { unlessMissing } from "../unless-missing.ts";
import { hasLosses, worktreeLosses } from "./losses.ts";
import {
  type Checkout,
  findBranch,
  listCheckouts,
  lockRepository,
  mergeBase,
  repositoryPath,
  requireCommit,
} from "./repository.ts";
import { type GitContext, git, runGit } from "./run-git.ts";
import { readRecord, removeRecord, type WorktreeRecord, writeRecord } from "./worktree-record.ts";

const checkoutDeadlineMs = gitDeadlines.change.gitMs;

/**
 * A worktree on a new branch from the base's current tip. The same again answers the one that is there with the commit it began
 * from; one whose creation was killed is made anew.
 */
export function createWorktree(context: GitContext, input: WorktreeInput): Promise<WorktreeAnswer> {
  return lockRepository(context, async () => {
    const { name, branch, base } = input;
    const repository = await repositoryPath(context);
    const path = await worktreePath(context, name);
    let record = await readRecord(context, name);
    if (record !== null && !record.isReady) {
      await undo(context, repository, path, record);
      record = null;
    }
    const registered = await findCheckout(context, repository, path);
    const isPresent = (await unlessMissing(lstat(path))) !== null;
    if (registered !== null && isPresent && record !== null) {
      if (record.branch !== branch) throw conflict(`The worktree ${name} is there for ${record.branch}.`);
      return { path, root: `worktree:${name}`, branch, baseCommit: record.baseCommit };
    }
    if (isPresent) throw conflict(`There is a folder ${name} already, and it is no worktree of ours.`);
    // Its folder is gone; git must forget it before the name can be used again.
    if (registered !== null) await removeCheckout(context, repository, path);
    const tip = await requireCommit(context, repository, base);
    const existing = await findBranch(context, repository, branch);
    if (existing !== null && !input.reuseBranch && record?.branch !== branch) {
      throw conflict(`There is a branch ${branch} already.`);
    }
    const start = existing === null ? tip : ((await mergeBase(context, repository, existing, tip)) ?? tip);
    const created: WorktreeRecord = {
      branch,
      baseCommit: start,
      isNewBranch: existing === null,
      isReady: false,
    };
    await writeRecord(context, name, created);
    const target = existing === null ? ["-b", branch, "--", path, tip] : ["--", path, branch];
    try {
      await git(context, repository, ["worktree", "add", "--quiet", ...target], {
        deadlineMs: checkoutDeadlineMs,
      });
    } catch (error) {
      await undo(context, repository, path, created);
      throw error;
    }
    await writeRecord(context, name, { ...created, isReady: true });
    return { path, root: `worktree:${name}`, branch, baseCommit: start };
  });
}

/** Gone is removed. Without `force`, CONFLICT with the losses where something would be lost. */
export function removeWorktree(context: GitContext, query: RemoveWorktreeQuery): Promise<{ removed: true }> {
  return lockRepository(context, async () => {
    const { name, force, deleteBranch, base } = query;
    const repository = await repositoryPath(context);
    const path = await worktreePath(context, name);
    if (!force) {
      const losses = await worktreeLosses(context, { name, base });
      const isLost = hasLosses(deleteBranch ? losses : { ...losses, unpushedCommits: [] });
      if (isLost) throw conflict("This worktree holds work that is nowhere else.", { losses });
    }
    const checkout = await findCheckout(context, repository, path);
    const branch = (await readRecord(context, name))?.branch ?? checkout?.branch ?? null;
    await removeCheckout(context, repository, path);
    if (deleteBranch && branch !== null && (await findBranch(context, repository, branch)) !== null) {
      await git(context, repository, ["branch", "--quiet", "-D", "--", branch]);
    }
    await removeRecord(context, name);
    return { removed: true };
  });
}

async function worktreePath(context: GitContext, name: string): Promise<string> {
  await mkdir(context.config.worktreesDir, { recursive: true });
  return join(await realpath(context.config.worktreesDir), name);
}

async function findCheckout(context: GitContext, repository: string, path: string): Promise<Checkout | null> {
  const checkouts = await listCheckouts(context, repository);
  return checkouts.find((checkout) => checkout.path === path) ?? null;
}

async function removeCheckout(context: GitContext, repository: string, path: string): Promise<void> {
  // Forced twice: also one that a killed creation left locked.
  await runGit(context, repository, ["worktree", "remove", "--force", "--force", "--", path], {
    deadlineMs: checkoutDeadlineMs,
  });
  await rm(path, { recursive: true, force: true });
}

/** Takes back a creation that did not complete; a branch that was made for it has no commit of its own yet. */
async function undo(
  context: GitContext,
  repository: string,
  path: string,
  record: WorktreeRecord,
): Promise<void> {
  await removeCheckout(context, repository, path);
  if (!record.isNewBranch || (await findBranch(context, repository, record.branch)) !== record.baseCommit)
    return;
  await runGit(context, repository, ["branch", "--quiet", "-D", "--", record.branch]);
}
