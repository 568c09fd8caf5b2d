import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createZstdDecompress } from "node:zlib";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import { ArchiveHeader, headerMaxBytes, magic } from "#lib/platform/backup/archive-format.ts";
import { type EntrySink, type EntrySum, unpackEntries } from "#lib/platform/backup/entries.ts";
import { Manifest, manifestPath } from "#lib/platform/backup/manifest.ts";
import type { RecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { openChunks } from "#lib/platform/backup/seal-chunks.ts";

const manifestMaxBytes = 64 * 1024 * 1024;
const readBytes = 1024 * 1024;

interface FoundHeader {
  header: ArchiveHeader;
  bytes: Buffer;
  /** Where the first chunk begins. */
  end: number;
}

/** What an archive says of itself without its key; an ArchiveError where the file is none. */
export async function readHeader(path: string): Promise<FoundHeader> {
  const file = await open(path, "r");
  try {
    const start = Buffer.alloc(magic.length + 4);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    if (bytesRead < start.length || !start.subarray(0, magic.length).equals(magic))
      throw new ArchiveError(`${path} is not a backup of Lockkeeper, or its beginning is damaged.`);
    const length = start.readUInt32BE(magic.length);
    if (length > headerMaxBytes)
      throw new ArchiveError(`The beginning of ${path} is damaged; use another backup.`);
    const bytes = Buffer.alloc(length);
    const read = await file.read(bytes, 0, length, start.length);
    return {
      header: parseHeader(bytes.subarray(0, read.bytesRead), path),
      bytes,
      end: start.length + length,
    };
  } finally {
    await file.close();
  }
}

function parseHeader(bytes: Buffer, path: string): ArchiveHeader {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new ArchiveError(`The beginning of ${path} is damaged; use another backup.`);
  }
  const parsed = ArchiveHeader.safeParse(value);
  if (parsed.success) return parsed.data;
  const format = (value as { format?: unknown } | null)?.format;
  throw new ArchiveError(
    typeof format === "number" && format > 1
      ? `${path} was made by a newer version of Lockkeeper; restore it with that version.`
      : `The beginning of ${path} is damaged; use another backup.`,
  );
}

/** Says which key is asked for where the given one is another. */
export function refuseOtherKey({ keyId }: ArchiveHeader, key: RecoveryKey): void {
  if (keyId === key.id) return;
  throw new ArchiveError(
    `The backup was encrypted with the recovery key ${keyId}, and the one given is ${key.id}; give the other one.`,
  );
}

type OpenSink = (head: { path: string; kind: "file" | "folder" }) => Promise<EntrySink>;

/**
 * Reads an archive from its first byte to its last; every file goes to the sink that `open` gives. What was written is
 * final only once this returns: until then the end may still prove to be missing.
 */
export async function readArchive(
  path: string,
  key: RecoveryKey,
  options: { open?: OpenSink; signal?: AbortSignal; onProgress?: (bytes: number) => void } = {},
): Promise<{ header: ArchiveHeader; manifest: Manifest }> {
  const { header, bytes, end } = await readHeader(path);
  refuseOtherKey(header, key);
  const { open: openOther = ignoring, signal, onProgress } = options;
  const sealed = readFrom(path, end, { signal, onProgress });
  let manifestText: Buffer[] = [];
  const sums = await unpackEntries(unpacked(openChunks(sealed, bytes, header, key)), async (head) => {
    if (head.path !== manifestPath) return openOther(head);
    manifestText = [];
    return collecting(manifestText);
  }).catch((error: unknown) => {
    throw isUnpackingFailure(error) ? new ArchiveError(`${path} is damaged; use another backup.`) : error;
  });
  const manifest = parseManifest(Buffer.concat(manifestText), path);
  refuseDifference(manifest, sums, path);
  return { header, manifest };
}

const ignoring: OpenSink = async () => ({ async write() {}, async end() {} });

function collecting(into: Buffer[]): EntrySink {
  let bytes = 0;
  return {
    async write(block) {
      bytes += block.length;
      if (bytes > manifestMaxBytes) throw new ArchiveError("The backup's list of contents is too long.");
      into.push(Buffer.from(block));
    },
    async end() {},
  };
}

function parseManifest(text: Buffer, path: string): Manifest {
  if (text.length === 0) throw new ArchiveError(`${path} lacks its list of contents; use another backup.`);
  return Manifest.parse(JSON.parse(text.toString("utf8")));
}

function refuseDifference(manifest: Manifest, sums: readonly EntrySum[], path: string): void {
  const files = sums.filter((sum) => sum.path !== manifestPath);
  const isEqual =
    files.length === manifest.files.length &&
    files.every((sum, index) => {
      const listed = manifest.files[index];
      return listed?.path === sum.path && listed.bytes === sum.bytes && listed.sha256 === sum.sha256;
    });
  if (!isEqual)
    throw new ArchiveError(`The files in ${path} are not those that it lists; use another backup.`);
}

interface Reading {
  signal: AbortSignal | undefined;
  onProgress: ((bytes: number) => void) | undefined;
}

async function* readFrom(
  path: string,
  start: number,
  { signal, onProgress }: Reading,
): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { start, highWaterMark: readBytes, ...(signal ? { signal } : {}) });
  let bytes = 0;
  for await (const piece of stream) {
    bytes += piece.length;
    onProgress?.(bytes);
    yield piece;
  }
}

/** Undoes the compression; a failure of what is read comes through as it was. */
async function* unpacked(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpacking = createZstdDecompress();
  let failure: unknown;
  const feeding = (async () => {
    for await (const piece of packed) {
      if (unpacking.destroyed) return;
      if (!unpacking.write(piece))
        await new Promise((resolve) => unpacking.once("drain", resolve).once("close", resolve));
    }
    unpacking.end();
  })().catch((error: unknown) => {
    failure = error;
    unpacking.destroy();
  });
  try {
    for await (const piece of unpacking) yield piece;
  } catch (error) {
    await feeding;
    throw failure ?? error;
  } finally {
    unpacking.destroy();
  }
  await feeding;
  if (failure) throw failure;
}

const isUnpackingFailure = (error: unknown): boolean =>
  error instanceof Error && /^(ZSTD_|Z_)/.test(String(Reflect.get(error, "code")));
