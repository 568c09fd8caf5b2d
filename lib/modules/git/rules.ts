import { withoutHidden } from "#lib/kernel/hidden-characters.ts";
import type { Branch, ChangedFile, GitStatus } from "#lib/modules/git/schema.ts";
import { type GitUnderWay, nameOfWork } from "#workspaced/protocol/git-changes.ts";

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

/** `origin/feature/x` → `feature/x`: checking it out makes a local branch that follows it. */
export const localNameOf = ({ name, remote }: Pick<Branch, "name" | "remote">): string =>
  remote !== null && name.startsWith(`${remote}/`) ? name.slice(remote.length + 1) : name;

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

export interface ChangeGroups {
  conflicted: Change[];
  staged: Change[];
  changed: Change[];
  untracked: Change[];
}

/** The groups people commit from; a file that changed on both sides stands in two. */
export function groupsOf(entries: readonly ChangedFile[]): ChangeGroups {
  const groups: ChangeGroups = { conflicted: [], staged: [], changed: [], untracked: [] };
  for (const entry of entries) {
    if (entry.conflicted) groups.conflicted.push(changeOf(entry, "!"));
    else if (entry.untracked) groups.untracked.push(changeOf(entry, "A"));
    else {
      if (entry.staged) groups.staged.push(changeOf(entry, entry.staged));
      if (entry.unstaged) groups.changed.push(changeOf(entry, entry.unstaged));
    }
  }
  return groups;
}

const sideWords: Record<string, string> = {
  DD: "both deleted it",
  AU: "added by us",
  UA: "added by them",
  UD: "deleted by them",
  DU: "deleted by us",
  AA: "both added it",
  UU: "both changed it",
};

const changeOf = (entry: ChangedFile, letter: string): Change => {
  const word = entry.sides ? `in conflict: ${sideWords[entry.sides] ?? "both changed it"}` : words[letter];
  const more = entry.submodule ? ", another repository" : entry.mode ? `, mode ${entry.mode}` : "";
  // A renamed file that changed again was renamed on the one side only.
  const oldPath = letter === "R" || letter === "C" ? entry.oldPath : undefined;
  return { path: entry.path, oldPath, letter, word: `${word ?? "changed"}${more}` };
};

/** A byte of a name that is no UTF-8, what would break a line and what is not seen are written out. */
export const shownPath = (path: string): string =>
  withoutHidden(path).replace(/[\p{Cc}\uf780-\uf7ff]/gu, (character) => {
    const code = character.charCodeAt(0);
    return `\\x${(code >= 0xf780 ? code - 0xf700 : code).toString(16).padStart(2, "0")}`;
  });

export const wordOfWork = (kind: GitUnderWay["kind"]): string => nameOfWork[kind];

export const subjectLengthMax = 72;

/** What to say of a commit message's first line; null where it is fine. */
export function hintOfSubject(message: string): string | null {
  const [subject = "", second = ""] = message.split("\n");
  if (subject.length > subjectLengthMax) {
    return `The first line has ${subject.length} characters; lists show the first ${subjectLengthMax}.`;
  }
  return second.trim() === "" ? null : "Leave the second line empty: the first one is the subject.";
}
