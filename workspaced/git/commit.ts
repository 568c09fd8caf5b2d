import { conflict, RequestError } from "../errors.ts";
import type { CommitAllAnswer, CommitAllInput, CommitInput, StageInput } from "../protocol/git.ts";
import type { Person } from "../protocol/git-names.ts";
import type { ProgramResult } from "../run-program.ts";
import { filesInConflict, filesUnsettled } from "./conflicts.ts";
import { complaint, gitFailure } from "./failure.ts";
import { findCommit, lockCheckout } from "./repository.ts";
import { type GitContext, git, identity, runGit } from "./run-git.ts";
import { readStatus } from "./status.ts";

const fromInput = ["--pathspec-from-file=-", "--pathspec-file-nul"];
/** Hooks of the repository (linters, say) run inside of it. */
const commitDeadlineMs = 600_000;

/** Puts the paths' state into the index (a deleted file too), or takes it out of it again. */
export function stage(context: GitContext, cwd: string, { paths, unstage }: StageInput): Promise<void> {
  return lockCheckout(cwd, async () => {
    const hasHead = (await findCommit(context, cwd, "HEAD")) !== null;
    const remove = hasHead ? ["reset", "--quiet"] : ["rm", "--cached", "-r", "--quiet", "--ignore-unmatch"];
    const result = await runGit(context, cwd, [...(unstage ? remove : ["add", "--all"]), ...fromInput], {
      stdin: paths.join("\0"),
    });
    if (result.code === 0) return;
    const missing = /pathspec '(.*)' did not match/s.exec(result.stderr)?.[1];
    if (missing !== undefined) throw new RequestError("NOT_FOUND", `There is no changed file as ${missing}.`);
    throw gitFailure(result);
  });
}

/** A person's commit of what is staged (or, with `all`, of every change); the repository's hooks run. */
export function commit(context: GitContext, cwd: string, input: CommitInput): Promise<{ commit: string }> {
  return lockCheckout(cwd, async () => {
    if (input.all) await git(context, cwd, ["add", "--all"]);
    await refuseConflicts(context, cwd);
    if (!(await isAnythingStaged(context, cwd))) {
      throw conflict(input.all ? "Nothing has changed." : "Nothing is staged.");
    }
    return { commit: await writeCommit(context, cwd, { ...input, hasHooks: true }) };
  });
}

/** Commits whatever an agent left behind, a merge it settled too; `commit` is null where it left nothing. No hook runs. */
export function commitAll(context: GitContext, cwd: string, input: CommitAllInput): Promise<CommitAllAnswer> {
  return lockCheckout(cwd, async () => {
    refuse(await filesUnsettled(context, cwd));
    const status = await readStatus(context, cwd);
    const nested = status.entries.filter((entry) => entry.untracked && entry.path.endsWith("/"));
    const skipped = nested.map((entry) => entry.path);
    const excluded = skipped.map((path) => `:(top,exclude,literal)${path.replace(/\/$/, "")}`);
    const env = { GIT_LITERAL_PATHSPECS: "0" };
    await git(context, cwd, ["add", "--all", "--", ":(top)", ...excluded], { env });
    if (!(await isAnythingStaged(context, cwd))) return { commit: null, skipped };
    return { commit: await writeCommit(context, cwd, { ...input, hasHooks: false }), skipped };
  });
}

async function isAnythingStaged(context: GitContext, cwd: string): Promise<boolean> {
  const mergeHead = await findCommit(context, cwd, "MERGE_HEAD");
  if (mergeHead !== null) return true;
  if ((await findCommit(context, cwd, "HEAD")) === null) {
    return (await git(context, cwd, ["ls-files", "--cached", "-z"])) !== "";
  }
  const result = await runGit(context, cwd, ["diff", "--cached", "--quiet", "--no-ext-diff"]);
  return result.code !== 0;
}

/** Adding a file with conflict marks would call it resolved. */
const refuseConflicts = async (context: GitContext, cwd: string): Promise<void> =>
  refuse(await filesInConflict(context, cwd));

function refuse(files: string[]): void {
  if (files.length > 0) throw conflict("Files are in conflict. Resolve and stage them first.", { files });
}

interface NewCommit {
  message: string;
  author: Person;
  committer?: Person | undefined;
  hasHooks: boolean;
}

async function writeCommit(context: GitContext, cwd: string, input: NewCommit): Promise<string> {
  const { message, author, committer, hasHooks } = input;
  const result = await runGit(
    context,
    cwd,
    ["commit", "--quiet", "--no-edit", "--cleanup=whitespace", "--file=-"],
    {
      stdin: message,
      env: identity(author, committer),
      hasHooks,
      deadlineMs: commitDeadlineMs,
    },
  );
  if (result.code !== 0) throw commitFailure(result, hasHooks);
  return git(context, cwd, ["rev-parse", "HEAD"]).then((output) => output.trim());
}

/** A hook says in its own words why it refused, on either stream. */
function commitFailure(result: ProgramResult, hasHooks: boolean): RequestError {
  const failure = gitFailure(result);
  if (!hasHooks || failure.type === "CONFLICT") return failure;
  return conflict(`git refused the commit: ${complaint(`${result.stdout}\n${result.stderr}`)}`);
}
