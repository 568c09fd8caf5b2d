import { conflict, notFound, RequestError } from "../errors.ts";
import type { CheckoutAnswer, CheckoutInput } from "../protocol/git-branches.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { gitFailure, listedFiles } from "./failure.ts";
import { currentBranch, findBranch, findCommit, lockCheckout, requireCommit } from "./repository.ts";
import { type GitContext, runGit } from "./run-git.ts";
import { findStash, popStash, pushStash } from "./stash.ts";
import { readStatus } from "./status.ts";
import { readUnderWay } from "./under-way.ts";

const deadlineMs = gitDeadlines.change.gitMs;
const leftWith = (branch: string): string => `Left with ${branch}`;
const keeper = { name: "Lockkeeper", email: "lockkeeper@localhost" };

/**
 * Switches the checkout to a branch, or to a new one. Changes come along, and where they are in the way nothing happens: CONFLICT
 * with details.files. Or they are left with their branch, and are back when that is checked out again.
 */
export function checkout(context: GitContext, cwd: string, input: CheckoutInput): Promise<CheckoutAnswer> {
  const { branch, create, from, changes } = input;
  return lockCheckout(cwd, async () => {
    if (create && (await findBranch(context, cwd, branch)) !== null) {
      throw conflict(`There is a branch ${branch} already.`);
    }
    const underWay = await readUnderWay(context, cwd);
    if (underWay !== null) throw conflict("Something is under way here. Finish it, or give it up, first.");
    const start = from === undefined ? [] : [await requireCommit(context, cwd, from)];
    const previous = await currentBranch(context, cwd);
    const stashed = changes === "leave" && previous !== null ? await leave(context, cwd, previous) : null;
    const target = create
      ? ["--no-track", "--create", branch, ...start]
      : ["--guess", "--no-overwrite-ignore", branch];
    const result = await runGit(context, cwd, ["switch", "--quiet", ...target], { deadlineMs });
    if (result.code !== 0) {
      if (stashed !== null) await popStash(context, cwd, stashed);
      throw switchFailure(result, branch);
    }
    const back = create || branch === previous ? "none" : await bringBack(context, cwd, branch);
    return { branch, head: await findCommit(context, cwd, "HEAD"), left: stashed !== null, back };
  });
}

/** Null where there is nothing to leave. */
async function leave(context: GitContext, cwd: string, branch: string): Promise<string | null> {
  const { entries } = await readStatus(context, cwd);
  if (entries.length === 0) return null;
  return pushStash(context, cwd, { message: leftWith(branch), author: keeper });
}

/**
 * Only into a clean checkout: what came along stays apart from what was left here. The branch is checked out by now; what does not
 * come back (as where an ignored file is in the way) is kept.
 */
async function bringBack(context: GitContext, cwd: string, branch: string): Promise<CheckoutAnswer["back"]> {
  const left = await findStash(context, cwd, leftWith(branch));
  if (left === null) return "none";
  const { entries } = await readStatus(context, cwd);
  if (entries.length > 0) return "kept";
  try {
    const answer = await popStash(context, cwd, left);
    return answer.state === "restored" ? "restored" : "kept";
  } catch (error) {
    if (error instanceof RequestError) return "kept";
    throw error;
  }
}

function switchFailure(result: Parameters<typeof gitFailure>[0], branch: string) {
  const { stderr } = result;
  if (/invalid reference|not a commit|did not match/i.test(stderr)) return notFound(`branch as ${branch}`);
  if (/already (checked out|used by worktree)/i.test(stderr)) {
    return conflict(`The branch ${branch} is checked out in another worktree.`);
  }
  if (/would be overwritten|not uptodate|resolve your current index/i.test(stderr)) {
    const message = "Changes here would be overwritten. Commit them first, or leave them with this branch.";
    return conflict(message, { files: listedFiles(stderr), reason: "would_overwrite" });
  }
  return gitFailure(result);
}
