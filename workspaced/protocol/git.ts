import { z } from "zod";
import { ErrorAnswer } from "./error.ts";
import { GitUnderWay } from "./git-changes.ts";
import {
  BranchName,
  CloneUrl,
  CommitId,
  CommitMessage,
  GitPath,
  Person,
  RemoteName,
  Revision,
} from "./git-names.ts";
import { RootName, SafeName } from "./service.ts";

/** A flag in a query string. */
const Flag = z.enum(["true", "false"]).transform((value) => value === "true");

export const RootQuery = z.object({ root: RootName });

export const CloneInput = z.object({ url: CloneUrl, branch: BranchName.optional() });
export type CloneInput = z.infer<typeof CloneInput>;

export const CloneReason = z.enum([
  "not_found",
  "no_access",
  "branch_missing",
  "unreachable",
  "disk_full",
  "not_empty",
  "other",
]);
export type CloneReason = z.infer<typeof CloneReason>;

/** One line of the clone's answer; `done` or `error` is the last. `head` is null for a repository without commits. */
export const CloneLine = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), phase: z.string(), percent: z.number().int().min(0).max(100) }),
  z.object({ type: z.literal("done"), head: CommitId.nullable(), defaultBranch: z.string().nullable() }),
  z.object({ type: z.literal("error"), reason: CloneReason, message: z.string() }),
]);
export type CloneLine = z.infer<typeof CloneLine>;

export const InitInput = z.object({
  defaultBranch: BranchName.default("main"),
  author: Person,
  /** Commits the files that are there instead of an empty tree. */
  includeFiles: z.boolean().default(false),
});
export type InitInput = z.infer<typeof InitInput>;
export const InitAnswer = z.object({ head: CommitId, defaultBranch: z.string().nullable() });
export type InitAnswer = z.infer<typeof InitAnswer>;

export const InspectAnswer = z.object({
  isRepository: z.boolean(),
  isBare: z.boolean(),
  defaultBranch: z.string().nullable(),
  head: CommitId.nullable(),
  remotes: z.array(z.object({ name: z.string(), url: z.string() })),
  hasCommits: z.boolean(),
});
export type InspectAnswer = z.infer<typeof InspectAnswer>;

/** git's letters: M modified, A added, D deleted, R renamed, C copied, T type changed; null where nothing changed. */
export const StatusEntry = z.object({
  path: z.string(),
  oldPath: z.string().optional(),
  staged: z.string().nullable(),
  unstaged: z.string().nullable(),
  conflicted: z.boolean(),
  untracked: z.boolean(),
  /** Whose side did what, where it is in conflict: git's two letters, ours first. */
  sides: z.enum(["DD", "AU", "UD", "UA", "DU", "AA", "UU"]).optional(),
  /** A repository within this one; its change is another commit of it. */
  submodule: z.boolean().optional(),
  /** The new mode in octal, where the change is (also) one of mode. */
  mode: z.string().optional(),
});
export type StatusEntry = z.infer<typeof StatusEntry>;

/** A file that changed in the index and in the working tree counts in both. */
const StatusTotals = z.object({
  staged: z.number().int(),
  changed: z.number().int(),
  untracked: z.number().int(),
  conflicted: z.number().int(),
});

export const StatusAnswer = z.object({
  branch: z.string().nullable(),
  head: CommitId.nullable(),
  upstream: z.string().nullable(),
  /** The upstream was there when the remote was last asked: `ahead` and `behind` count against it, else they are 0. An older one does not say. */
  isUpstreamKnown: z.boolean().optional(),
  ahead: z.number().int(),
  behind: z.number().int(),
  /** What stopped half-way and waits; null where nothing did. */
  underWay: GitUnderWay.nullable().default(null),
  /** Conflicts first. */
  entries: z.array(StatusEntry),
  /** There are more entries than are listed; the totals count them all. */
  truncated: z.boolean(),
  totals: StatusTotals.default({ staged: 0, changed: 0, untracked: 0, conflicted: 0 }),
});
export type StatusAnswer = z.infer<typeof StatusAnswer>;

