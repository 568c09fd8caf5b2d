import type { z } from "zod";
import {
  type PullAnswer,
  type PullInput,
  PullLine,
  type PushAnswer,
  type PushInput,
  PushLine,
  StatusAnswer,
} from "#workspaced/protocol/git.ts";
import {
  AbortAnswer,
  type AbortInput,
  BranchLossesAnswer,
  CheckoutAnswer,
  type CheckoutInput,
  ConflictAnswer,
  ContinueAnswer,
  type ContinueInput,
  type DeleteBranchInput,
  DeletedBranchAnswer,
  DropStashAnswer,
  type RenameBranchInput,
  RenamedBranchAnswer,
  type ResolveInput,
  StashAnswer,
  StashesAnswer,
  type StashInput,
  UnstashAnswer,
  type UnstashInput,
  WorkLossesAnswer,
} from "#workspaced/protocol/git-branches.ts";
import {
  changeGit,
  contentAnswerBytesMax,
  type GitRoot,
  type RemoteCallOptions,
  readGit,
  streamGit,
} from "./git-call.ts";
import { type CallOptions, type WorkspacedAddress, WorkspacedError } from "./request.ts";

type Line<Answer> =
  | { type: "progress"; phase: string; percent: number }
  | { type: "done"; answer: Answer }
  | {
      type: "error";
      error: { type: string; message: string; status: number; details: Record<string, unknown> };
    };

async function lastOf<Answer>(
  lines: AsyncIterable<Line<Answer>>,
  { onProgress }: RemoteCallOptions = {},
): Promise<Answer> {
  for await (const line of lines) {
    if (line.type === "progress") onProgress?.(line);
    else if (line.type === "done") return line.answer;
    else {
      const { status, type, message, details } = line.error;
      throw new WorkspacedError(status, type, message, { details });
    }
  }
  throw new WorkspacedError(503, "UNREACHABLE", "The workspace ended its answer too early.");
}

/** A refusal of the remote is an answer, not an error. */
export const pushBranch = (
  address: WorkspacedAddress,
  json: z.input<typeof PushInput>,
  options?: RemoteCallOptions,
): Promise<PushAnswer> =>
  lastOf(streamGit(address, { path: "push", json, what: "push" }, PushLine, options), options);

/** Refusals and conflicts are answers, not errors. */
export const pullBranch = (
  address: WorkspacedAddress,
  json: z.input<typeof PullInput> = {},
  options?: RemoteCallOptions,
): Promise<PullAnswer> =>
  lastOf(streamGit(address, { path: "pull", json, what: "pull" }, PullLine, options), options);

/** CONFLICT with details.files where changes would be overwritten. */
export const checkoutBranch = (
  address: WorkspacedAddress,
  input: z.input<typeof CheckoutInput>,
  options?: CallOptions,
): Promise<CheckoutAnswer> => changeGit(address, "checkout", input, CheckoutAnswer, options);

export const getBranchLosses = (
  address: WorkspacedAddress,
  query: GitRoot & { branch: string },
  options?: CallOptions,
): Promise<BranchLossesAnswer> =>
  readGit(address, "branch/losses", { ...query }, BranchLossesAnswer, options);

/** What would go with the merge or rebase that stopped, if it is given up. */
export const getWorkLosses = (
  address: WorkspacedAddress,
  { root }: GitRoot = {},
  options?: CallOptions,
): Promise<WorkLossesAnswer> => readGit(address, "work/losses", { root }, WorkLossesAnswer, options);

export const deleteBranch = (
  address: WorkspacedAddress,
  input: z.input<typeof DeleteBranchInput>,
  options?: CallOptions,
): Promise<z.infer<typeof DeletedBranchAnswer>> =>
  changeGit(address, "branch/delete", input, DeletedBranchAnswer, options);

export const renameBranch = (
  address: WorkspacedAddress,
  input: z.input<typeof RenameBranchInput>,
  options?: CallOptions,
): Promise<z.infer<typeof RenamedBranchAnswer>> =>
  changeGit(address, "branch/rename", input, RenamedBranchAnswer, options);

export const getStashes = (
  address: WorkspacedAddress,
  { root }: GitRoot = {},
  options?: CallOptions,
): Promise<StashesAnswer> => readGit(address, "stashes", { root }, StashesAnswer, options);

export const stashChanges = (
  address: WorkspacedAddress,
  input: z.input<typeof StashInput>,
  options?: CallOptions,
): Promise<z.infer<typeof StashAnswer>> => changeGit(address, "stash", input, StashAnswer, options);

export const unstash = (
  address: WorkspacedAddress,
  input: z.input<typeof UnstashInput>,
  options?: CallOptions,
): Promise<UnstashAnswer> => changeGit(address, "unstash", input, UnstashAnswer, options);

export const dropStash = (
  address: WorkspacedAddress,
  input: z.input<typeof UnstashInput>,
  options?: CallOptions,
): Promise<z.infer<typeof DropStashAnswer>> =>
  changeGit(address, "stash/drop", input, DropStashAnswer, options);

export const getConflict = (
  address: WorkspacedAddress,
  query: GitRoot & { path: string },
  options?: CallOptions,
): Promise<ConflictAnswer> =>
  readGit(address, "conflict", { ...query }, ConflictAnswer, {
    answerBytesMax: contentAnswerBytesMax,
    ...options,
  });

/** CONFLICT with details.files where marks are left in a file that is to be taken as it is. */
export const resolveFiles = (
  address: WorkspacedAddress,
  input: z.input<typeof ResolveInput>,
  options?: CallOptions,
): Promise<StatusAnswer> => changeGit(address, "resolve", input, StatusAnswer, options);

export const continueWork = (
  address: WorkspacedAddress,
  input: z.input<typeof ContinueInput>,
  options?: CallOptions,
): Promise<ContinueAnswer> => changeGit(address, "continue", input, ContinueAnswer, options);

export const abortWork = (
  address: WorkspacedAddress,
  input: z.input<typeof AbortInput>,
  options?: CallOptions,
): Promise<z.infer<typeof AbortAnswer>> => changeGit(address, "abort", input, AbortAnswer, options);
