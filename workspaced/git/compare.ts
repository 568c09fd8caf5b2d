import type { CompareAnswer } from "../protocol/git.ts";
import { requireCommit } from "./repository.ts";
import { type GitContext, git } from "./run-git.ts";

/** How far the checkout and its base have parted. */
export async function compareWithBase(
  context: GitContext,
  cwd: string,
  base: string,
): Promise<CompareAnswer> {
  const baseCommit = await requireCommit(context, cwd, base);
  const output = await git(context, cwd, ["rev-list", "--left-right", "--count", `${baseCommit}...HEAD`]);
  const [behind = 0, ahead = 0] = output.trim().split(/\s+/).map(Number);
  return { baseCommit, ahead, behind };
}
