import type { StatusAnswer } from "../protocol/git.ts";
import { parseStatus } from "./parse-status.ts";
import { type GitContext, git } from "./run-git.ts";

const entriesMax = 10_000;

/** The branch and every changed, conflicted or untracked file of the checkout at `cwd`. */
export async function readStatus(
  context: GitContext,
  cwd: string,
  signal?: AbortSignal,
): Promise<StatusAnswer> {
  const args = ["status", "--porcelain=v2", "-z", "--branch", "--untracked-files=all", "--renames"];
  const output = await git(context, cwd, args, { signal, outputBytesMax: 64 * 1024 * 1024 });
  return parseStatus(output, entriesMax);
}
