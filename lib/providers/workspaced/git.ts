import type { z } from "zod";
import { readLines } from "#lib/providers/workspaced/line-stream.ts";
import {
  BranchesAnswer,
  CheckoutAnswer,
  type CheckoutInput,
  type CloneInput,
  CloneLine,
  CommitAllAnswer,
  type CommitAllInput,
  CommitAnswer,
  type CommitInput,
  DiffAnswer,
  InitAnswer,
  type InitInput,
  InspectAnswer,
  LogAnswer,
  LossesAnswer,
  MergeAnswer,
  type MergeInput,
  PullAnswer,
  PushAnswer,
  type PushInput,
  RemoveWorktreeAnswer,
  type StageInput,
  StatusAnswer,
  TakeBaseAnswer,
  type TakeBaseInput,
  WorktreeAnswer,
  type WorktreeInput,
} from "#workspaced/protocol/git.ts";
import { type CallOptions, call, callStream, type WorkspacedAddress, WorkspacedError } from "./request.ts";

/** Deadlines by kind, beyond what workspaced itself allows, so that its own word arrives first. */
const readDeadlineMs = 130_000;
const changeDeadlineMs = 1_300_000;

/** The root is `workspace` where none is given. */
export interface GitRoot {
  root?: string | undefined;
}

type Query = Record<string, string | number | boolean | undefined>;

function read<Schema extends z.ZodType>(
  address: WorkspacedAddress,
  path: string,
  query: Query,
  schema: Schema,
  options?: CallOptions,
): Promise<z.output<Schema>> {
  const request = { method: "GET", path: `/git/${path}`, query } as const;
  return call(address, request, schema, { deadlineMs: readDeadlineMs, ...options });
}

function change<Schema extends z.ZodType>(
  address: WorkspacedAddress,
  path: string,
  json: unknown,
  schema: Schema,
  options?: CallOptions,
): Promise<z.output<Schema>> {
  const request = { method: "POST", path: `/git/${path}`, json } as const;
  return call(address, request, schema, { deadlineMs: changeDeadlineMs, ...options });
}

/** Progress as git counts it; the last line is `done` or `error`. Aborting the signal ends the clone and empties the folder. */
export async function* cloneRepository(
  address: WorkspacedAddress,
  input: CloneInput,
  options?: CallOptions,
): AsyncGenerator<CloneLine> {
  const request = { method: "POST", path: "/git/clone", json: input } as const;
  const response = await callStream(address, request, { deadlineMs: 30_000, ...options });
  let isComplete = false;
  try {
    for await (const line of readLines(response, CloneLine)) {
      isComplete ||= line.type !== "progress";
      yield line;
    }
  } catch (error) {
    if (options?.signal?.aborted) throw options.signal.reason;
    if (!(error instanceof Error && "code" in error)) throw error;
  }
  if (!isComplete) {
    if (options?.signal?.aborted) throw options.signal.reason;
    throw new WorkspacedError(503, "UNREACHABLE", "The workspace was lost during the clone.");
  }
}

export const initializeRepository = (
  address: WorkspacedAddress,
  input: z.input<typeof InitInput>,
  options?: CallOptions,
): Promise<InitAnswer> => change(address, "init", input, InitAnswer, options);

export const inspectRepository = (
  address: WorkspacedAddress,
  { root }: GitRoot = {},
  options?: CallOptions,
): Promise<InspectAnswer> => read(address, "inspect", { root }, InspectAnswer, options);

export const getStatus = (
  address: WorkspacedAddress,
  { root }: GitRoot = {},
  options?: CallOptions,
): Promise<StatusAnswer> => read(address, "status", { root }, StatusAnswer, options);

export interface DiffInput extends GitRoot {
  base?: string | undefined;
  head?: string | undefined;
  staged?: boolean | undefined;
  path?: string | undefined;
}

/** See `DiffQuery` for what is compared with what. */
export const getDiff = (
  address: WorkspacedAddress,
  input: DiffInput = {},
  options?: CallOptions,
): Promise<DiffAnswer> => read(address, "diff", { ...input }, DiffAnswer, options);

export interface LogInput extends GitRoot {
  revision?: string | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

export const getLog = (
  address: WorkspacedAddress,
  input: LogInput = {},
  options?: CallOptions,
): Promise<LogAnswer> => read(address, "log", { ...input }, LogAnswer, options);

export const getBranches = (
  address: WorkspacedAddress,
  { root }: GitRoot = {},
  options?: CallOptions,
): Promise<BranchesAnswer> => read(address, "branches", { root }, BranchesAnswer, options);

export const stagePaths = (
  address: WorkspacedAddress,
  input: z.input<typeof StageInput>,
  options?: CallOptions,
): Promise<StatusAnswer> => change(address, "stage", input, StatusAnswer, options);

/** CONFLICT where nothing is staged, a file is in conflict (details.files) or a hook refused. */
export const createCommit = (
  address: WorkspacedAddress,
  input: z.input<typeof CommitInput>,
  options?: CallOptions,
): Promise<{ commit: string }> => change(address, "commit", input, CommitAnswer, options);

/** Commits all that was left uncommitted; `commit` is null where there was nothing. */
export const commitEverything = (
  address: WorkspacedAddress,
  input: z.input<typeof CommitAllInput>,
  options?: CallOptions,
): Promise<CommitAllAnswer> => change(address, "commit-all", input, CommitAllAnswer, options);

export const pushBranch = (
  address: WorkspacedAddress,
  input: z.input<typeof PushInput>,
  options?: CallOptions,
): Promise<PushAnswer> => change(address, "push", input, PushAnswer, options);

export const pullBranch = (
  address: WorkspacedAddress,
  input: GitRoot = {},
  options?: CallOptions,
): Promise<PullAnswer> => change(address, "pull", input, PullAnswer, options);

export const checkoutBranch = (
  address: WorkspacedAddress,
  input: z.input<typeof CheckoutInput>,
  options?: CallOptions,
): Promise<CheckoutAnswer> => change(address, "checkout", input, CheckoutAnswer, options);

/** Present is created: the same again answers the worktree that is there, with the commit it began from. */
export const createWorktree = (
  address: WorkspacedAddress,
  input: z.input<typeof WorktreeInput>,
  options?: CallOptions,
): Promise<WorktreeAnswer> => change(address, "worktree", input, WorktreeAnswer, options);

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
  const request = { method: "DELETE", path: "/git/worktree", query: { ...input } } as const;
  return call(address, request, RemoveWorktreeAnswer, { deadlineMs: changeDeadlineMs, ...options });
}

export const getWorktreeLosses = (
  address: WorkspacedAddress,
  { name, base }: { name: string; base?: string | undefined },
  options?: CallOptions,
): Promise<LossesAnswer> => read(address, "worktree/losses", { name, base }, LossesAnswer, options);

export const getWorkspaceLosses = (
  address: WorkspacedAddress,
  options?: CallOptions,
): Promise<LossesAnswer> => read(address, "losses", {}, LossesAnswer, options);

/** Merges the base into a worktree; a conflict is left there, marked, to be settled. May be repeated. */
export const takeBase = (
  address: WorkspacedAddress,
  input: TakeBaseInput,
  options?: CallOptions,
): Promise<TakeBaseAnswer> => change(address, "take-base", input, TakeBaseAnswer, options);

/** A conflict or changed files in the way are answers, not errors. May be repeated after any failure. */
export const mergeBranch = (
  address: WorkspacedAddress,
  input: MergeInput,
  options?: CallOptions,
): Promise<MergeAnswer> => change(address, "merge", input, MergeAnswer, options);
