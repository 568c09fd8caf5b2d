import { once } from "node:events";
import { promisify } from "node:util";
import { constants, crc32, createDeflateRaw, deflateRaw } from "node:zlib";

/**
 * Writes a zip as a stream, entry after entry, with what the format needs beyond 4 GiB and 65,535 entries (zip64).
 * In memory stays the list of names alone. The format: PKWARE's APPNOTE 6.3.10, sections 4.3 to 4.5.
 */
export interface ZipEntry {
  /** With slashes; a folder's ends with one. */
  name: string;
  /** As `stat` gives it, type included. */
  mode: number;
  modifiedAt: Date;
}

export interface ZipWriter {
  /** Bytes at hand; `packed` is what `pack` made of them. */
  addPacked(entry: ZipEntry, packed: Packed): Promise<void>;
  /** Bytes that come, about `sizeBytes` of them. */
  addStream(entry: ZipEntry, sizeBytes: number, chunks: AsyncIterable<Buffer>): Promise<void>;
  /** The list of entries, which makes it a zip. */
  end(): Promise<void>;
}

export interface Packed {
  bytes: Buffer;
  method: number;
  crc: number;
  sizeBytes: number;
}

const stored = 0;
const deflated = 8;
const level = constants.Z_BEST_SPEED;
const sampleBytes = 64 * 1024;
/** What does not get smaller by this much is an image, a film or an archive already. */
const worthwhilePart = 0.95;
const max32 = 0xffffffff;
const max16 = 0xffff;
const utf8Flag = 0x0800;
const sizesFollowFlag = 0x0008;
/** Made on Unix, so that modes count. */
const madeBy = (3 << 8) | 45;

const deflateAll = promisify<Buffer, { level: number }, Buffer>(deflateRaw);

/** Deflates, or leaves as it is what would not get smaller. */
export async function pack(bytes: Buffer): Promise<Packed> {
  const known = { crc: crc32(bytes), sizeBytes: bytes.length };
  const smaller = bytes.length === 0 ? bytes : await deflateAll(bytes, { level });
  return smaller.length < bytes.length * worthwhilePart
    ? { ...known, bytes: smaller, method: deflated }
    : { ...known, bytes, method: stored };
}

/** `write` takes bytes and answers once there is room for more. */
export function openZip(write: (bytes: Buffer) => Promise<void>): ZipWriter {
  const directory: Buffer[] = [];
  let offset = 0;
  const send = async (bytes: Buffer) => {
    offset += bytes.length;
    await write(bytes);
  };

  return {
    async addPacked(entry, { bytes, method, crc, sizeBytes }) {
      const start = offset;
      const sizes = { crc, packedBytes: bytes.length, sizeBytes };
      await send(localHeader(entry, { method, flags: utf8Flag, isLarge: false, ...sizes }));
      await send(bytes);
      directory.push(directoryRecord(entry, { method, flags: utf8Flag, isLarge: false, start, ...sizes }));
    },
    async addStream(entry, sizeBytes, chunks) {
      const start = offset;
      // A file may grow while it is read; near the limit the wide form is taken.
      const isLarge = sizeBytes > max32 / 2;
      const reading = chunks[Symbol.asyncIterator]();
      const first = await reading.next();
      const method = await methodFor(first.done ? Buffer.alloc(0) : first.value);
      const flags = utf8Flag | sizesFollowFlag;
      await send(localHeader(entry, { method, flags, isLarge, crc: 0, packedBytes: 0, sizeBytes: 0 }));
      const counted = { crc: 0, sizeBytes: 0 };
      async function* content(): AsyncGenerator<Buffer> {
        try {
          for (let chunk = first; !chunk.done; chunk = await reading.next()) {
            counted.crc = crc32(chunk.value, counted.crc);
            counted.sizeBytes += chunk.value.length;
            yield chunk.value;
          }
        } finally {
          await reading.return?.();
        }
      }
      const dataStart = offset;
      for await (const bytes of method === stored ? content() : deflateChunks(content())) await send(bytes);
      const sizes = { ...counted, packedBytes: offset - dataStart };
      await send(dataDescriptor(sizes, isLarge));
      directory.push(directoryRecord(entry, { method, flags, isLarge, start, ...sizes }));
    },
    async end() {
      const start = offset;
      const entries = directory.length;
      for (const record of directory) await send(record);
      await send(endOfDirectory({ entries, start, directoryBytes: offset - start }));
    },
  };
}

async function methodFor(first: Buffer): Promise<number> {
  const { method } = await pack(first.subarray(0, sampleBytes));
  return method;
}

