import type { z } from "zod";
import {
  BranchesAnswer,
  type CloneInput,
  CloneLine,
  CommitAllAnswer,
  type CommitAllInput,
  CommitAnswer,
  type CommitInput,
  CompareAnswer,
  DiffAnswer,
  InitAnswer,
  type InitInput,
  InspectAnswer,
  LogAnswer,
  LossesAnswer,
  MergeAnswer,
  type MergeInput,
  RemoveWorktreeAnswer,
  StatusAnswer,
  TakeBaseAnswer,
  type TakeBaseInput,
  WorktreeAnswer,
  type WorktreeInput,
} from "#workspaced/protocol/git.ts";
import { ScanHostAnswer, type ScanHostInput } from "#workspaced/protocol/git-access.ts";
import {
  changeGit,
  contentAnswerBytesMax,
  type GitCallOptions,
  type GitRoot,
  readGit,
  removeGit,
  streamGit,
} from "./git-call.ts";
import type { CallOptions, WorkspacedAddress } from "./request.ts";

/** Progress as git counts it; the last line is `done` or `error`. Aborting the signal ends the clone and empties the folder. */
export const cloneRepository = (
  address: WorkspacedAddress,
  json: CloneInput,
  options?: GitCallOptions,
): AsyncGenerator<CloneLine> =>
  streamGit(address, { path: "clone", json, what: "clone" }, CloneLine, options);

export const initializeRepository = (
  address: WorkspacedAddress,
  input: z.input<typeof InitInput>,
  options?: CallOptions,
): Promise<InitAnswer> => changeGit(address, "init", input, InitAnswer, options);

export const inspectRepository = (
  address: WorkspacedAddress,
  { root }: GitRoot = {},
  options?: CallOptions,
): Promise<InspectAnswer> => readGit(address, "inspect", { root }, InspectAnswer, options);

export const getStatus = (
  address: WorkspacedAddress,
  { root }: GitRoot = {},
  options?: CallOptions,
): Promise<StatusAnswer> => readGit(address, "status", { root }, StatusAnswer, options);

export interface DiffInput extends GitRoot {
  base?: string | undefined;
  head?: string | undefined;
  staged?: boolean | undefined;
  commit?: string | undefined;
  path?: string | undefined;
  oldPath?: string | undefined;
  ignoreSpace?: boolean | undefined;
  list?: boolean | undefined;
}

/** See `DiffQuery` for what is compared with what. */
export const getDiff = (
  address: WorkspacedAddress,
  input: DiffInput = {},
  options?: CallOptions,
): Promise<DiffAnswer> =>
  readGit(address, "diff", { ...input }, DiffAnswer, { answerBytesMax: contentAnswerBytesMax, ...options });

/** How far a checkout and its base have parted. */
export const compareWithBase = (
  address: WorkspacedAddress,
  { root, base }: GitRoot & { base: string },
  options?: CallOptions,
): Promise<CompareAnswer> => readGit(address, "compare", { root, base }, CompareAnswer, options);

export interface LogInput extends GitRoot {
  revision?: string | undefined;
  allBranches?: boolean | undefined;
  search?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

export const getLog = (
  address: WorkspacedAddress,
  input: LogInput = {},
  options?: CallOptions,
): Promise<LogAnswer> => readGit(address, "log", { ...input }, LogAnswer, options);

export const getBranches = (
  address: WorkspacedAddress,
  { root }: GitRoot = {},
  options?: CallOptions,
): Promise<BranchesAnswer> => readGit(address, "branches", { root }, BranchesAnswer, options);

/** CONFLICT where nothing is staged, a file is in conflict (details.files) or a hook refused. */
export const createCommit = (
  address: WorkspacedAddress,
  input: z.input<typeof CommitInput>,
  options?: CallOptions,
): Promise<{ commit: string }> => changeGit(address, "commit", input, CommitAnswer, options);

/** Commits all that was left uncommitted; `commit` is null where there was nothing. */
export const commitEverything = (
  address: WorkspacedAddress,
  input: z.input<typeof CommitAllInput>,
  options?: CallOptions,
): Promise<CommitAllAnswer> => changeGit(address, "commit-all", input, CommitAllAnswer, options);

/** Present is created: the same again answers the worktree that is there, with the commit it began from. */
export const createWorktree = (
  address: WorkspacedAddress,
  input: z.input<typeof WorktreeInput>,
  options?: CallOptions,
): Promise<WorktreeAnswer> => changeGit(address, "worktree", input, WorktreeAnswer, options);

export interface RemoveWorktreeInput {
  name: string;
  force?: boolean;
  deleteBranch?: boolean;
  base?: string | undefined;
}

/** Gone is removed. Without `force`: CONFLICT with details.losses where something would be lost. */
export function removeWorktree(
  address: WorkspacedAddress,
  input: RemoveWorktreeInput,
  options?: CallOptions,
): Promise<{ removed: true }> {
  return removeGit(address, "worktree", { ...input }, RemoveWorktreeAnswer, options);
}

export const getWorktreeLosses = (
  address: WorkspacedAddress,
  { name, base }: { name: string; base?: string | undefined },
  options?: CallOptions,
): Promise<LossesAnswer> => readGit(address, "worktree/losses", { name, base }, LossesAnswer, options);

export const getWorkspaceLosses = (
  address: WorkspacedAddress,
  options?: CallOptions,
): Promise<LossesAnswer> => readGit(address, "losses", {}, LossesAnswer, options);

/** Merges the base into a worktree; a conflict is left there, marked, to be settled. May be repeated. */
export const takeBase = (
  address: WorkspacedAddress,
  input: TakeBaseInput,
  options?: CallOptions,
): Promise<TakeBaseAnswer> => changeGit(address, "take-base", input, TakeBaseAnswer, options);

/** A conflict or changed files in the way are answers, not errors. May be repeated after any failure. */
export const mergeBranch = (
  address: WorkspacedAddress,
  input: z.input<typeof MergeInput>,
  options?: GitCallOptions,
): Promise<MergeAnswer> => changeGit(address, "merge", input, MergeAnswer, options);

/** The keys that an SSH host shows of itself, as the workspace sees it. */
export const scanHost = (
  address: WorkspacedAddress,
  input: ScanHostInput,
  options?: CallOptions,
): Promise<ScanHostAnswer> => changeGit(address, "host-keys", input, ScanHostAnswer, options);
