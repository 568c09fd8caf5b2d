import { conflict, invalid, RequestError } from "../errors.ts";
import type { ChangeGroup, HunkChoice, StageInput } from "../protocol/git-changes.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { gitFailure } from "./failure.ts";
import { patchOfHunk } from "./hunks.ts";
import { isOfGroup, isStaged } from "./parse-status.ts";
import { pathList } from "./path-bytes.ts";
import { findCommit, lockCheckout } from "./repository.ts";
import { type GitContext, git, pathsFromInput, runGit } from "./run-git.ts";
import { readStatus } from "./status.ts";

const deadlineMs = gitDeadlines.change.gitMs;

/** Puts the state of files, folders, a group or a hunk into the index, or takes it out of it again. */
export function stage(context: GitContext, cwd: string, input: StageInput): Promise<void> {
  const { paths, all, group, hunk, unstage } = input;
  return lockCheckout(cwd, async () => {
    if (hunk !== undefined) return stageHunk(context, cwd, hunk, unstage);
    if (group !== undefined && unstage) throw invalid("group", "holds nothing that is staged");
    if (group !== undefined) return stageGroup(context, cwd, group);
    if (all) return unstage ? unstageAll(context, cwd) : takePaths(context, cwd, ["add", "--all"]);
    return takePaths(context, cwd, unstage ? await unstaging(context, cwd) : ["add", "--all"], paths);
  });
}

/** Not `add`, which would compare each file with each of the paths. */
async function stageGroup(context: GitContext, cwd: string, group: ChangeGroup): Promise<void> {
  const { entries } = await readStatus(context, cwd, { isWhole: true });
  const chosen = entries.filter((entry) => isOfGroup(entry, group));
  const paths = chosen.flatMap(({ path, oldPath, unstaged }) => {
    // A repository within this one is listed with a slash at its end.
    const plain = path.replace(/\/$/, "");
    return unstaged === "R" && oldPath !== undefined ? [plain, oldPath] : [plain];
  });
  const args = ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"];
  await git(context, cwd, args, { stdin: pathList(paths), deadlineMs });
}

/** With its paths named even where they are all: else git would give up the merge that is under way, and files in conflict. */
async function unstageAll(context: GitContext, cwd: string): Promise<void> {
  const command = await unstaging(context, cwd);
  const { entries, totals } = await readStatus(context, cwd, { isWhole: true });
  if (totals.staged === 0) return;
  if (totals.conflicted === 0) return takePaths(context, cwd, [...command, "--", "."]);
  const staged = entries.filter(isStaged);
  const paths = staged.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath]));
  return takePaths(context, cwd, command, paths);
}

/** Before the first commit there is nothing to go back to. */
async function unstaging(context: GitContext, cwd: string): Promise<string[]> {
  const hasHead = (await findCommit(context, cwd, "HEAD")) !== null;
  return hasHead ? ["reset", "--quiet"] : ["rm", "--cached", "-r", "--quiet", "--ignore-unmatch"];
}

async function takePaths(
  context: GitContext,
  cwd: string,
  command: readonly string[],
  paths?: readonly string[],
): Promise<void> {
  const given = paths === undefined ? [] : pathsFromInput;
  const options = { stdin: pathList(paths ?? []), deadlineMs };
  const result = await runGit(context, cwd, [...command, ...given], options);
  if (result.code === 0) return;
  const missing = /pathspec '(.*)' did not match/s.exec(result.stderr)?.[1];
  if (missing !== undefined) throw new RequestError("NOT_FOUND", `There is no changed file as ${missing}.`);
  throw gitFailure(result);
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
