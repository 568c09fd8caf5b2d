import { lstat, rm } from "node:fs/promises";
import { conflict, notFound } from "../errors.ts";
import type {
  ConflictAnswer,
  ContinueAnswer,
  ContinueInput,
  ResolveInput,
} from "../protocol/git-branches.ts";
import { type GitUnderWay, nameOfWork } from "../protocol/git-changes.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { unlessMissing } from "../unless-missing.ts";
import { filesInConflict, isMarked, markedOf, type Stage, stagesOf } from "./conflicts.ts";
import { complaint, gitFailure } from "./failure.ts";
import { fileAt, pathList } from "./path-bytes.ts";
import { currentBranch, findCommit, lockCheckout } from "./repository.ts";
import { committerOf, type GitContext, git, identity, pathsFromInput, runGit } from "./run-git.ts";
import { readUnderWay } from "./under-way.ts";

const deadlineMs = gitDeadlines.change.gitMs;

/** What each side has of a file in conflict. */
export async function readConflict(context: GitContext, cwd: string, path: string): Promise<ConflictAnswer> {
  const stages = (await stagesOf(context, cwd)).get(path);
  if (stages === undefined) throw notFound("file in conflict");
  const side = async (stage: string): Promise<ConflictAnswer["base"]> => {
    const found = stages.get(stage);
    if (found === undefined) return null;
    if (found.mode === "160000") return { sizeBytes: 0, kind: "submodule" };
    const content = await runGit(context, cwd, ["cat-file", "blob", found.sha], { outputBytesMax: 8192 });
    const size = await git(context, cwd, ["cat-file", "-s", found.sha]);
    return { sizeBytes: Number(size), kind: content.stdoutBytes.includes(0) ? "binary" : "text" };
  };
  const [base, ours, theirs, labels, marked] = await Promise.all([
    side("1"),
    side("2"),
    side("3"),
    labelsOf(context, cwd),
    isMarked(cwd, path),
  ]);
  return { path, base, ours, theirs, ...labels, isMarked: marked };
}

/** Whose the two sides are. A rebase turns them round: ours is what one's own commits are put upon. */
async function labelsOf(
  context: GitContext,
  cwd: string,
): Promise<{ oursLabel: string; theirsLabel: string }> {
  const underWay = await readUnderWay(context, cwd);
  const branch = await currentBranch(context, cwd);
  const subjectOf = async (revision: string) => {
    const result = await runGit(context, cwd, [
      "log",
      "-1",
      "--no-show-signature",
      "--format=%h %s",
      revision,
      "--",
    ]);
    return result.code === 0 ? result.stdout.trim() : null;
  };
  const theirs = underWay?.commit ? await subjectOf(underWay.commit) : null;
  if (underWay?.kind === "rebase") {
    return { oursLabel: (await subjectOf("HEAD")) ?? "HEAD", theirsLabel: theirs ?? "Your commit" };
  }
  return { oursLabel: branch ?? "HEAD", theirsLabel: theirs ?? "What was put aside" };
}

/** Settles files: by a side's version, or as they now are. `again` marks them anew, as they were at first. */
export function resolve(context: GitContext, cwd: string, { paths, take }: ResolveInput): Promise<void> {
  return lockCheckout(cwd, async () => {
    if (take === "again") return markAgain(context, cwd, paths);
    const stages = await stagesOf(context, cwd);
    const settled = paths.filter((path) => !stages.has(path));
    if (settled.length > 0) throw conflict("These files are not in conflict any more.", { files: settled });
    if (take === "working") await refuseMarked(cwd, paths);
    else await takeSide(context, cwd, paths, stages, take);
    const result = await runGit(context, cwd, ["add", "--all", ...pathsFromInput], {
      stdin: pathList(paths),
    });
    if (result.code !== 0) throw gitFailure(result);
  });
}

