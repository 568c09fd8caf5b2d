import type { PullAnswer } from "../protocol/git.ts";
import { complaint, remoteTrouble } from "./failure.ts";
import { currentBranch, findCommit, isAncestor, lockCheckout } from "./repository.ts";
import { type GitContext, runGit } from "./run-git.ts";

const fetchDeadlineMs = 600_000;

type Refusal = Extract<PullAnswer, { refused: true }>;

/** Fetches and moves the current branch forward; histories that have parted are left to a person or an agent. */
export async function pull(context: GitContext, cwd: string, signal?: AbortSignal): Promise<PullAnswer> {
  const branch = await currentBranch(context, cwd);
  const config =
    branch === null ? null : await runGit(context, cwd, ["config", "--get", `branch.${branch}.remote`]);
  const remote = config?.code === 0 ? config.stdout.trim() : null;
  if (remote === null) return refuse("no_upstream", "This branch follows no branch of a remote.");
  const fetched = await runGit(context, cwd, ["fetch", "--quiet", "--", remote], {
    isRemote: true,
    signal,
    deadlineMs: fetchDeadlineMs,
  });
  if (fetched.code !== 0) {
    const trouble = remoteTrouble(fetched.stderr);
    return refuse(trouble === "not_found" ? "unreachable" : trouble, complaint(fetched.stderr));
  }
  return lockCheckout(cwd, () => forward(context, cwd));
}

async function forward(context: GitContext, cwd: string): Promise<PullAnswer> {
  const head = await findCommit(context, cwd, "HEAD");
  const upstream = await findCommit(context, cwd, "@{upstream}");
  if (upstream === null)
    return refuse("no_upstream", "The branch that this one follows is not on the remote.");
  if (head !== null && (await isAncestor(context, cwd, upstream, head)))
    return { pulled: true, head, already: true };
  if (head !== null && !(await isAncestor(context, cwd, head, upstream))) {
    return refuse(
      "diverged",
      "This branch and the remote's have both moved on. Merge or rebase in a terminal.",
    );
  }
  const merged = await runGit(context, cwd, [
    "merge",
    "--ff-only",
    "--quiet",
    "--no-autostash",
    "--no-overwrite-ignore",
    upstream,
  ]);
  if (merged.code === 0) return { pulled: true, head: upstream, already: false };
  const isDirty = /would be overwritten|not uptodate|local changes|untracked working tree/i.test(
    merged.stderr,
  );
  const message = merged.stderr.trim();
  return isDirty ? refuse("would_overwrite", message) : refuse("other", complaint(message));
}

const refuse = (reason: Refusal["reason"], message: string): Refusal => ({ refused: true, reason, message });
