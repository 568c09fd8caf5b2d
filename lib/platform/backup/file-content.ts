import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import type { Entry } from "#lib/platform/backup/entries.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

const blockBytes = 1024 * 1024;

/** A file as an entry, as long as it was when it was opened; undefined where it is gone. */
export async function fileEntry(path: string, from: string): Promise<Entry | undefined> {
  const file = await unlessMissing(open(from, "r"));
  return file && { path, kind: "file", content: readAndClose(file) };
}

export const textEntry = (path: string, text: string | Buffer): Entry => ({
  path,
  kind: "file",
  content: once(Buffer.from(text)),
});

export const folderEntry = (path: string): Entry => ({ path, kind: "folder", content: nothing() });

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function* nothing(): AsyncGenerator<Buffer> {}

/** What is appended meanwhile is left out: a file that grows as fast as it is read would have no end. */
async function* readAndClose(file: FileHandle): AsyncGenerator<Buffer> {
  try {
    const { size } = await file.stat();
    for (let position = 0; position < size; ) {
      const block = Buffer.allocUnsafe(Math.min(blockBytes, size - position));
      const { bytesRead } = await file.read(block, 0, block.length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield block.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