async function refuseMarked(cwd: string, paths: readonly string[]): Promise<void> {
  const files = await markedOf(cwd, paths);
  if (files.length > 0)
    throw conflict("Marks of the conflict are still in the file. Take them out first.", { files });
}

async function takeSide(
  context: GitContext,
  cwd: string,
  paths: readonly string[],
  stages: Map<string, Map<string, Stage>>,
  side: "ours" | "theirs",
): Promise<void> {
  const stage = side === "ours" ? "2" : "3";
  const present = paths.filter((path) => stages.get(path)?.has(stage));
  const gone = paths.filter((path) => !stages.get(path)?.has(stage));
  if (present.length > 0) {
    const args = ["checkout", "--quiet", `--${side}`, ...pathsFromInput];
    const result = await runGit(context, cwd, args, { stdin: pathList(present), deadlineMs });
    if (result.code !== 0) throw gitFailure(result);
  }
  // The side deleted it. A folder of the name is not the file.
  for (const path of gone) {
    const state = await unlessMissing(lstat(fileAt(cwd, path)));
    if (state !== null && !state.isDirectory()) await rm(fileAt(cwd, path));
  }
}

async function markAgain(context: GitContext, cwd: string, paths: readonly string[]): Promise<void> {
  const args = ["checkout", "--quiet", "--merge", ...pathsFromInput];
  const result = await runGit(context, cwd, args, { stdin: pathList(paths) });
  if (result.code === 0) return;
  throw conflict("git does not know the conflict of this file any more.", { files: [...paths] });
}

/** Goes on with what stopped, in the person's name; the authors of rebased commits stay who they were. */
export function goOn(context: GitContext, cwd: string, { author }: ContinueInput): Promise<ContinueAnswer> {
  return lockCheckout(cwd, async () => {
    const { kind } = await requireUnderWay(context, cwd);
    const left = await filesInConflict(context, cwd);
    if (left.length > 0) throw conflict("Files are still in conflict. Settle them first.", { files: left });
    const env = kind === "merge" ? identity(author) : committerOf(author);
    const options = { env, hasHooks: true, deadlineMs };
    const args = kind === "merge" ? ["commit", "--quiet", "--no-edit"] : [nameOfWork[kind], "--continue"];
    let result = await runGit(context, cwd, args, options);
    // What was settled left nothing of the commit: it is there already.
    if (result.code !== 0 && kind !== "merge" && (await isAsHead(context, cwd))) {
      result = await runGit(context, cwd, [nameOfWork[kind], "--skip"], options);
    }
    const next = await filesInConflict(context, cwd);
    const head = await findCommit(context, cwd, "HEAD");
    if (next.length > 0) return { state: "conflict", head, files: next };
    if (result.code !== 0)
      throw conflict(`git does not go on: ${complaint(`${result.stdout}\n${result.stderr}`)}`);
    return { state: "done", head, files: [] };
  });
}

/** Whether nothing is staged and nothing that is tracked was changed: asked of git itself, as a hook may say anything. */
async function isAsHead(context: GitContext, cwd: string): Promise<boolean> {
  const differs = async (...args: string[]) =>
    (await runGit(context, cwd, ["diff", "--quiet", ...args])).code !== 0;
  return !(await differs("--cached", "HEAD")) && !(await differs());
}

/** Gives up what is under way: the checkout is as before it began. */
export function giveUp(context: GitContext, cwd: string): Promise<{ head: string | null }> {
  return lockCheckout(cwd, async () => {
    const { kind } = await requireUnderWay(context, cwd);
    const result = await runGit(context, cwd, [nameOfWork[kind], "--abort"], { deadlineMs });
    if (result.code !== 0) throw gitFailure(result);
    return { head: await findCommit(context, cwd, "HEAD") };
  });
}

async function requireUnderWay(context: GitContext, cwd: string): Promise<GitUnderWay> {
  const underWay = await readUnderWay(context, cwd);
  if (underWay === null) throw conflict("Nothing is under way here: no merge, no rebase.");
  return underWay;
}
