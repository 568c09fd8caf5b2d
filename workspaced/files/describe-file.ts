import { isUtf8 } from "node:buffer";
import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { extname } from "node:path";

export interface FileDescription {
  kind: "text" | "binary";
  /** What a browser may show it as, by its name. */
  contentType: string;
  /** What its first bytes say it is, for people. */
  mimeType: string;
}

const sampleBytes = 8192;

// Only what a browser shows without running it. HTML and SVG stay plain text: they can carry scripts.
const shownTypes: Record<string, string> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".pdf": "application/pdf",
  ".mp3": "audio/mpeg",
  ".wav": "audio/wav",
  ".ogg": "audio/ogg",
  ".mp4": "video/mp4",
  ".webm": "video/webm",
};

/** How files begin, some of them behind a size or a header. */
const beginnings: ReadonlyArray<readonly [mimeType: string, begins: string, at?: number]> = [
  ["image/png", "\x89PNG\r\n"],
  ["image/jpeg", "\xff\xd8\xff"],
  ["image/gif", "GIF8"],
  ["image/webp", "WEBP", 8],
  ["image/avif", "ftypavif", 4],
  ["image/x-icon", "\0\0\x01\0"],
  ["application/pdf", "%PDF-"],
  ["application/zip", "PK\x03\x04"],
  ["application/gzip", "\x1f\x8b"],
  ["application/zstd", "\x28\xb5\x2f\xfd"],
  ["application/x-xz", "\xfd7zXZ"],
  ["application/x-bzip2", "BZh"],
  ["application/x-elf", "\x7fELF"],
  ["application/wasm", "\0asm"],
  ["application/vnd.sqlite3", "SQLite format 3\0"],
  ["application/x-tar", "ustar", 257],
  ["font/woff2", "wOF2"],
  ["audio/wav", "WAVE", 8],
  ["audio/ogg", "OggS"],
  ["audio/mpeg", "ID3"],
  ["video/webm", "\x1aE\xdf\xa3"],
  ["video/mp4", "ftyp", 4],
];

/** Text is UTF-8 without NUL in its first 8 KiB; all else could not be edited and saved without harm. */
export async function describeFile(handle: FileHandle, name: string): Promise<FileDescription> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
  const sample = buffer.subarray(0, bytesRead);
  if (!sample.includes(0) && isUtf8(bytesRead < sampleBytes ? sample : withoutCutCharacter(sample))) {
    return { kind: "text", contentType: "text/plain; charset=utf-8", mimeType: "text/plain" };
  }
  return { kind: "binary", contentType: shownType(name), mimeType: mimeTypeOf(sample) };
}

function mimeTypeOf(sample: Buffer): string {
  const text = sample.toString("latin1", 0, 512);
  const found = beginnings.find(([, begins, at = 0]) => text.startsWith(begins, at));
  return found?.[0] ?? "application/octet-stream";
}

/** The type of a file that is no text, by its name. */
export const shownType = (name: string): string =>
  shownTypes[extname(name).toLowerCase()] ?? "application/octet-stream";

/** The sample may end inside a character of up to four bytes. */
function withoutCutCharacter(sample: Buffer): Buffer {
  for (let back = 1; back <= 3; back += 1) {
    const byte = sample[sample.length - back] ?? 0;
    if (byte >= 0xc0) return sample.subarray(0, sample.length - back);
    if (byte < 0x80) return sample;
  }
  return sample;
}

/** Changes with every replacement (inode) and every write in place (time, size). */
export function etagOf(stats: BigIntStats): string {
  return `"${stats.ino.toString(36)}-${stats.size.toString(36)}-${stats.mtimeNs.toString(36)}"`;
}
