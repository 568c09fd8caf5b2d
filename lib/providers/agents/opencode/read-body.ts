const answerBytesMax = 64 * 1024 * 1024;
const refusalBytesMax = 4 * 1024 * 1024;

/** How much may still be read. */
export type Allowance = { bytesLeft: number };

/** The text of an answer. Throws beyond what it may hold: an agent can have put a server of its own in OpenCode's place. */
export async function readBody(
  response: Response,
  allowance: Allowance = { bytesLeft: answerBytesMax },
): Promise<string> {
  const left = response.ok ? allowance : { bytesLeft: refusalBytesMax };
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) {
    left.bytesLeft -= chunk.byteLength;
    if (left.bytesLeft < 0) throw new RangeError("the answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