/**
 * base and head: head against its merge base with base. base alone: the working tree against that merge base. Neither: the
 * working tree against HEAD; `staged=true` the index against HEAD, `staged=false` the working tree against the index; `commit`
 * a commit against its first parent, or against nothing where it has none.
 */
export const DiffQuery = z.object({
  root: RootName,
  base: Revision.optional(),
  head: Revision.optional(),
  staged: Flag.optional(),
  commit: CommitId.optional(),
  path: GitPath.optional(),
  /** The path before, so that a renamed file is shown as one; beside `path`. */
  oldPath: GitPath.optional(),
  /** Lines that differ in white space only do not differ (default false). */
  ignoreSpace: Flag.optional(),
  /** Only which files changed and by how much: no patches, but of many more files (default false). */
  list: Flag.optional(),
});
export type DiffQuery = z.infer<typeof DiffQuery>;

export const DiffFile = z.object({
  path: z.string(),
  oldPath: z.string().optional(),
  status: z.enum(["added", "modified", "deleted", "renamed", "copied", "type_changed", "conflicted"]),
  additions: z.number().int(),
  deletions: z.number().int(),
  binary: z.boolean(),
  patch: z.string(),
  /** The patch is cut at a line's end; the counts are whole. */
  truncated: z.boolean(),
  /** Ids of the patch's hunks in their order, for those that can be staged, unstaged or discarded by themselves. */
  hunks: z.array(z.string()).default([]),
  /** Names this very change of the file; only in a list. */
  digest: z.string().optional(),
});
export type DiffFile = z.infer<typeof DiffFile>;

export const DiffAnswer = z.object({
  base: CommitId.nullable(),
  /** Null where the working tree or the index is compared. */
  head: CommitId.nullable(),
  files: z.array(DiffFile),
  totals: z.object({ files: z.number().int(), additions: z.number().int(), deletions: z.number().int() }),
  /** Files beyond the limit are counted in `totals.files` only. */
  truncated: z.boolean(),
});
export type DiffAnswer = z.infer<typeof DiffAnswer>;

export const CompareQuery = z.object({ root: RootName, base: Revision });
/** How many commits the checkout has that its base has not, and the other way round. */
export const CompareAnswer = z.object({
  baseCommit: CommitId,
  ahead: z.number().int(),
  behind: z.number().int(),
});
export type CompareAnswer = z.infer<typeof CompareAnswer>;

export const LogQuery = z.object({
  root: RootName,
  revision: Revision.default("HEAD"),
  /** Commits of every branch and tag, children before their parents. */
  allBranches: Flag.default(false),
  /** Words of the message, or the beginning of a commit's id. */
  search: z.string().max(200, { message: "must have at most 200 characters" }).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^([0-9a-f]{40,64}|all)\.\d{1,9}$/, { message: "is not a cursor of this list" })
    .optional(),
});
export type LogQuery = z.infer<typeof LogQuery>;

export const LogEntry = z.object({
  sha: CommitId,
  parents: z.array(CommitId),
  author: z.object({ name: z.string(), email: z.string() }),
  authoredAt: z.string(),
  committer: z.object({ name: z.string(), email: z.string() }),
  committedAt: z.string(),
  subject: z.string(),
  body: z.string(),
  /** Branches, remote branches and tags that point here. */
  refs: z
    .array(z.object({ kind: z.enum(["branch", "remote", "tag", "head"]), name: z.string() }))
    .default([]),
  /** The branch that is checked out has it, and its upstream does not; where there is no upstream, false. */
  isUnpushed: z.boolean().default(false),
});
export type LogEntry = z.infer<typeof LogEntry>;
export const LogAnswer = z.object({ items: z.array(LogEntry), nextCursor: z.string().nullable() });
export type LogAnswer = z.infer<typeof LogAnswer>;

