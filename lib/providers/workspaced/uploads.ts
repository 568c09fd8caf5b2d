import type { Readable } from "node:stream";
import {
  AbandonAnswer,
  type StartUploadInput,
  UploadAnswer,
  UploadsAnswer,
  WriteAnswer,
} from "#workspaced/protocol/files.ts";
import { type CallOptions, call, type WorkspacedAddress } from "./request.ts";

/** A slow line may take its time with a gigabyte; one that stands still is cut by the server before. */
const appendDeadlineMs = 6 * 3_600_000;
/** A large file is compared with its digest and synced to the disk. */
const finishDeadlineMs = 600_000;

const pathOf = (uploadId: string) => `/files/uploads/${encodeURIComponent(uploadId)}`;

export function startUpload(
  address: WorkspacedAddress,
  input: StartUploadInput,
  options?: CallOptions,
): Promise<UploadAnswer> {
  return call(address, { method: "POST", path: "/files/uploads", json: input }, UploadAnswer, options);
}

export function listUploads(address: WorkspacedAddress, options?: CallOptions): Promise<UploadsAnswer> {
  return call(address, { method: "GET", path: "/files/uploads" }, UploadsAnswer, options);
}

/** Where it stands. */
export function readUpload(
  address: WorkspacedAddress,
  uploadId: string,
  options?: CallOptions,
): Promise<UploadAnswer> {
  return call(address, { method: "GET", path: pathOf(uploadId) }, UploadAnswer, options);
}

/** Appends the body; CONFLICT with details.offset where the upload stands elsewhere. What came before a cut is kept. */
export function appendUpload(
  address: WorkspacedAddress,
  { uploadId, offset, body }: { uploadId: string; offset: number; body: Readable | Uint8Array },
  options?: CallOptions,
): Promise<UploadAnswer> {
  const request = { method: "PATCH", path: pathOf(uploadId), query: { offset }, body } as const;
  return call(address, request, UploadAnswer, { deadlineMs: appendDeadlineMs, ...options });
}

/** Puts the file into its place; `ifMatch` takes the place of what the start said. */
export function finishUpload(
  address: WorkspacedAddress,
  { uploadId, ifMatch }: { uploadId: string; ifMatch?: string | undefined },
  options?: CallOptions,
): Promise<WriteAnswer> {
  const request = { method: "POST", path: `${pathOf(uploadId)}/finish`, json: { ifMatch } } as const;
  return call(address, request, WriteAnswer, { deadlineMs: finishDeadlineMs, ...options });
}

export async function abandonUpload(
  address: WorkspacedAddress,
  uploadId: string,
  options?: CallOptions,
): Promise<void> {
  await call(address, { method: "DELETE", path: pathOf(uploadId) }, AbandonAnswer, options);
}
