import { conflict } from "../errors.ts";
import type { PushAnswer, PushInput } from "../protocol/git.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { complaint, maskCredentials, remoteTrouble } from "./failure.ts";
import { createErrorReader, type Progress } from "./progress.ts";
import { requireBranch } from "./repository.ts";
import { type GitContext, runGit } from "./run-git.ts";

type Refusal = Extract<PushAnswer, { refused: true }>;

const deadlineMs = gitDeadlines.change.gitMs;

export interface RemoteOptions {
  signal?: AbortSignal | undefined;
  emit?: (line: Progress) => void;
}
const ignore = () => undefined;

/** Pushes a branch under its own name and never by force. A refusal of the remote is an answer with its reason. */
export async function push(
  context: GitContext,
  cwd: string,
  { remote, branch, commit: expected }: Omit<PushInput, "root">,
  { signal, emit = ignore }: RemoteOptions = {},
): Promise<PushAnswer> {
  const commit = await requireBranch(context, cwd, branch);
  if (expected !== undefined && expected !== commit) {
    throw conflict(
      `The branch ${branch} is no longer at ${expected.slice(0, 7)}, but at ${commit.slice(0, 7)}.`,
    );
  }
  // By the commit where one is expected: the branch may move while git gets ready.
  const ref = `refs/heads/${branch}`;
  const args = ["push", "--porcelain", "--progress", "--", remote, `${expected ?? ref}:${ref}`];
  const errors = createErrorReader(emit);
  const options = { isRemote: true, hasHooks: true, signal, deadlineMs, onStderr: errors.take };
  const result = await runGit(context, cwd, args, options);
  const line = result.stdout.split("\n").find((one) => /^[ +*=!-]\t/.test(one)) ?? "";
  if (result.code !== 0) return refusal(remote, line, errors.text());
  const config = await runGit(context, cwd, ["config", "--get", `branch.${branch}.remote`]);
  // A remote that is no more than a path has no branch that could be followed.
  if (config.code !== 0)
    await runGit(context, cwd, ["branch", `--set-upstream-to=${remote}/${branch}`, branch]);
  return { pushed: true, commit, already: line.startsWith("=") };
}

function refusal(remote: string, line: string, stderr: string): Refusal {
  const refused = true as const;
  if (/\(non-fast-forward\)|\(fetch first\)|\(stale info\)/.test(line)) {
    const message = `${remote} has commits that are not here. Pull first, then push again.`;
    return { refused, reason: "non_fast_forward", message };
  }
  if (/branch is currently checked out/.test(line)) {
    const message = `${remote} is a folder in which this branch is checked out; git does not push into such a branch. Check out another branch there, or make it a bare repository.`;
    return { refused, reason: "non_bare_checkout", message };
  }
  if (line.startsWith("!")) {
    return { refused, reason: "other", message: wordsOfRemote(line, stderr) };
  }
  const trouble = remoteTrouble(stderr);
  const reason = trouble === "no_access" || trouble === "unreachable" ? trouble : "other";
  return { refused, reason, message: complaint(stderr) };
}

const remoteCharactersMax = 1000;

/** Which rule refused it, as git names it, and what the remote or its hook had to say about that. */
function wordsOfRemote(line: string, stderr: string): string {
  const rule = /\(([^()]*)\)\s*$/.exec(line)?.[1] ?? "refused";
  const details = stderr
    .split(/[\r\n]+/)
    .flatMap((one) => /^(?:remote|error: remote unpack failed): (.*)/.exec(one)?.[1]?.trim() || [])
    .join("\n");
  const words = details === "" ? rule : `${rule}: ${details}`;
  return maskCredentials(words).slice(0, remoteCharactersMax);
}
