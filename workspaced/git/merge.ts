import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { conflict } from "../errors.ts";
import type { MergeAnswer, MergeInput } from "../protocol/git.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { filesInConflict } from "./conflicts.ts";
import { gitFailure, isBranchMissing } from "./failure.ts";
import { clearStaleIndexLock } from "./index-lock.ts";
import { moveBranch, moveCheckout } from "./move-checkout.ts";
import {
  isAncestor,
  listCheckouts,
  lockRepository,
  repositoryPath,
  requireBranch,
  requireCommit,
} from "./repository.ts";
import { committerOf, type GitContext, git, identity, runGit } from "./run-git.ts";

const attemptsMax = 5;
const checkoutDeadlineMs = gitDeadlines.change.gitMs;
const fetchDeadlineMs = gitDeadlines.change.gitMs;

/**
 * Merges `branch` into `into` without a change in anybody's checkout but a clean step forward where `into` is checked out. May be
 * killed at any point and called again: what was done is found done.
 */
export async function merge(
  context: GitContext,
  input: MergeInput,
  signal?: AbortSignal,
): Promise<MergeAnswer> {
  const fetched = input.remote === undefined ? null : await fetchBranch(context, input, input.remote, signal);
  return lockRepository(context, async () => {
    const repository = await repositoryPath(context);
    await removeLeftMerges(context, repository);
    for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
      const answer = await tryMerge(context, repository, input, fetched);
      if (answer !== "raced") return answer;
    }
    throw conflict(`${input.into} keeps moving. Try again when nothing commits to it.`);
  });
}

/** Where the branch stands at the remote now; the target itself, which merges nothing, where it is not there. */
async function fetchBranch(
  context: GitContext,
  { branch, into }: MergeInput,
  remote: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const repository = await repositoryPath(context);
  const tracking = `refs/remotes/${remote}/${branch}`;
  const args = ["fetch", "--quiet", "--", remote, `+refs/heads/${branch}:${tracking}`];
  const options = { isRemote: true, signal, deadlineMs: fetchDeadlineMs };
  const result = await runGit(context, repository, args, options);
  if (result.code === 0) return requireCommit(context, repository, tracking);
  if (isBranchMissing(result.stderr)) return requireBranch(context, repository, into);
  throw gitFailure(result);
}

async function tryMerge(
  context: GitContext,
  repository: string,
  input: MergeInput,
  fetched: string | null,
): Promise<MergeAnswer | "raced"> {
  const { branch, into } = input;
  const from = await requireBranch(context, repository, into);
  const source = fetched ?? (await requireBranch(context, repository, branch));
  if (input.commit !== undefined && source !== input.commit)
    throw conflict(`${branch} has moved since it was looked at. Look at it again.`);
  const checkouts = await listCheckouts(context, repository);
  const checkout = checkouts.find((one) => one.branch === into && !one.isPrunable && !one.isBare);
  if (checkout !== undefined) await clearStaleIndexLock(context, checkout.path);
  if (await isAncestor(context, repository, source, from))
    return { state: "merged", commit: from, already: true };
  const { mergedAs, mode } = input;
  if (mergedAs !== undefined && (await isAncestor(context, repository, mergedAs, from))) {
    // Its own commits go with its branch; what it changed stands in this one alone.
    const before =
      mode === "squash" ? { from: await requireCommit(context, repository, `${mergedAs}^`) } : {};
    return { state: "merged", commit: mergedAs, already: true, ...before };
  }
  const isForward = mode !== "squash" && (await isAncestor(context, repository, from, source));
  const result = isForward
    ? { commit: source }
    : await mergeAside(context, repository, { ...input, from, source });
  if ("files" in result) return { state: "conflict", files: result.files };
  // Made anew after it was killed behind the step forward, it brings nothing.
  if (result.commit === from) return { state: "merged", commit: from, already: true };
  const move = { branch: into, from, to: result.commit };
  const moved =
    checkout === undefined
      ? await moveBranch(context, repository, move)
      : await moveCheckout(context, checkout.path, move);
  if (moved.state === "raced") return "raced";
  if (moved.state === "blocked") return moved;
  return { state: "merged", commit: result.commit, already: false, ...(mode === "merge" ? {} : { from }) };
}