export const BranchEntry = z.object({
  name: z.string(),
  /** Null for a local branch. */
  remote: z.string().nullable(),
  head: CommitId,
  subject: z.string(),
  author: z.string().default(""),
  committedAt: z.string(),
  current: z.boolean(),
  upstream: z.string().nullable(),
  ahead: z.number().int(),
  behind: z.number().int(),
  /** The root in which it is checked out, or "elsewhere"; null where nowhere. */
  checkedOutIn: z.string().nullable(),
});
export type BranchEntry = z.infer<typeof BranchEntry>;
export const BranchesAnswer = z.object({
  current: z.string().nullable(),
  defaultBranch: z.string().nullable(),
  items: z.array(BranchEntry),
});
export type BranchesAnswer = z.infer<typeof BranchesAnswer>;

export const CommitInput = z.object({
  root: RootName,
  message: CommitMessage,
  author: Person,
  committer: Person.optional(),
  all: z.boolean().default(false),
  /** Adds a line that says who signed it off. */
  signOff: z.boolean().default(false),
  /** Puts the commit into the place of this one, which has to be the newest and on no remote. */
  amend: CommitId.optional(),
});
export type CommitInput = z.infer<typeof CommitInput>;
export const CommitAnswer = z.object({ commit: CommitId });

/** `skipped`: nested repositories without a commit, which git cannot take in. */
export const CommitAllInput = CommitInput.omit({ all: true, signOff: true, amend: true });
export type CommitAllInput = z.infer<typeof CommitAllInput>;
export const CommitAllAnswer = z.object({ commit: CommitId.nullable(), skipped: z.array(z.string()) });
export type CommitAllAnswer = z.infer<typeof CommitAllAnswer>;

export const PushInput = z.object({
  root: RootName,
  remote: RemoteName.default("origin"),
  branch: BranchName,
  /** Pushes this commit, and CONFLICT where the branch is at another one. */
  commit: CommitId.optional(),
});
export type PushInput = z.infer<typeof PushInput>;
export const PushAnswer = z.union([
  z.object({ pushed: z.literal(true), commit: CommitId, already: z.boolean() }),
  z.object({
    refused: z.literal(true),
    reason: z.enum(["non_fast_forward", "non_bare_checkout", "no_access", "unreachable", "other"]),
    message: z.string(),
  }),
]);
export type PushAnswer = z.infer<typeof PushAnswer>;

/** One line of the answer of a push or pull; `done` or `error` is the last. */
const ProgressLine = z.object({
  type: z.literal("progress"),
  phase: z.string(),
  percent: z.number().int().min(0).max(100),
});
const ErrorLine = z.object({ type: z.literal("error"), error: ErrorAnswer.shape.error });
export const PushLine = z.discriminatedUnion("type", [
  ProgressLine,
  z.object({ type: z.literal("done"), answer: PushAnswer }),
  ErrorLine,
]);
export type PushLine = z.infer<typeof PushLine>;

export const PullInput = z.object({
  root: RootName,
  /** Puts the commits that only this branch has on top of the remote's, instead of refusing. */
  rebase: z.boolean().default(false),
  committer: Person.optional(),
});
export type PullInput = z.infer<typeof PullInput>;
export const PullAnswer = z.union([
  z.object({
    pulled: z.literal(true),
    head: CommitId.nullable(),
    already: z.boolean(),
    /** What came, newest first: how many commits, the first ten of them, and how many files they changed. */
    received: z.object({
      total: z.number().int(),
      commits: z.array(z.object({ sha: CommitId, subject: z.string() })),
      files: z.number().int(),
    }),
    rebased: z.boolean(),
  }),
  /** A rebase stopped at these files; it waits to be continued or given up. */
  z.object({ conflict: z.literal(true), files: z.array(z.string()) }),
  z.object({
    refused: z.literal(true),
    reason: z.enum(["no_upstream", "diverged", "would_overwrite", "no_access", "unreachable", "other"]),
    message: z.string(),
  }),
]);
export type PullAnswer = z.infer<typeof PullAnswer>;

