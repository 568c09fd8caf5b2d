import type { z } from "zod";
import { errorOf, networkError } from "#lib/client/fetcher.ts";
import { parseJson } from "#lib/client/parse-json.ts";
import { uploadPartUrl, uploadsUrl, uploadUrl } from "#lib/modules/files/queries.ts";
import { partsOfRoot } from "#lib/modules/files/rules.ts";
import { Upload } from "#lib/modules/files/schema.ts";

/** How the bytes of an upload get to a workspace. Everything throws RequestError. */
export interface UploadTransport {
  /** `isOver`: it may replace what is there; else the path has to be free. */
  start: (file: { path: string; sizeBytes: number; isOver: boolean }, signal: AbortSignal) => Promise<Upload>;
  /** A whole file in one request, for what is small enough to be sent again. */
  sendWhole: (file: { path: string; bytes: Blob; isOver: boolean }, signal: AbortSignal) => Promise<void>;
  /** Where it stands. */
  read: (uploadId: string, signal: AbortSignal) => Promise<Upload>;
  append: (uploadId: string, part: { offset: number; bytes: Blob }, signal: AbortSignal) => Promise<Upload>;
  /** Puts the file in its place. */
  finish: (uploadId: string, signal: AbortSignal) => Promise<void>;
  giveUp: (uploadId: string) => Promise<void>;
}

const askDeadlineMs = 30_000;
/** A part takes as long as the slowest line one would still wait for. */
const partDeadlineMs = 300_000;

export function uploadTransport(rootId: string): UploadTransport {
  const { root } = partsOfRoot(rootId);
  return {
    start: ({ path, sizeBytes, isOver }, signal) =>
      ask(uploadsUrl(rootId), Upload, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ root, path, sizeBytes, ...(isOver ? { ifMatch: "*" } : { isNew: true }) }),
        signal: within(askDeadlineMs, signal),
      }),
    sendWhole: async ({ path, bytes, isOver }, signal) => {
      await send(uploadUrl(rootId, { path, ...(isOver ? { ifMatch: "*" } : {}) }), {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: bytes,
        signal: within(partDeadlineMs, signal),
      });
    },
    read: (uploadId, signal) =>
      ask(uploadPartUrl(rootId, uploadId), Upload, { signal: within(askDeadlineMs, signal) }),
    append: (uploadId, { offset, bytes }, signal) =>
      ask(uploadPartUrl(rootId, uploadId, offset), Upload, {
        method: "PATCH",
        headers: { "content-type": "application/octet-stream" },
        body: bytes,
        signal: within(partDeadlineMs, signal),
      }),
    finish: async (uploadId, signal) => {
      await send(`${uploadPartUrl(rootId, uploadId)}/finish`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": uploadId },
        body: "{}",
        signal: within(partDeadlineMs, signal),
      });
    },
    giveUp: async (uploadId) => {
      await send(uploadPartUrl(rootId, uploadId), {
        method: "DELETE",
        signal: AbortSignal.timeout(askDeadlineMs),
      });
    },
  };
}

const within = (deadlineMs: number, signal: AbortSignal): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(deadlineMs), signal]);

async function send(url: string, request: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...request, credentials: "same-origin" }).catch((cause: unknown) => {
    throw networkError(cause);
  });
  const text = await response.text().catch((cause: unknown) => {
    throw networkError(cause);
  });
  const body = parseJson(text);
  if (!response.ok) throw errorOf(body, response.status, response.headers.get("x-request-id"));
  return body;
}

async function ask<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
  request: RequestInit,
): Promise<z.output<Schema>> {
  return schema.parse(await send(url, request));
}
