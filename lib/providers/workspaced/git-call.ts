import type { z } from "zod";
import { readLines } from "#lib/providers/workspaced/line-stream.ts";
import type { GitAccess } from "#workspaced/protocol/git-access.ts";
import { gitDeadlines } from "#workspaced/protocol/git-deadlines.ts";
import { type CallOptions, call, callStream, type WorkspacedAddress, WorkspacedError } from "./request.ts";

const readDeadlineMs = gitDeadlines.read.callMs;
const changeDeadlineMs = gitDeadlines.change.callMs;

/** Of answers that hold what stands in files: up to 16 MiB of it, which JSON may make twice as long and more. */
export const contentAnswerBytesMax = 64 * 1024 * 1024;

/** The root is `workspace` where none is given. */
export interface GitRoot {
  root?: string | undefined;
}

type Query = Record<string, string | number | boolean | undefined>;

export function readGit<Schema extends z.ZodType>(
  address: WorkspacedAddress,
  path: string,
  query: Query,
  schema: Schema,
  options?: CallOptions,
): Promise<z.output<Schema>> {
  const request = { method: "GET", path: `/git/${path}`, query } as const;
  return call(address, request, schema, { deadlineMs: readDeadlineMs, ...options });
}

export function changeGit<Schema extends z.ZodType>(
  address: WorkspacedAddress,
  path: string,
  json: object,
  schema: Schema,
  { access, ...options }: GitCallOptions = {},
): Promise<z.output<Schema>> {
  const request = { method: "POST", path: `/git/${path}`, json: { ...json, access } } as const;
  return call(address, request, schema, { deadlineMs: changeDeadlineMs, ...options });
}

export function removeGit<Schema extends z.ZodType>(
  address: WorkspacedAddress,
  path: string,
  query: Query,
  schema: Schema,
  options?: CallOptions,
): Promise<z.output<Schema>> {
  const request = { method: "DELETE", path: `/git/${path}`, query } as const;
  return call(address, request, schema, { deadlineMs: changeDeadlineMs, ...options });
}

/** What is being done, and how far it is. */
export interface GitProgress {
  phase: string;
  percent: number;
}

export interface GitCallOptions extends CallOptions {
  /** What git may use toward remotes, for this call alone. */
  access?: GitAccess | undefined;
}

export interface RemoteCallOptions extends GitCallOptions {
  onProgress?: (progress: GitProgress) => void;
}

/** Lines as they come, `what` names the work where it is lost. Aborting the signal ends it. */
export async function* streamGit<Schema extends z.ZodType<{ type: string }>>(
  address: WorkspacedAddress,
  { path, json, what }: { path: string; json: object; what: string },
  schema: Schema,
  { access, ...options }: GitCallOptions = {},
): AsyncGenerator<z.output<Schema>> {
  const request = { method: "POST", path: `/git/${path}`, json: { ...json, access } } as const;
  const response = await callStream(address, request, { deadlineMs: 30_000, ...options });
  let isComplete = false;
  try {
    for await (const line of readLines(response, schema)) {
      isComplete ||= line.type !== "progress";
      yield line;
    }
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    if (!(error instanceof Error && "code" in error)) throw error;
  }
  if (!isComplete) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw new WorkspacedError(503, "UNREACHABLE", `The workspace was lost during the ${what}.`);
  }
}
