import { conflict, RequestError } from "../errors.ts";
import type { HunkChoice, StageInput } from "../protocol/git-changes.ts";
import { gitFailure } from "./failure.ts";
import { patchOfHunk } from "./hunks.ts";
import { pathList } from "./path-bytes.ts";
import { findCommit, lockCheckout } from "./repository.ts";
import { type GitContext, pathsFromInput, runGit } from "./run-git.ts";

const deadlineMs = 600_000;

/** Puts the state of files, folders or a hunk into the index, or takes it out of it again. */
export function stage(context: GitContext, cwd: string, input: StageInput): Promise<void> {
  const { paths, all, hunk, unstage } = input;
  return lockCheckout(cwd, async () => {
    if (hunk !== undefined) return stageHunk(context, cwd, hunk, unstage);
    const hasHead = (await findCommit(context, cwd, "HEAD")) !== null;
    const remove = hasHead ? ["reset", "--quiet"] : ["rm", "--cached", "-r", "--quiet", "--ignore-unmatch"];
    const command = unstage ? remove : ["add", "--all"];
    const everything = unstage && !hasHead ? ["--", "."] : [];
    const result = await runGit(context, cwd, [...command, ...(all ? everything : pathsFromInput)], {
      stdin: pathList(paths),
      deadlineMs,
    });
    if (result.code === 0) return;
    const missing = /pathspec '(.*)' did not match/s.exec(result.stderr)?.[1];
    if (missing !== undefined) throw new RequestError("NOT_FOUND", `There is no changed file as ${missing}.`);
    throw gitFailure(result);
  });
}

async function stageHunk(
  context: GitContext,
  cwd: string,
  hunk: HunkChoice,
  unstage: boolean,
): Promise<void> {
  const patch = await patchOfHunk(context, cwd, hunk, { isStaged: unstage, isReverse: unstage });
  await applyToIndex(context, cwd, patch, { isReverse: unstage });
}

interface ApplyOptions {
  isReverse: boolean;
  env?: Record<string, string>;
}

export async function applyToIndex(
  context: GitContext,
  cwd: string,
  patch: Buffer,
  { isReverse, env = {} }: ApplyOptions,
): Promise<void> {
  const args = ["apply", "--cached", "--whitespace=nowarn", ...(isReverse ? ["--reverse"] : []), "-"];
  const result = await runGit(context, cwd, args, { stdin: patch, env });
  if (result.code === 0) return;
  if (/lock': File exists/.test(result.stderr)) throw gitFailure(result);
  throw conflict("These lines cannot be taken by themselves. Choose the whole hunk, or more lines of it.");
}
