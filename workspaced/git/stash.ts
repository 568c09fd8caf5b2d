import { conflict, notFound } from "../errors.ts";
import type { StashEntry, StashesAnswer, StashInput, UnstashAnswer } from "../protocol/git-branches.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { filesInConflict } from "./conflicts.ts";
import { gitFailure, listedFiles } from "./failure.ts";
import { findCommit, lockCheckout } from "./repository.ts";
import { type GitContext, git, identity, runGit } from "./run-git.ts";

const deadlineMs = gitDeadlines.change.gitMs;
const listMax = 100;
const atOnceMax = 4;

/** What `git stash` keeps, the newest first. */
export async function listStashes(context: GitContext, cwd: string): Promise<StashesAnswer> {
  const format = "--format=%H%x00%cI%x00%gs";
  const result = await runGit(context, cwd, ["stash", "list", "-z", `--max-count=${listMax}`, format]);
  if (result.code !== 0) throw gitFailure(result);
  const values = result.stdout.split("\0");
  const count = Math.floor(values.length / 3);
  const entries = Array.from({ length: count }, (_, index) => values.slice(index * 3, index * 3 + 3));
  const items: StashEntry[] = [];
  for (let at = 0; at < entries.length; at += atOnceMax) {
    const batch = entries.slice(at, at + atOnceMax);
    items.push(...(await Promise.all(batch.map((entry) => readEntry(context, cwd, entry)))));
  }
  return { items };
}

/** The newest stash that bears this message, or null. */
export async function findStash(context: GitContext, cwd: string, message: string): Promise<string | null> {
  const output = await git(context, cwd, ["stash", "list", "-z", "--format=%H%x00%gs"]);
  const values = output.split("\0");
  for (let at = 0; at + 1 < values.length; at += 2) {
    if (messageIn(values[at + 1] ?? "").message === message) return values[at] ?? null;
  }
  return null;
}

/** As git puts it: `On main: message`. */
function messageIn(subject: string): { branch: string | null; message: string } {
  const [, branch = null, message = subject] = /^(?:WIP on|On) ([^:]+): (.*)$/s.exec(subject) ?? [];
  return { branch: branch === "(no branch)" ? null : branch, message };
}

async function readEntry(context: GitContext, cwd: string, values: readonly string[]): Promise<StashEntry> {
  const [sha = "", date = "", subject = ""] = values;
  const shown = await runGit(context, cwd, [
    "stash",
    "show",
    "--include-untracked",
    "--name-only",
    "-z",
    sha,
  ]);
  const files = shown.stdout.split("\0").filter((path) => path !== "").length;
  const stashedAt = new Date(date).toISOString();
  return { sha, ...messageIn(subject), stashedAt, files };
}

/** Puts every change aside, untracked files too. */
export function stashChanges(context: GitContext, cwd: string, input: StashInput): Promise<{ sha: string }> {
  return lockCheckout(cwd, async () => ({ sha: await pushStash(context, cwd, input) }));
}

/** The caller holds the checkout. */
export async function pushStash(
  context: GitContext,
  cwd: string,
  { message, author }: Pick<StashInput, "message" | "author">,
): Promise<string> {
  const before = await findCommit(context, cwd, "refs/stash");
  const named = message === "" ? [] : ["--message", message];
  const args = ["stash", "push", "--quiet", "--include-untracked", ...named];
  const result = await runGit(context, cwd, args, {
    // git's own clean-up afterwards names the whole tree as `:/`.
    env: { ...identity(author), GIT_LITERAL_PATHSPECS: "0" },
    deadlineMs,
  });
  const sha = await findCommit(context, cwd, "refs/stash");
  if (result.code === 0 && sha !== null && sha !== before) return sha;
  if (result.code === 0) throw conflict("Nothing has changed: there is nothing to put aside.");
  if (/needs merge|unmerged/i.test(result.stderr)) {
    throw conflict("Files are in conflict. Settle them first.", {
      files: await filesInConflict(context, cwd),
    });
  }
  throw gitFailure(result);
}

/** Brings a stash back, what was staged staged. It goes only when all of it is back. */
export function unstash(context: GitContext, cwd: string, sha: string): Promise<UnstashAnswer> {
  return lockCheckout(cwd, () => popStash(context, cwd, sha));
}

/** The caller holds the checkout. */
export async function popStash(context: GitContext, cwd: string, sha: string): Promise<UnstashAnswer> {
  await placeOf(context, cwd, sha);
  const withIndex = await runGit(context, cwd, ["stash", "apply", "--quiet", "--index", sha], { deadlineMs });
  const result =
    withIndex.code === 0 || !/try without --index/i.test(withIndex.stderr + withIndex.stdout)
      ? withIndex
      : await runGit(context, cwd, ["stash", "apply", "--quiet", sha], { deadlineMs });
  if (result.code === 0) {
    // Looked up anew: all worktrees have one list of stashes, and what comes onto it shifts the others.
    await git(context, cwd, ["stash", "drop", "--quiet", await placeOf(context, cwd, sha)]);
    return { state: "restored", files: [] };
  }
  const files = await filesInConflict(context, cwd);
  if (files.length > 0) return { state: "conflict", files };
  const existing = [...result.stderr.matchAll(/^(.*) already exists, no checkout$/gm)];
  const inTheWay = [...listedFiles(result.stderr), ...existing.map(([, path = ""]) => path)];
  if (inTheWay.length > 0) {
    throw conflict("Changes here would be overwritten. Commit them or put them aside first.", {
      files: inTheWay,
    });
  }
  throw gitFailure(result);
}

/** Throws a stash away. */
export function dropStash(context: GitContext, cwd: string, sha: string): Promise<{ dropped: true }> {
  return lockCheckout(cwd, async () => {
    await git(context, cwd, ["stash", "drop", "--quiet", await placeOf(context, cwd, sha)]);
    return { dropped: true };
  });
}

/** `stash@{n}`, looked up by what it holds: the numbers shift with every stash. */
async function placeOf(context: GitContext, cwd: string, sha: string): Promise<string> {
  const output = await git(context, cwd, ["stash", "list", "--format=%H"]);
  const index = output.split("\n").indexOf(sha);
  if (index < 0) throw notFound("stash");
  return `stash@{${index}}`;
}
