import { isUtf8 } from "node:buffer";
import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { extname } from "node:path";

export interface FileDescription {
  kind: "text" | "binary";
  contentType: string;
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
};

/** Text is UTF-8 without NUL in its first 8 KiB; all else could not be edited and saved without harm. */
export async function describeFile(handle: FileHandle, name: string): Promise<FileDescription> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
  const sample = buffer.subarray(0, bytesRead);
  if (!sample.includes(0) && isUtf8(bytesRead < sampleBytes ? sample : withoutCutCharacter(sample))) {
    return { kind: "text", contentType: "text/plain; charset=utf-8" };
  }
  return { kind: "binary", contentType: shownType(name) };
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
