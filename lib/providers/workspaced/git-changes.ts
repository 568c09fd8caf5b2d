import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { StatusAnswer } from "#workspaced/protocol/git.ts";
import {
  DiscardAnswer,
  type DiscardInput,
  DiscardsAnswer,
  RestoreAnswer,
  type RestoreInput,
  type StageInput,
} from "#workspaced/protocol/git-changes.ts";
import { changeGit, type GitRoot, readGit } from "./git-call.ts";
import { type CallOptions, callStream, type WorkspacedAddress } from "./request.ts";

/** CONFLICT where a hunk is not there any more. */
export const stageChanges = (
  address: WorkspacedAddress,
  input: z.input<typeof StageInput>,
  options?: CallOptions,
): Promise<StatusAnswer> => changeGit(address, "stage", input, StatusAnswer, options);

export const discardChanges = (
  address: WorkspacedAddress,
  input: z.input<typeof DiscardInput>,
  options?: CallOptions,
): Promise<DiscardAnswer> => changeGit(address, "discard", input, DiscardAnswer, options);

export const restoreChanges = (
  address: WorkspacedAddress,
  input: z.input<typeof RestoreInput>,
  options?: CallOptions,
): Promise<z.infer<typeof RestoreAnswer>> => changeGit(address, "restore", input, RestoreAnswer, options);

export const getDiscards = (
  address: WorkspacedAddress,
  { root }: GitRoot = {},
  options?: CallOptions,
): Promise<DiscardsAnswer> => readGit(address, "discards", { root }, DiscardsAnswer, options);

/** The bytes of one version of a file. */
export const openVersion = (
  address: WorkspacedAddress,
  query: GitRoot & { path: string; version: string },
  options?: CallOptions,
): Promise<IncomingMessage> =>
  callStream(address, { method: "GET", path: "/git/content", query: { ...query } }, options);
