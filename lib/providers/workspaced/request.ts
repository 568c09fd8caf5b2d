import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import type { z } from "zod";
import { ErrorAnswer } from "#workspaced/protocol/error.ts";

/** Where a workspace's workspaced listens. The token never appears in an error or a log. */
export interface WorkspacedAddress {
  baseUrl: string;
  token: string;
}

export interface CallOptions {
  /** For the whole answer; for streams until its head (default 10 s). */
  deadlineMs?: number;
  /** Of an answer that is read whole (default 16 MiB): whoever sends it may be hostile, and it is parsed at once. */
  answerBytesMax?: number;
  signal?: AbortSignal | undefined;
}

export interface WorkspacedRequest {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Begins with a slash; names in it are already encoded. */
  path: string;
  /** A list stands for a parameter that comes several times. */
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  headers?: Record<string, string>;
  json?: unknown;
  body?: Readable | Uint8Array;
}

/** What workspaced refused, or type UNREACHABLE (status 503) where it did not answer. */
export class WorkspacedError extends Error {
  readonly status: number;
  readonly type: string;
  readonly details: Record<string, unknown>;
  readonly retryable: boolean;

  constructor(
    status: number,
    type: string,
    message: string,
    { details = {}, cause }: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = "WorkspacedError";
    this.status = status;
    this.type = type;
    this.details = details;
    this.retryable = status >= 500;
  }
}

const defaultDeadlineMs = 10_000;
const answerBytesMaxDefault = 16 * 1024 * 1024;
/** It may name every file that is in the way. */
const refusalBytesMax = 4 * 1024 * 1024;
/** Of answers that are a few words, however much is in the workspace. */
export const shortAnswerBytesMax = 256 * 1024;
const agent = new Agent({ keepAlive: true, maxFreeSockets: 32 });

/** Calls and parses the JSON answer. Throws WorkspacedError, or the signal's reason where the caller gave up. */
export async function call<Schema extends z.ZodType>(
  address: WorkspacedAddress,
  request: WorkspacedRequest,
  schema: Schema,
  options: CallOptions = {},
): Promise<z.output<Schema>> {
  const { answerBytesMax = answerBytesMaxDefault } = options;
  return withDeadline(options, async (signal) => {
    const response = await open(address, request, signal);
    return parseAnswer(schema, await readAll(response, answerBytesMax));
  });
}

/**
 * Calls and hands the answer over as a stream, for contents, searches and watches. The deadline ends with the head;
 * from then on the caller's signal, or destroying the stream, closes it. Node's http and not fetch: frameworks patch
 * fetch with caches, and web streams cost a third of the throughput.
 */
export async function callStream(
  address: WorkspacedAddress,
  request: WorkspacedRequest,
  options: CallOptions = {},
): Promise<IncomingMessage> {
  return withDeadline(options, async (signal) => {
    const response = await open(address, request, signal);
    const { signal: callerSignal } = options;
    if (callerSignal !== undefined) {
      const stop = () => response.destroy();
      callerSignal.addEventListener("abort", stop, { once: true });
      response.once("close", () => callerSignal.removeEventListener("abort", stop));
    }
    return response;
  });
}

async function withDeadline<Result>(
  options: CallOptions,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { deadlineMs = defaultDeadlineMs, signal } = options;
  const controller = new AbortController();
  const deadline = setTimeout(() => controller.abort(), deadlineMs);
  const onAbort = () => controller.abort();
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) controller.abort();
  try {
    return await work(controller.signal);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (!controller.signal.aborted) throw error;
    throw unreachable(`The workspace did not answer within ${deadlineMs} ms.`);
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener("abort", onAbort);
  }
}

async function open(
  address: WorkspacedAddress,
  request: WorkspacedRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const url = toUrl(address, request);
    const isSecure = url.protocol === "https:";
    const headers: Record<string, string> = { ...request.headers, authorization: `Bearer ${address.token}` };
    const body = request.json === undefined ? request.body : Buffer.from(JSON.stringify(request.json));
    if (request.json !== undefined) headers["content-type"] = "application/json";
    if (body instanceof Uint8Array) headers["content-length"] = String(body.byteLength);
    const options = { method: request.method, headers, signal, ...(isSecure ? {} : { agent }) };
    const outgoing = (isSecure ? httpsRequest : httpRequest)(url, options, resolve);
    outgoing.once("error", (error: NodeJS.ErrnoException) => {
      reject(unreachable(`The workspace could not be reached (${error.code ?? "connection lost"}).`, error));
    });
    if (!(body instanceof Readable)) {
      outgoing.end(body);
      return;
    }
    body.once("error", (error) => outgoing.destroy(error));
    // A refusal may come before the upload ends; the rest of it is not worth reading.
    outgoing.once("close", () => body.destroy());
    body.pipe(outgoing);
  });
  if ((response.statusCode ?? 500) < 400) return response;
  throw toError(response.statusCode ?? 500, await readAll(response, refusalBytesMax));
}

/** Joins and encodes; also used for sockets. */
export function toUrl(address: WorkspacedAddress, request: Pick<WorkspacedRequest, "path" | "query">): URL {
  const url = new URL(request.path, address.baseUrl);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of [value ?? []].flat()) url.searchParams.append(name, String(one));
  }
  return url;
}

async function readAll(response: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw unreachable("The workspace went away in the middle of its answer.", cause);
  }
  if (bytes > bytesMax) throw unreachable("The workspace's answer is too large.");
  return Buffer.concat(chunks);
}

function parseAnswer<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(body.toString()));
  } catch (cause) {
    throw unknownAnswer(cause);
  }
}

/** One that does not fit comes from a workspaced of another version, or one that means ill. */
export function unknownAnswer(cause: unknown): WorkspacedError {
  const message = "The workspace's answer is not one that this server knows. Restart the workspace's helper.";
  return new WorkspacedError(502, "PROVIDER_ERROR", message, { cause });
}

function toError(status: number, body: Buffer): WorkspacedError {
  try {
    const { error } = ErrorAnswer.parse(JSON.parse(body.toString()));
    return new WorkspacedError(error.status, error.type, error.message, { details: error.details });
  } catch {
    return new WorkspacedError(
      status,
      "PROVIDER_ERROR",
      `The workspace answered ${status} without a reason.`,
    );
  }
}

const unreachable = (message: string, cause?: unknown) =>
  new WorkspacedError(503, "UNREACHABLE", message, { cause });
