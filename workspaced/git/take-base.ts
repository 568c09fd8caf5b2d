import { conflict } from "../errors.ts";
import type { TakeBaseAnswer, TakeBaseInput } from "../protocol/git.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { filesInConflict } from "./conflicts.ts";
import { gitFailure } from "./failure.ts";
import { findCommit, isAncestor, lockCheckout, requireCommit } from "./repository.ts";
import { type GitContext, git, identity, runGit } from "./run-git.ts";

const otherUnderWay = "Another merge is under way in this worktree. Finish it or give it up first.";
const mergeDeadlineMs = gitDeadlines.change.gitMs;

/**
 * Merges the base's tip into a worktree. Where that is in conflict, the merge stays under way with the marks in its files, for whoever
 * works there to settle and commit; asked again then, it answers how it stands. Work that is not committed is not touched: CONFLICT.
 */
export function takeBase(context: GitContext, cwd: string, input: TakeBaseInput): Promise<TakeBaseAnswer> {
  return lockCheckout(cwd, async () => {
    const baseCommit = await requireCommit(context, cwd, input.base);
    const underWay = await findCommit(context, cwd, "MERGE_HEAD");
    if (underWay !== null) {
      // The base may have moved on since. What was not of it would be taken for it, and reviewed by nobody.
      if (!(await isAncestor(context, cwd, underWay, baseCommit))) throw conflict(otherUnderWay);
      return standing(underWay, await filesInConflict(context, cwd));
    }
    if (await isAncestor(context, cwd, baseCommit, "HEAD")) return standing(baseCommit, []);
    const env = identity(input.author, input.committer);
    const args = ["merge", "--quiet", "--ff", "--no-commit", "--no-squash", "--no-autostash", baseCommit];
    const result = await runGit(context, cwd, args, { env, deadlineMs: mergeDeadlineMs });
    const files = await filesInConflict(context, cwd);
    if (files.length > 0) return standing(baseCommit, files);
    if (result.code !== 0) throw mergeFailure(result);
    if ((await findCommit(context, cwd, "MERGE_HEAD")) === null) return standing(baseCommit, []);
    const commit = ["commit", "--quiet", "--no-edit", "--cleanup=whitespace", "--file=-"];
    await git(context, cwd, commit, { env, stdin: input.message, deadlineMs: mergeDeadlineMs });
    return standing(baseCommit, []);
  });
}

const standing = (baseCommit: string, files: string[]): TakeBaseAnswer => ({
  state: files.length > 0 ? "conflict" : "merged",
  baseCommit,
  files,
});

function mergeFailure(result: Parameters<typeof gitFailure>[0]) {
  if (/would be overwritten by merge/.test(result.stderr)) {
    return conflict("Uncommitted changes in this worktree are in the way of the merge.");
  }
  return gitFailure(result);
}
