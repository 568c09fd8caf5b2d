import { createCipheriv, createDecipheriv } from "node:crypto";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import {
  type ArchiveHeader,
  chunkBytes,
  deriveArchiveKey,
  hashOfHeader,
  magic,
  nonceOf,
  tagBytes,
} from "#lib/platform/backup/archive-format.ts";
import type { RecoveryKey } from "#lib/platform/backup/recovery-key.ts";

/** The archive's bytes for a content of any length; two chunks are in memory at a time. */
export async function* sealChunks(
  content: AsyncIterable<Buffer>,
  header: ArchiveHeader,
  recoveryKey: RecoveryKey,
): AsyncGenerator<Buffer> {
  const headerBytes = Buffer.from(JSON.stringify(header), "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(headerBytes.length);
  yield Buffer.concat([magic, length, headerBytes]);
  const key = deriveArchiveKey(recoveryKey, header);
  const bound = hashOfHeader(headerBytes);
  let index = 0;
  for await (const { chunk, isLast } of inPieces(content, chunkBytes)) {
    const cipher = createCipheriv("aes-256-gcm", key, nonceOf(index, isLast));
    cipher.setAAD(bound);
    yield Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
    index += 1;
  }
}

/** The content of the chunks behind a header; throws an ArchiveError at the first one that is not what was written. */
export async function* openChunks(
  sealed: AsyncIterable<Buffer>,
  headerBytes: Buffer,
  header: ArchiveHeader,
  recoveryKey: RecoveryKey,
): AsyncGenerator<Buffer> {
  const key = deriveArchiveKey(recoveryKey, header);
  const bound = hashOfHeader(headerBytes);
  let index = 0;
  for await (const { chunk, isLast } of inPieces(sealed, chunkBytes + tagBytes)) {
    if (chunk.length < tagBytes) throw damaged(index);
    const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(index, isLast));
    decipher.setAAD(bound);
    decipher.setAuthTag(chunk.subarray(-tagBytes));
    try {
      yield Buffer.concat([decipher.update(chunk.subarray(0, -tagBytes)), decipher.final()]);
    } catch (error) {
      throw isAuthenticationFailure(error) ? damaged(index) : error;
    }
    index += 1;
  }
}

const isAuthenticationFailure = (error: unknown): boolean =>
  error instanceof Error && /unable to authenticate/i.test(error.message);

const damaged = (index: number): ArchiveError =>
  new ArchiveError(
    `The archive is damaged or cut off at byte ${index * (chunkBytes + tagBytes)} of its content; use another one.`,
  );

/** Cuts a stream into pieces of one size; the last one may be shorter, and is the only one of an empty stream. */
async function* inPieces(
  stream: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<{ chunk: Buffer; isLast: boolean }> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const piece of stream) {
    held.push(piece);
    heldBytes += piece.length;
    if (heldBytes <= size) continue;
    let rest = Buffer.concat(held);
    // One full chunk is held back, for it may be the last.
    for (; rest.length > size; rest = rest.subarray(size)) {
      yield { chunk: rest.subarray(0, size), isLast: false };
    }
    held = [rest];
    heldBytes = rest.length;
  }
  yield { chunk: Buffer.concat(held), isLast: true };
}
