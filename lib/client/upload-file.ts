import { RequestError } from "#lib/client/request-error.ts";
import type { UploadTransport } from "#lib/client/upload-transport.ts";

const partBytes = 8 * 1024 * 1024;
const wholeBytesMax = 1024 * 1024;
const waitsMs = [500, 1000, 2000, 5000, 10_000];

/** How a cut line is borne. */
interface Patience {
  signal: AbortSignal;
  /** The line is cut (true), or back again. */
  onWaiting: (isWaiting: boolean) => void;
  /** Waits, or less long when the line seems to be back. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

interface OneUpload extends Patience {
  transport: UploadTransport;
  file: Blob;
  path: string;
  /** Of an upload that broke off, to go on with. */
  uploadId: string | null;
  isOver: boolean;
  /** The upload as it is known to the workspace, so that it can be found again. */
  onStarted: (uploadId: string) => void;
  onSent: (sentBytes: number) => void;
}

/**
 * Sends one file, a large one in parts and never more of it in memory than one. While the server cannot be reached it waits and asks
 * where the upload stands, for as long as it takes. Throws RequestError for what waiting does not mend, and what
 * `signal` was aborted with.
 */
export async function uploadFile(upload: OneUpload): Promise<void> {
  const { transport, file, path, isOver, signal, onStarted, onSent } = upload;
  if (upload.uploadId === null && file.size <= wholeBytesMax) {
    await patiently(upload, () => transport.sendWhole({ path, bytes: file, isOver }, signal));
    return onSent(file.size);
  }
  const started =
    (upload.uploadId === null ? null : await stateOf(upload, upload.uploadId)) ??
    (await patiently(upload, () => transport.start({ path, sizeBytes: file.size, isOver }, signal)));
  const { uploadId } = started;
  onStarted(uploadId);
  let { offset } = started;
  while (offset < file.size) {
    onSent(offset);
    const bytes = file.slice(offset, offset + partBytes);
    const from = offset;
    offset = await patiently(upload, async (isAgain) => {
      // What was sent when the line was cut may have come.
      const at = isAgain ? (await transport.read(uploadId, signal)).offset : from;
      if (at !== from) return at;
      try {
        return (await transport.append(uploadId, { offset: from, bytes }, signal)).offset;
      } catch (error) {
        const known =
          error instanceof RequestError && error.type === "CONFLICT" ? error.details.offset : null;
        if (typeof known !== "number") throw error;
        return known;
      }
    });
  }
  onSent(offset);
  await patiently(upload, () => transport.finish(uploadId, signal));
}

/** Where an earlier upload stands; null where it is gone or was of another size. */
async function stateOf(upload: OneUpload, uploadId: string) {
  const { transport, file, signal } = upload;
  try {
    const known = await patiently(upload, () => transport.read(uploadId, signal));
    return known.sizeBytes === null || known.sizeBytes === file.size ? known : null;
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) return null;
    throw error;
  }
}

/** Asks until somebody answers. */
export async function patiently<Result>(
  { signal, onWaiting, wait }: Patience,
  run: (isAgain: boolean) => Promise<Result>,
): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    signal.throwIfAborted();
    try {
      const result = await run(tries > 0);
      if (tries > 0) onWaiting(false);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      onWaiting(true);
      await wait(waitsMs[Math.min(tries, waitsMs.length - 1)] ?? 0, signal);
    }
  }
}

/** Nobody answered, or whoever did is only busy: later it may be otherwise. */
const isPassing = (error: unknown): boolean =>
  error instanceof RequestError && (error.status === 0 || [429, 502, 503, 504].includes(error.status));
