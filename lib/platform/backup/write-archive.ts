import { createHash } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import type { ArchiveHeader } from "#lib/platform/backup/archive-format.ts";
import { syncFolder } from "#lib/platform/backup/durable-file.ts";
import { type Entry, type EntrySum, endOfEntries, packEntry } from "#lib/platform/backup/entries.ts";
import { textEntry } from "#lib/platform/backup/file-content.ts";
import { type Manifest, manifestPath } from "#lib/platform/backup/manifest.ts";
import type { RecoveryKey } from "#lib/platform/backup/recovery-key.ts";
import { sealChunks } from "#lib/platform/backup/seal-chunks.ts";

/** What an archive is made of: its entries, and behind them the facts that its manifest states. */
export type Contents = AsyncIterable<Entry | { kind: "facts"; facts: Omit<Manifest, "files"> }>;

interface WriteOptions {
  path: string;
  header: ArchiveHeader;
  key: RecoveryKey;
  contents: Contents;
  signal: AbortSignal;
  /** Of the content, before it is packed. */
  onProgress?: (bytes: number) => void;
}

export interface WrittenArchive {
  bytes: number;
  /** SHA-256 of the file, in hex. */
  checksum: string;
}

// The fast end: the disk is what an archive waits for.
const level = 3;

/**
 * Writes an archive beside its place and renames it once all of it lies on the disk, so that a file of this name is
 * always whole. What was begun is removed when it fails.
 */
export async function writeArchive(options: WriteOptions): Promise<WrittenArchive> {
  const { path, header, key, contents, signal } = options;
  const draft = `${path}.part`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(draft, "w", 0o600);
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    const packing = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: level } });
    await pipeline(
      packed(contents, options.onProgress),
      packing,
      (content) => sealChunks(content, header, key),
      async (sealed: AsyncIterable<Buffer>) => {
        for await (const piece of sealed) {
          hash.update(piece);
          bytes += piece.length;
          await file.writeFile(piece);
        }
      },
      { signal },
    );
    await file.sync();
    await file.close();
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close().catch(() => {});
    await rm(draft, { force: true });
    throw Reflect.get(Object(error), "code") === "ENOSPC"
      ? new ArchiveError(
          `The disk of ${dirname(path)} is full: the backup was not made. Make room and try again.`,
        )
      : error;
  }
  return { bytes, checksum: hash.digest("hex") };
}

async function* packed(contents: Contents, onProgress: WriteOptions["onProgress"]): AsyncGenerator<Buffer> {
  const files: EntrySum[] = [];
  let bytes = 0;
  for await (const part of contents) {
    if (part.kind === "facts") {
      const manifest: Manifest = { ...part.facts, files };
      yield* packEntry(textEntry(manifestPath, JSON.stringify(manifest)), () => {});
      continue;
    }
    for await (const piece of packEntry(part, (sum) => files.push(sum))) {
      bytes += piece.length;
      yield piece;
    }
    onProgress?.(bytes);
  }
  yield endOfEntries();
}