/** Deflates as it is read: the next chunk is taken when the one before was written. */
async function* deflateChunks(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const deflating = createDeflateRaw({ level, chunkSize: 256 * 1024 });
  const left = new AbortController();
  const feeding = (async () => {
    try {
      for await (const chunk of chunks) {
        if (left.signal.aborted) return;
        // A stream that was destroyed meanwhile has room for nothing any more.
        if (!deflating.write(chunk)) await once(deflating, "drain", { signal: left.signal });
      }
      deflating.end();
    } catch (error) {
      deflating.destroy(error as Error);
    }
  })();
  try {
    yield* deflating as AsyncIterable<Buffer>;
    await feeding;
  } finally {
    left.abort();
    deflating.destroy();
    await feeding;
  }
}

interface Sizes {
  crc: number;
  packedBytes: number;
  sizeBytes: number;
}

interface Header extends Sizes {
  method: number;
  flags: number;
  /** Beyond what 32 bits hold, or it may come to that. */
  isLarge: boolean;
}

function localHeader(
  entry: ZipEntry,
  { method, flags, isLarge, crc, packedBytes, sizeBytes }: Header,
): Buffer {
  const name = Buffer.from(entry.name);
  const extra = Buffer.concat([
    timestamp(entry.modifiedAt),
    isLarge ? wideSizes([sizeBytes, packedBytes]) : Buffer.alloc(0),
  ]);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(isLarge ? 45 : 20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(dosTime(entry.modifiedAt), 10);
  head.writeUInt32LE(crc, 14);
  head.writeUInt32LE(isLarge ? max32 : packedBytes, 18);
  head.writeUInt32LE(isLarge ? max32 : sizeBytes, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

function dataDescriptor({ crc, packedBytes, sizeBytes }: Sizes, isLarge: boolean): Buffer {
  const descriptor = Buffer.alloc(isLarge ? 24 : 16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  if (isLarge) {
    descriptor.writeBigUInt64LE(BigInt(packedBytes), 8);
    descriptor.writeBigUInt64LE(BigInt(sizeBytes), 16);
  } else {
    descriptor.writeUInt32LE(packedBytes, 8);
    descriptor.writeUInt32LE(sizeBytes, 12);
  }
  return descriptor;
}

interface Record extends Header {
  start: number;
}

function directoryRecord(entry: ZipEntry, record: Record): Buffer {
  const name = Buffer.from(entry.name);
  const { crc, packedBytes, sizeBytes, start } = record;
  const isWide = record.isLarge || [packedBytes, sizeBytes, start].some((value) => value >= max32);
  const extra = Buffer.concat([
    timestamp(entry.modifiedAt),
    isWide ? wideSizes([sizeBytes, packedBytes, start]) : Buffer.alloc(0),
  ]);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(madeBy, 4);
  head.writeUInt16LE(isWide ? 45 : 20, 6);
  head.writeUInt16LE(record.flags, 8);
  head.writeUInt16LE(record.method, 10);
  head.writeUInt32LE(dosTime(entry.modifiedAt), 12);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(isWide ? max32 : packedBytes, 20);
  head.writeUInt32LE(isWide ? max32 : sizeBytes, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE((entry.mode << 16) >>> 0, 38);
  head.writeUInt32LE(isWide ? max32 : start, 42);
  return Buffer.concat([head, name, extra]);
}

/** The size as it is, as it is packed, and (in the directory) where the entry begins, in 64 bits each. */
function wideSizes(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  return extra;
}

interface Directory {
  entries: number;
  start: number;
  directoryBytes: number;
}

function endOfDirectory(directory: Directory): Buffer {
  const { entries, start, directoryBytes } = directory;
  const isWide = entries >= max16 || start >= max32 || directoryBytes >= max32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(isWide ? max16 : entries, 8);
  end.writeUInt16LE(isWide ? max16 : entries, 10);
  end.writeUInt32LE(isWide ? max32 : directoryBytes, 12);
  end.writeUInt32LE(isWide ? max32 : start, 16);
  return isWide ? Buffer.concat([wideEnd(directory), end]) : end;
}

function wideEnd({ entries, start, directoryBytes }: Directory): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(madeBy, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  // Where the record itself begins.
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(start + directoryBytes), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

/** Seconds of Unix, which are in no time zone. */
function timestamp(time: Date): Buffer {
  const extra = Buffer.alloc(9);
  extra.writeUInt16LE(0x5455, 0);
  extra.writeUInt16LE(5, 2);
  extra.writeUInt8(1, 4);
  extra.writeInt32LE(Math.min(Math.floor(time.getTime() / 1000), 0x7fffffff), 5);
  return extra;
}

/** The format's own time: two seconds fine, from 1980 on. */
function dosTime(time: Date): number {
  const years = Math.min(Math.max(time.getUTCFullYear() - 1980, 0), 127);
  const date = (years << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  const clock = (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  return ((date << 16) | clock) >>> 0;
}
