import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import {
  BranchEntry,
  BranchesAnswer,
  CheckoutAnswer,
  CommitAnswer,
  CommitInput,
  DiffAnswer,
  DiffQuery,
  DiffFile as FileOfDiff,
  LogAnswer,
  LogEntry,
  LogQuery,
  StageInput,
  StatusAnswer,
  StatusEntry,
} from "#workspaced/protocol/git.ts";
import { BranchName, Revision } from "#workspaced/protocol/git-names.ts";
import { RootName } from "#workspaced/protocol/service.ts";

/** What is asked of a workspace's repository is what workspaced is asked, with the workspace named; its answers pass as they are. */

const Place = z.object({ workspaceId: Id, root: RootName });

export const ReadStatusInput = Place;
export const ChangedFile = StatusEntry;
export type ChangedFile = z.infer<typeof ChangedFile>;
export const GitStatus = StatusAnswer;
export type GitStatus = z.infer<typeof GitStatus>;

/** See `DiffQuery` for what is compared with what. */
export const ReadDiffInput = Place.extend({
  base: Revision.optional(),
  head: Revision.optional(),
  staged: z.stringbool().optional(),
  path: DiffQuery.shape.path,
});
export const DiffFile = FileOfDiff;
export type DiffFile = z.infer<typeof DiffFile>;
export const GitDiff = DiffAnswer;
export type GitDiff = z.infer<typeof GitDiff>;

export const ListCommitsInput = LogQuery.extend({ workspaceId: Id });
export const Commit = LogEntry;
export type Commit = z.infer<typeof Commit>;
export const CommitPage = LogAnswer;

export const ListBranchesInput = Place;
export const Branch = BranchEntry;
export type Branch = z.infer<typeof Branch>;
export const BranchList = BranchesAnswer;
export type BranchList = z.infer<typeof BranchList>;

export const StageFilesInput = StageInput.extend({ workspaceId: Id });
/** `all` commits every change, and not only what is staged. */
export const CommitChangesInput = CommitInput.pick({ root: true, message: true, all: true }).extend({
  workspaceId: Id,
});
export const PushBranchInput = Place.extend({ branch: BranchName });
export const PullBranchInput = Place;
export const CheckoutBranchInput = Place.extend({
  branch: BranchName,
  /** Makes the branch from the current commit. */
  create: z.boolean().default(false),
});

/** `already`: the remote had all of it. */
export const PushedBranch = z.object({ branch: z.string(), commit: z.string(), already: z.boolean() });
export type PushedBranch = z.infer<typeof PushedBranch>;

/** `already`: there was nothing new. */
export const PulledBranch = z.object({ head: z.string().nullable(), already: z.boolean() });
export type PulledBranch = z.infer<typeof PulledBranch>;

export const MadeCommit = CommitAnswer;
export const CheckedOutBranch = CheckoutAnswer;
