import { conflict } from "../errors.ts";
import type { BranchLossesAnswer, DeleteBranchInput, DeletedBranchAnswer } from "../protocol/git-branches.ts";
import { commitLine, commitLinesIn } from "./commit-lines.ts";
import { findBranch, listCheckouts, lockRepository, requireBranch } from "./repository.ts";
import { type GitContext, git } from "./run-git.ts";

const listMax = 50;

/** The commits that only this branch has: no other branch, remote, tag or checkout. */
export async function branchLosses(
  context: GitContext,
  cwd: string,
  branch: string,
): Promise<BranchLossesAnswer> {
  const commit = await requireBranch(context, cwd, branch);
  const heads = (await listCheckouts(context, cwd)).flatMap((one) =>
    one.head === null || one.branch ? [] : [one.head],
  );
  // Read as a pattern, but no branch's name can hold a sign of one.
  const exclude = `--exclude=${branch}`;
  const range = [commit, "--not", exclude, "--branches", "--remotes", "--tags", ...heads];
  const format = [commitLine(), `--max-count=${listMax}`];
  const output = await git(context, cwd, ["log", "-z", "--no-show-signature", ...format, ...range, "--"]);
  const count = await git(context, cwd, ["rev-list", "--count", ...range, "--"]);
  return { commit, commits: commitLinesIn(output), total: Number(count) };
}

/** Deletes a branch that still is at the commit that was looked at, and that is checked out nowhere. */
export function deleteBranch(
  context: GitContext,
  cwd: string,
  { branch, commit }: DeleteBranchInput,
): Promise<DeletedBranchAnswer> {
  return lockRepository(context, async () => {
    const current = await requireBranch(context, cwd, branch);
    if (current !== commit) {
      throw conflict(`The branch ${branch} is no longer at ${commit.slice(0, 7)}. Look at it again.`);
    }
    await refuseCheckedOut(context, cwd, branch);
    await git(context, cwd, ["branch", "--quiet", "--delete", "--force", "--", branch]);
    return { branch, commit };
  });
}

export function renameBranch(
  context: GitContext,
  cwd: string,
  { branch, name }: { branch: string; name: string },
): Promise<{ branch: string }> {
  return lockRepository(context, async () => {
    await requireBranch(context, cwd, branch);
    if (branch === name) return { branch };
    // On a disk that takes capitals for small letters a branch may be in its own way.
    if ((await findBranch(context, cwd, name)) !== null) throw conflict(`There is a branch ${name} already.`);
    await git(context, cwd, ["branch", "--move", "--", branch, name]);
    return { branch: name };
  });
}

async function refuseCheckedOut(context: GitContext, cwd: string, branch: string): Promise<void> {
  const checkouts = await listCheckouts(context, cwd);
  const checkout = checkouts.find((one) => one.branch === branch && !one.isPrunable);
  if (checkout === undefined) return;
  const where = checkout.path === cwd ? "here" : "in another worktree";
  throw conflict(`The branch ${branch} is checked out ${where}. Check out another one first.`);
}
