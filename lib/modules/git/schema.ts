import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import {
  BranchEntry,
  BranchesAnswer,
  CommitAnswer,
  CommitInput,
  DiffAnswer,
  DiffQuery,
  DiffFile as FileOfDiff,
  LogAnswer,
  LogEntry,
  LogQuery,
  PullInput,
  StatusAnswer,
  StatusEntry,
} from "#workspaced/protocol/git.ts";
import {
  AbortAnswer,
  type BranchLossesAnswer,
  CheckoutAnswer,
  CheckoutInput,
  ConflictAnswer,
  ConflictQuery,
  ContinueAnswer,
  DeletedBranchAnswer,
  DropStashAnswer,
  RenamedBranchAnswer,
  RenameBranchInput as RenameInput,
  ResolveInput,
  StashAnswer,
  StashEntry,
  StashesAnswer,
  StashInput,
  UnstashAnswer,
  UnstashInput,
  type WorkLossesAnswer,
} from "#workspaced/protocol/git-branches.ts";
import {
  DiscardAnswer,
  DiscardInput,
  DiscardsAnswer,
  GitContentQuery,
  onlyOneChoice,
  onlyOneChoiceMessage,
  RestoreAnswer,
  RestoreInput,
  StageInput,
} from "#workspaced/protocol/git-changes.ts";
import { BranchName, Revision } from "#workspaced/protocol/git-names.ts";
import { RootName } from "#workspaced/protocol/service.ts";

/** What is asked of a workspace's repository is what workspaced is asked, with the workspace named; its answers pass as they are. */

const oneChoice = { path: ["paths"], message: onlyOneChoiceMessage };

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
  commit: DiffQuery.shape.commit,
  path: DiffQuery.shape.path,
  oldPath: DiffQuery.shape.oldPath,
  ignoreSpace: z.stringbool().optional(),
});
export const DiffFile = FileOfDiff;
export type DiffFile = z.infer<typeof DiffFile>;
export const GitDiff = DiffAnswer;
export type GitDiff = z.infer<typeof GitDiff>;

export const ListCommitsInput = LogQuery.extend({
  workspaceId: Id,
  allBranches: z.stringbool().default(false),
});
export const Commit = LogEntry;
export type Commit = z.infer<typeof Commit>;
export const CommitPage = LogAnswer;

export const ListBranchesInput = Place;
export const Branch = BranchEntry;
export type Branch = z.infer<typeof Branch>;
export const BranchList = BranchesAnswer;
export type BranchList = z.infer<typeof BranchList>;

const Workspace = { workspaceId: Id };

export const StageFilesInput = z
  .object({ ...StageInput.shape, ...Workspace })
  .refine(onlyOneChoice, oneChoice);
export type ChangeGroup = NonNullable<z.infer<typeof StageFilesInput>["group"]>;
export const DiscardChangesInput = z
  .object({ ...DiscardInput.shape, ...Workspace })
  .refine(onlyOneChoice, oneChoice);
export const DiscardedChanges = DiscardAnswer;
export type DiscardedChanges = z.infer<typeof DiscardedChanges>;
export const RestoreChangesInput = RestoreInput.extend(Workspace);
export const RestoredChanges = RestoreAnswer;
export const ListDiscardsInput = Place;
export const DiscardList = DiscardsAnswer;

/** `all` commits every change, and not only what is staged. */
export const CommitChangesInput = CommitInput.pick({
  root: true,
  message: true,
  all: true,
  signOff: true,
  amend: true,
}).extend(Workspace);
export const PushBranchInput = Place.extend({ branch: BranchName });
export const PullBranchInput = Place.extend({ rebase: PullInput.shape.rebase });
export const CheckoutBranchInput = z
  .object({ ...CheckoutInput.shape, ...Workspace })
  .refine(({ create, from }) => create || from === undefined, {
    path: ["from"],
    message: "stands only beside create",
  });

export const DeleteBranchInput = Place.extend({ branch: BranchName });
export const DeletedBranch = DeletedBranchAnswer;
export type BranchLosses = BranchLossesAnswer;
export const RenameBranchInput = RenameInput.extend(Workspace);
export const RenamedBranch = RenamedBranchAnswer;

export const ListStashesInput = Place;
export const Stash = StashEntry;
export type Stash = z.infer<typeof Stash>;
export const StashList = StashesAnswer;
export const StashChangesInput = StashInput.omit({ author: true }).extend(Workspace);
export const StashedChanges = StashAnswer;
export const UnstashChangesInput = UnstashInput.extend(Workspace);
export const UnstashedChanges = UnstashAnswer;
export type UnstashedChanges = z.infer<typeof UnstashedChanges>;
export const DropStashInput = UnstashInput.extend(Workspace);
export const DroppedStash = DropStashAnswer;

export const ReadConflictInput = ConflictQuery.extend(Workspace);
export const FileConflict = ConflictAnswer;
export type FileConflict = z.infer<typeof FileConflict>;
export const ResolveFilesInput = ResolveInput.extend(Workspace);
export const ContinueWorkInput = Place;
export const ContinuedWork = ContinueAnswer;
export type ContinuedWork = z.infer<typeof ContinuedWork>;
export const AbortWorkInput = Place;
export const AbortedWork = AbortAnswer;
export type WorkLosses = WorkLossesAnswer;
export const ReadVersionInput = GitContentQuery.extend(Workspace);

/** `already`: the remote had all of it. */
export const PushedBranch = z.object({ branch: z.string(), commit: z.string(), already: z.boolean() });
export type PushedBranch = z.infer<typeof PushedBranch>;

/** `already`: there was nothing new. `conflict`: a rebase stopped at these files and waits. */
export const PulledBranch = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("pulled"),
    head: z.string().nullable(),
    already: z.boolean(),
    received: z.object({
      total: z.number().int(),
      commits: z.array(z.object({ sha: z.string(), subject: z.string() })),
      files: z.number().int(),
    }),
    rebased: z.boolean(),
  }),
  z.object({ state: z.literal("conflict"), files: z.array(z.string()) }),
]);
export type PulledBranch = z.infer<typeof PulledBranch>;

export const MadeCommit = CommitAnswer;
export const CheckedOutBranch = CheckoutAnswer;
export type CheckedOutBranch = z.infer<typeof CheckedOutBranch>;
