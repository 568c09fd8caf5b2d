import type { PullAnswer, PullInput } from "../protocol/git.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { commitLine, commitLinesIn } from "./commit-lines.ts";
import { filesInConflict } from "./conflicts.ts";
import { complaint, remoteTrouble } from "./failure.ts";
import { createErrorReader } from "./progress.ts";
import type { RemoteOptions } from "./push.ts";
import { currentBranch, findCommit, isAncestor, lockCheckout } from "./repository.ts";
import { committerOf, type GitContext, git, runGit } from "./run-git.ts";
import { readUnderWay } from "./under-way.ts";

const deadlineMs = gitDeadlines.change.gitMs;
const namedMax = 10;

type Refusal = Extract<PullAnswer, { refused: true }>;
type Pulled = Extract<PullAnswer, { pulled: true }>;
type How = Pick<PullInput, "rebase" | "committer">;

/** Fetches and moves the current branch forward; where the histories have parted, its own commits go on top if that is asked for. */
export async function pull(
  context: GitContext,
  cwd: string,
  how: How = { rebase: false },
  { signal, emit = () => undefined }: RemoteOptions = {},
): Promise<PullAnswer> {
  if ((await readUnderWay(context, cwd)) !== null) {
    return refuse("other", "Something is under way here. Finish it, or give it up, before you pull.");
  }
  const branch = await currentBranch(context, cwd);
  const config =
    branch === null ? null : await runGit(context, cwd, ["config", "--get", `branch.${branch}.remote`]);
  const remote = config?.code === 0 ? config.stdout.trim() : null;
  if (remote === null) return refuse("no_upstream", "This branch follows no branch of a remote.");
  const errors = createErrorReader(emit);
  const fetched = await runGit(context, cwd, ["fetch", "--progress", "--", remote], {
    isRemote: true,
    signal,
    deadlineMs,
    onStderr: errors.take,
  });
  if (fetched.code !== 0) {
    const trouble = remoteTrouble(errors.text());
    return refuse(trouble === "not_found" ? "unreachable" : trouble, complaint(errors.text()));
  }
  return lockCheckout(cwd, () => takeOver(context, cwd, how));
}

async function takeOver(context: GitContext, cwd: string, how: How): Promise<PullAnswer> {
  const head = await findCommit(context, cwd, "HEAD");
  const upstream = await findCommit(context, cwd, "@{upstream}");
  if (upstream === null)
    return refuse("no_upstream", "The branch that this one follows is not on the remote.");
  if (head !== null && (await isAncestor(context, cwd, upstream, head))) {
    const received = { total: 0, commits: [], files: 0 };
    return { pulled: true, head, already: true, received, rebased: false };
  }
  const received = await whatCame(context, cwd, head, upstream);
  if (head === null || (await isAncestor(context, cwd, head, upstream))) {
    return forward(context, cwd, upstream, received);
  }
  if (how.rebase) return rebase(context, cwd, upstream, how, received);
  const message =
    "This branch and the remote's have both moved on. Pull with rebase puts your commits on top.";
  return refuse("diverged", message);
}

async function whatCame(
  context: GitContext,
  cwd: string,
  head: string | null,
  upstream: string,
): Promise<Pulled["received"]> {
  const range = head === null ? [upstream] : [upstream, "--not", head];
  const format = [commitLine(), `--max-count=${namedMax}`];
  const log = await git(context, cwd, ["log", "-z", "--no-show-signature", ...format, ...range, "--"]);
  const total = Number(await git(context, cwd, ["rev-list", "--count", ...range, "--"]));
  const between =
    head === null ? null : await runGit(context, cwd, ["diff", "--shortstat", `${head}...${upstream}`, "--"]);
  return {
    total,
    commits: commitLinesIn(log),
    files: Number(/(\d+) files? changed/.exec(between?.stdout ?? "")?.[1] ?? 0),
  };
}

async function forward(
  context: GitContext,
  cwd: string,
  upstream: string,
  received: Pulled["received"],
): Promise<PullAnswer> {
  const args = ["merge", "--ff-only", "--quiet", "--no-autostash", "--no-overwrite-ignore", upstream];
  const merged = await runGit(context, cwd, args, { deadlineMs });
  if (merged.code === 0) return { pulled: true, head: upstream, already: false, received, rebased: false };
  const isDirty = /would be overwritten|not uptodate|local changes|untracked working tree/i.test(
    merged.stderr,
  );
  const message = merged.stderr.trim();
  return isDirty ? refuse("would_overwrite", message) : refuse("other", complaint(message));
}

/** What is not committed is put aside meanwhile, by git itself, and is back at the end. */
async function rebase(
  context: GitContext,
  cwd: string,
  upstream: string,
  { committer }: How,
  received: Pulled["received"],
): Promise<PullAnswer> {
  const env = committer ? committerOf(committer) : {};
  const args = ["rebase", "--quiet", "--autostash", "--no-gpg-sign", upstream];
  const result = await runGit(context, cwd, args, { env, deadlineMs });
  const files = await filesInConflict(context, cwd);
  if (files.length > 0) return { conflict: true, files };
  const head = await findCommit(context, cwd, "HEAD");
  if (result.code === 0) return { pulled: true, head, already: false, received, rebased: true };
  const message = result.stderr.trim();
  const isDirty = /would be overwritten|untracked working tree/i.test(message);
  return isDirty ? refuse("would_overwrite", message) : refuse("other", complaint(message));
}

const refuse = (reason: Refusal["reason"], message: string): Refusal => ({ refused: true, reason, message });
