import type { Readable } from "node:stream";
import { WorkspacedError } from "#lib/providers/workspaced/request.ts";

const defaultDeadlineMs = 60_000;

/** Reads up to `bytesMax` and closes the stream, whatever was asked of the other side: it may send more, or nothing for ever. */
export async function readBeginning(
  stream: Readable,
  bytesMax: number,
  deadlineMs = defaultDeadlineMs,
): Promise<{ bytes: Buffer; isCut: boolean }> {
  const late = new WorkspacedError(503, "UNREACHABLE", `The file did not come within ${deadlineMs} ms.`);
  const deadline = setTimeout(() => stream.destroy(late), deadlineMs);
  const chunks: Buffer[] = [];
  let read = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      read += chunk.length;
      if (read > bytesMax) break;
    }
  } finally {
    clearTimeout(deadline);
  }
  return { bytes: Buffer.concat(chunks).subarray(0, bytesMax), isCut: read > bytesMax };
}
