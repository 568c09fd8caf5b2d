import { conflict, type RequestError } from "../errors.ts";
import type { CommitAllAnswer, CommitAllInput, CommitInput } from "../protocol/git.ts";
import { nameOfWork } from "../protocol/git-changes.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import type { Person } from "../protocol/git-names.ts";
import type { ProgramResult } from "../run-program.ts";
import { filesInConflict, filesUnsettled } from "./conflicts.ts";
import { complaint, gitFailure } from "./failure.ts";
import { findCommit, lockCheckout } from "./repository.ts";
import { type GitContext, git, identity, runGit } from "./run-git.ts";
import { readStatus } from "./status.ts";
import { readUnderWay } from "./under-way.ts";

/** Hooks of the repository (linters, say) run inside of it. */
const commitDeadlineMs = gitDeadlines.change.gitMs;

/** A person's commit of what is staged (or, with `all`, of every change); the repository's hooks run. */
export function commit(context: GitContext, cwd: string, input: CommitInput): Promise<{ commit: string }> {
  const { all, amend } = input;
  return lockCheckout(cwd, async () => {
    if (amend !== undefined) await refuseAmend(context, cwd, amend);
    await refuseConflicts(context, cwd);
    if (all) await git(context, cwd, ["add", "--all"], { deadlineMs: commitDeadlineMs });
    if (amend === undefined && !(await isAnythingStaged(context, cwd))) {
      throw conflict(all ? "Nothing has changed." : "Nothing is staged.");
    }
    return { commit: await writeCommit(context, cwd, { ...input, hasHooks: true }) };
  });
}

/** Only the newest commit, only the one that was shown, and none that others may have built upon. */
async function refuseAmend(context: GitContext, cwd: string, amend: string): Promise<void> {
  const head = await findCommit(context, cwd, "HEAD");
  if (head !== amend) {
    throw conflict("The newest commit is another one now. Look at it before you amend it.", { head });
  }
  const underWay = await readUnderWay(context, cwd);
  if (underWay !== null) {
    throw conflict(
      `A ${nameOfWork[underWay.kind]} is under way. Finish it, or give it up, before you amend.`,
    );
  }
  const args = [
    "for-each-ref",
    "--count=1",
    "--format=%(refname:short)",
    `--contains=${amend}`,
    "refs/remotes",
  ];
  const remote = (await git(context, cwd, args)).trim();
  if (remote === "") return;
  const message = `This commit is already on ${remote}. Amending it would part the two; make a new commit instead.`;
  throw conflict(message, { reason: "pushed", remote });
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
  signOff?: boolean;
  amend?: string | undefined;
  message: string;
  author: Person;
  committer?: Person | undefined;
  hasHooks: boolean;
}

async function writeCommit(context: GitContext, cwd: string, input: NewCommit): Promise<string> {
  const { message, author, committer, hasHooks, signOff = false, amend } = input;
  const more = [
    ...(signOff ? ["--signoff"] : []),
    ...(amend === undefined ? [] : ["--amend", "--allow-empty"]),
  ];
  const result = await runGit(
    context,
    cwd,
    ["commit", "--quiet", "--no-edit", "--cleanup=whitespace", "--file=-", ...more],
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
