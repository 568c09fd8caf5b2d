import { conflict, notFound } from "../errors.ts";
import type { CheckoutAnswer, CheckoutInput } from "../protocol/git.ts";
import { gitFailure } from "./failure.ts";
import { findBranch, findCommit, lockCheckout } from "./repository.ts";
import { type GitContext, runGit } from "./run-git.ts";

/** Switches the checkout to a branch, or to a new one from the current commit. Changes that are in the way are kept: CONFLICT. */
export function checkout(
  context: GitContext,
  cwd: string,
  { branch, create }: Omit<CheckoutInput, "root">,
): Promise<CheckoutAnswer> {
  return lockCheckout(cwd, async () => {
    if (create && (await findBranch(context, cwd, branch)) !== null) {
      throw conflict(`There is a branch ${branch} already.`);
    }
    const target = create ? ["--create", branch] : ["--guess", "--no-overwrite-ignore", branch];
    const result = await runGit(context, cwd, ["switch", "--quiet", ...target]);
    if (result.code === 0) return { branch, head: await findCommit(context, cwd, "HEAD") };
    throw switchFailure(result, branch);
  });
}

function switchFailure(result: Parameters<typeof gitFailure>[0], branch: string) {
  const { stderr } = result;
  if (/invalid reference|not a commit|did not match/i.test(stderr)) return notFound(`branch as ${branch}`);
  if (/already (checked out|used by worktree)/i.test(stderr)) {
    return conflict(`The branch ${branch} is checked out in another worktree.`);
  }
  if (/would be overwritten|not uptodate|resolve your current index/i.test(stderr)) {
    const files = stderr
      .split("\n")
      .filter((line) => line.startsWith("\t"))
      .map((line) => line.trim());
    return conflict("Changes here would be overwritten. Commit them first.", { files });
  }
  return gitFailure(result);
}