interface MergeAside extends MergeInput {
  from: string;
  source: string;
}

type Made = { commit: string } | { files: string[] };

/** What the target is to become, made in a temporary worktree that has no branch; or the files in conflict. */
async function mergeAside(context: GitContext, repository: string, input: MergeAside): Promise<Made> {
  const { from, source, mode } = input;
  const folder = await mergesFolder(context);
  const path = join(folder, randomUUID());
  const isReplayed = mode === "rebase" && !(await hasMerges(context, repository, from, source));
  const add = ["worktree", "add", "--quiet", "--detach", path, isReplayed ? source : from];
  try {
    await git(context, repository, add, { deadlineMs: checkoutDeadlineMs });
    return await (isReplayed ? replay(context, path, input) : combine(context, path, input));
  } finally {
    await removeMerge(context, repository, path);
  }
}

/** A merge among the commits was settled by hand; replayed without it, the same conflict would come again. */
async function hasMerges(context: GitContext, cwd: string, from: string, source: string): Promise<boolean> {
  const output = await git(context, cwd, ["rev-list", "--merges", "--max-count=1", `${from}..${source}`]);
  return output.trim() !== "";
}

/** One commit on top of the target: with both parents, or (squashed) with the target alone. */
async function combine(
  context: GitContext,
  path: string,
  { source, branch, mode, message, author, committer }: MergeAside,
): Promise<Made> {
  const env = identity(author, committer);
  const how = mode === "squash" ? ["--squash", "--ff"] : ["--no-ff"];
  const args = ["merge", "--quiet", ...how, "--no-commit", "--no-autostash", source];
  const result = await runGit(context, path, args, { env, deadlineMs: checkoutDeadlineMs });
  if (result.code === 0) {
    const isNothing = (await runGit(context, path, ["diff", "--cached", "--quiet", "HEAD"])).code === 0;
    const commit = ["commit", "--quiet", "--no-edit", "--cleanup=whitespace", "--file=-"];
    if (!isNothing || mode !== "squash") {
      await git(context, path, commit, { env, stdin: message, deadlineMs: checkoutDeadlineMs });
    }
    return { commit: (await git(context, path, ["rev-parse", "HEAD"])).trim() };
  }
  const files = await filesInConflict(context, path);
  if (files.length > 0) return { files };
  if (/unrelated histories/.test(result.stderr)) {
    throw conflict(`${branch} has no commit in common with the branch it is to be merged into.`);
  }
  throw gitFailure(result);
}

/** The source's commits one by one on top of the target; what the target has of them already is left out. */
async function replay(
  context: GitContext,
  path: string,
  { from, author, committer }: MergeAside,
): Promise<Made> {
  const args = ["rebase", "--quiet", "--no-autostash", "--no-autosquash", "--empty=drop", from];
  const env = committerOf(committer ?? author);
  // Branches that lie on the way are other people's.
  const settings = ["rebase.updateRefs=false"];
  const result = await runGit(context, path, args, { env, settings, deadlineMs: checkoutDeadlineMs });
  if (result.code === 0) return { commit: (await git(context, path, ["rev-parse", "HEAD"])).trim() };
  const files = await filesInConflict(context, path);
  if (files.length > 0) return { files };
  throw gitFailure(result);
}

async function mergesFolder(context: GitContext): Promise<string> {
  const folder = join(context.config.stateDir, "merges");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

async function removeLeftMerges(context: GitContext, repository: string): Promise<void> {
  const folder = await mergesFolder(context);
  for (const name of await readdir(folder)) await removeMerge(context, repository, join(folder, name));
}

/** A git that outlived a killed workspaced may still be writing there: what it leaves goes with the next merge. */
async function removeMerge(context: GitContext, repository: string, path: string): Promise<void> {
  await runGit(context, repository, ["worktree", "remove", "--force", "--force", path]);
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
  }
}