export const PullLine = z.discriminatedUnion("type", [
  ProgressLine,
  z.object({ type: z.literal("done"), answer: PullAnswer }),
  ErrorLine,
]);
export type PullLine = z.infer<typeof PullLine>;

export const WorktreeInput = z.object({
  name: SafeName,
  branch: BranchName,
  base: Revision,
  /** Takes the branch as it is where it exists already, instead of refusing. */
  reuseBranch: z.boolean().default(false),
});
export type WorktreeInput = z.infer<typeof WorktreeInput>;
export const WorktreeAnswer = z.object({
  path: z.string(),
  root: z.string(),
  branch: z.string(),
  baseCommit: CommitId,
});
export type WorktreeAnswer = z.infer<typeof WorktreeAnswer>;

export const RemoveWorktreeQuery = z.object({
  name: SafeName,
  /** Removes it in spite of what would be lost. */
  force: Flag.default(false),
  deleteBranch: Flag.default(false),
  base: Revision.optional(),
});
export type RemoveWorktreeQuery = z.infer<typeof RemoveWorktreeQuery>;
export const RemoveWorktreeAnswer = z.object({ removed: z.literal(true) });

export const WorktreeLossesQuery = z.object({ name: SafeName, base: Revision.optional() });
export const LossesAnswer = z.object({
  uncommitted: z.array(z.object({ root: z.string(), path: z.string(), status: z.string() })),
  /** In no remote, and for a worktree not in its base either. */
  unpushedCommits: z.array(z.object({ sha: CommitId, subject: z.string() })),
  stashes: z.array(z.object({ sha: CommitId, subject: z.string() })),
  /** The lists end at their limits; these are the whole numbers. */
  totals: z.object({
    uncommitted: z.number().int(),
    unpushedCommits: z.number().int(),
    stashes: z.number().int(),
  }),
});
export type LossesAnswer = z.infer<typeof LossesAnswer>;

export const TakeBaseInput = z.object({
  root: RootName,
  base: Revision,
  message: CommitMessage,
  author: Person,
  committer: Person.optional(),
});
export type TakeBaseInput = z.infer<typeof TakeBaseInput>;
export const TakeBaseAnswer = z.object({
  /** `conflict`: the merge is under way, and `files` are those to settle. */
  state: z.enum(["merged", "conflict"]),
  /** The base's tip, which was merged. */
  baseCommit: CommitId,
  files: z.array(z.string()),
});
export type TakeBaseAnswer = z.infer<typeof TakeBaseAnswer>;

/** `squash`: one commit of all; `rebase`: its commits, one by one, on top of the target. */
export const mergeModes = ["merge", "squash", "rebase"] as const;

export const MergeInput = z.object({
  branch: BranchName,
  /** Takes the branch as it is there now, instead of the one here; where it is not there, nothing is merged. */
  remote: RemoteName.optional(),
  /** Where the branch has to stand: moved since, it is not merged. */
  commit: CommitId.optional(),
  into: BranchName,
  mode: z.enum(mergeModes).default("merge"),
  /** What it was merged as before; where the target has that commit, it is merged already. */
  mergedAs: CommitId.optional(),
  message: CommitMessage,
  author: Person,
  committer: Person.optional(),
});
export type MergeInput = z.infer<typeof MergeInput>;
export const MergeAnswer = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("merged"),
    commit: CommitId,
    already: z.boolean(),
    /** Where the target was before, for what is squashed or rebased now: its own commits go with its branch. */
    from: CommitId.optional(),
  }),
  z.object({ state: z.literal("conflict"), files: z.array(z.string()) }),
  /** The target is checked out and these files there hold changes that the merge would touch. */
  z.object({ state: z.literal("blocked"), files: z.array(z.string()) }),
]);
export type MergeAnswer = z.infer<typeof MergeAnswer>;
