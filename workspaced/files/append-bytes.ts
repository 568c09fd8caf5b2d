import { constants } from "node:fs";
import { type FileHandle, open, utimes } from "node:fs/promises";
import { addAbortSignal, type Readable } from "node:stream";
import { setImmediate as immediate, setTimeout as wait } from "node:timers/promises";
import { conflict, RequestError } from "../errors.ts";

const waitingBytesMax = 1024 * 1024;
const drainMs = 10_000;

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
    await drain(body);
    throw error;
  } finally {
    await handle.close();
  }
}

/** Whoever sends hears of a refusal once all is sent: a connection that is closed before takes the answer with it. */
async function drain(body: Readable): Promise<void> {
  if (body.destroyed || body.readableEnded) return;
  // The loop that read it lets go of it in the next turn, and only then does it flow again.
  await immediate();
  body.resume();
  const ended = new Promise<void>((resolve) => body.once("close", resolve).once("end", resolve));
  await Promise.race([ended, wait(drainMs, undefined, { ref: false })]);
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
    // Not ended by a failure of ours: whoever sends has to hear of it, which needs the connection.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
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
