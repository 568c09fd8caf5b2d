import { constants } from "node:fs";
import { type FileHandle, open, utimes } from "node:fs/promises";
import { addAbortSignal, type Readable } from "node:stream";
import { conflict, RequestError } from "../errors.ts";
import { chunksOf, drainBody } from "./drain-body.ts";

const waitingBytesMax = 1024 * 1024;

export interface Append {
  offset: number;
  body: Readable;
  /** Where the file ends at the latest. */
  endMax: number;
  signal: AbortSignal;
}

/** Appends to a file what comes, until it ends or breaks off; what came is kept either way. */
export async function appendBytes(data: string, { offset, body, endMax, signal }: Append): Promise<void> {
  const handle = await open(data, constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await handle.stat();
    if (size !== offset) {
      throw conflict("The upload stands elsewhere. Go on from details.offset.", { offset: size });
    }
    addAbortSignal(signal, body);
    await writeChunks(handle, body, { offset, bytesMax: endMax - offset });
    // A resumed upload counts its day from its last bytes, also where an empty part came.
    await utimes(data, new Date(), new Date());
  } catch (error) {
    if (signal.aborted) throw conflict("The upload goes on over another connection.");
    await drainBody(body);
    throw error;
  } finally {
    await handle.close();
  }
}

/** Gathers what comes while the chunks before are written; what came before a failure is written too. */
async function writeChunks(
  handle: FileHandle,
  body: Readable,
  { offset, bytesMax }: { offset: number; bytesMax: number },
): Promise<void> {
  let [taken, written] = [0, 0];
  let waiting: Buffer[] = [];
  let writing: Promise<void> | null = null;
  const writeWaiting = async () => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      written += await writeAll(handle, batch, offset + written);
    }
    writing = null;
  };
  try {
    for await (const chunk of chunksOf(body)) {
      if (taken + chunk.length > bytesMax) {
        const message = `More bytes came than the ${bytesMax} that were left to come.`;
        throw new RequestError("PAYLOAD_TOO_LARGE", message);
      }
      taken += chunk.length;
      waiting.push(chunk);
      if (writing === null) {
        writing = writeWaiting();
        // Told where it is waited for.
        writing.catch(() => undefined);
      }
      if (taken - written >= waitingBytesMax) await writing;
    }
  } finally {
    await writing;
  }
}

/** A nearly full disk takes a part of what it is given before it refuses. */
async function writeAll(handle: FileHandle, chunks: Buffer[], at: number): Promise<number> {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await handle.writev(chunks, at);
  if (bytesWritten === bytes) return bytes;
  const rest = Buffer.concat(chunks).subarray(bytesWritten);
  for (let done = 0; done < rest.length; ) {
    done += (await handle.write(rest, done, rest.length - done, at + bytesWritten + done)).bytesWritten;
  }
  return bytes;
}
