import { createHash } from "node:crypto";
import { z } from "zod";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";

/**
 * The content of an archive: entries one behind the other, each the length of its head, the head as JSON, blocks with
 * their length before them, and a length of 0. So a file may grow or shrink while it is read. A head of length 0 ends
 * the content; the entry before it is the manifest.
 */
export interface Entry {
  path: string;
  kind: "file" | "folder";
  content: AsyncIterable<Buffer>;
}

export const EntrySum = z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() });
export type EntrySum = z.infer<typeof EntrySum>;

const entryPath = z.string().refine(isInside, "must lie inside of the archive");
const EntryHead = z.object({ path: entryPath, kind: z.enum(["file", "folder"]) });
const headMaxBytes = 8 * 1024;
const blockMaxBytes = 4 * 1024 * 1024;

function isInside(path: string): boolean {
  const parts = path.split("/");
  return !path.includes("\0") && parts.every((part) => part !== "" && part !== "." && part !== "..");
}

/** One entry as bytes; calls `onDone` with what was written. */
export async function* packEntry(
  { path, kind, content }: Entry,
  onDone: (sum: EntrySum) => void,
): AsyncGenerator<Buffer> {
  const head = Buffer.from(JSON.stringify(EntryHead.parse({ path, kind })), "utf8");
  yield Buffer.concat([lengthOf(head.length), head]);
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const block of content) {
    if (block.length === 0) continue;
    hash.update(block);
    bytes += block.length;
    yield lengthOf(block.length);
    yield block;
  }
  yield lengthOf(0);
  if (kind === "file") onDone({ path, bytes, sha256: hash.digest("hex") });
}

export const endOfEntries = (): Buffer => lengthOf(0);

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes);
  return length;
}

/** What takes an entry: its blocks one by one, then `end`. */
export interface EntrySink {
  write(block: Buffer): Promise<void>;
  end(): Promise<void>;
}

/** Reads every entry of `content`, hands each to the sink that `open` gives, and returns the sums of all files. */
export async function unpackEntries(
  content: AsyncIterable<Buffer>,
  open: (head: { path: string; kind: "file" | "folder" }) => Promise<EntrySink>,
): Promise<EntrySum[]> {
  const source = createSource(content);
  const sums: EntrySum[] = [];
  for (;;) {
    const headBytes = await source.length(headMaxBytes);
    if (headBytes === 0) break;
    const head = EntryHead.parse(JSON.parse((await source.take(headBytes)).toString("utf8")));
    const sink = await open(head);
    const hash = createHash("sha256");
    let bytes = 0;
    for (;;) {
      const length = await source.length(blockMaxBytes);
      if (length === 0) break;
      const block = await source.take(length);
      hash.update(block);
      bytes += block.length;
      await sink.write(block);
    }
    await sink.end();
    if (head.kind === "file") sums.push({ path: head.path, bytes, sha256: hash.digest("hex") });
  }
  await source.expectEnd();
  return sums;
}

/** Bytes by their number, out of pieces of any size. */
function createSource(content: AsyncIterable<Buffer>) {
  const pieces = content[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  const take = async (bytes: number): Promise<Buffer> => {
    const parts: Buffer[] = [held];
    let found = held.length;
    while (found < bytes) {
      const next = await pieces.next();
      if (next.done) throw new ArchiveError("The archive ends in the middle; use another one.");
      parts.push(next.value);
      found += next.value.length;
    }
    const all = parts.length === 1 ? held : Buffer.concat(parts);
    held = all.subarray(bytes);
    return all.subarray(0, bytes);
  };
  return {
    take,
    async length(max: number): Promise<number> {
      const length = (await take(4)).readUInt32BE();
      if (length > max) throw new ArchiveError("The archive is not one that this version can read.");
      return length;
    },
    async expectEnd(): Promise<void> {
      const next = held.length === 0 ? await pieces.next() : { done: false };
      if (!next.done) throw new ArchiveError("The archive goes on behind its end; use another one.");
    },
  };
}
