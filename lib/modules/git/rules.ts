import type { ChangedFile, GitStatus } from "#lib/modules/git/schema.ts";

/** Whether a branch counts as the project's default; while that is not known, every branch does. */
export const isDefaultBranch = (branch: string, defaultBranch: string | null): boolean =>
  defaultBranch === null || branch === defaultBranch;

type Tracking = Pick<GitStatus, "branch" | "upstream" | "isUpstreamKnown" | "ahead" | "behind">;

/** How the branch that is checked out stands to the origin's. */
export function wordsOfBranch(tracking: Tracking): string {
  const { branch, upstream, isUpstreamKnown, ahead, behind } = tracking;
  if (branch === null) return "No branch is checked out: commits made now belong to none.";
  if (upstream === null || isUpstreamKnown === false) return "Not pushed yet";
  const words = `${ahead} ahead, ${behind} behind ${upstream}`;
  return reasonNotToPush(tracking) ? `${words}: nothing to push` : words;
}

/** Why a push to the origin would do nothing; null where it would, as for a branch that follows another remote's. */
export function reasonNotToPush({ branch, upstream, isUpstreamKnown, ahead }: Tracking): string | null {
  if (upstream === null || !isUpstreamKnown || ahead > 0) return null;
  if (upstream !== `origin/${branch}`) return null;
  return `Nothing to push: ${upstream} has every commit of this branch.`;
}

/** One changed file on one side: in the index, or in the working tree. */
export interface Change {
  path: string;
  oldPath: string | undefined;
  /** git's letter; `!` for a conflict. */
  letter: string;
  word: string;
}

const words: Record<string, string> = {
  M: "modified",
  A: "new",
  D: "deleted",
  R: "renamed",
  C: "copied",
  T: "type changed",
  "!": "in conflict",
};

/** The two groups people commit from; a file that changed on both sides stands in both. */
export function changesOf(entries: readonly ChangedFile[]): { staged: Change[]; unstaged: Change[] } {
  const staged: Change[] = [];
  const unstaged: Change[] = [];
  for (const entry of entries) {
    if (entry.conflicted) unstaged.push(changeOf(entry, "!"));
    else {
      if (entry.staged) staged.push(changeOf(entry, entry.staged));
      if (entry.untracked) unstaged.push(changeOf(entry, "A"));
      else if (entry.unstaged) unstaged.push(changeOf(entry, entry.unstaged));
    }
  }
  return { staged, unstaged };
}

const changeOf = ({ path, oldPath }: ChangedFile, letter: string): Change => ({
  path,
  oldPath,
  letter,
  word: words[letter] ?? "changed",
});
