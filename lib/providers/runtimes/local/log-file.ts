import { constants } from "node:fs";
import { copyFile, open, rename, rm, stat, truncate } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as wait } from "node:timers/promises";
import type { LogLine, LogOptions } from "../port.ts";

const rotateAtBytes = 5 * 1024 * 1024;
const chunkBytes = 256 * 1024;
const pollMs = 250;

const olderOf = (path: string): string => `${path}.1`;

const draftOf = (path: string): string => `${path}.1.new`;

/**
 * Moves a long log's content to `<path>.1`. The file itself stays, because workspaced holds it open and writes at its
 * end whatever its length; what it writes between the two steps is lost. Of several at once, one does it.
 */
export async function rotateLog(path: string): Promise<void> {
  if ((await sizeOf(path)) < rotateAtBytes) return;
  try {
    await copyFile(path, draftOf(path), constants.COPYFILE_EXCL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    throw error;
  }
  await truncate(path);
  await rename(draftOf(path), olderOf(path));
}

/** Clears what a rotation left that was cut short, and that would keep off the next. */
export async function repairLog(path: string): Promise<void> {
  await rm(draftOf(path), { force: true });
}

/** Both generations, oldest line first; with `follow` what comes then, until the signal. */
export async function* readLog(path: string, options: LogOptions = {}): AsyncGenerator<LogLine, void> {
  const { follow = false, since, signal } = options;
  let at: Date | null = null;
  const toLine = (text: string): LogLine => {
    // A line without a time, as of a stack trace, belongs to the one before it.
    at = timeOf(text) ?? at;
    return { at, text };
  };
  const isWanted = (line: LogLine) => since === undefined || line.at === null || line.at >= since;
  for await (const text of linesOf(olderOf(path), { follow: false, signal })) {
    const line = toLine(text);
    if (isWanted(line)) yield line;
  }
  for await (const text of linesOf(path, { follow, signal })) {
    const line = toLine(text);
    if (isWanted(line)) yield line;
  }
}

/** What workspaced told last, in its own words; null where it told nothing. */
export async function lastLogLine(path: string): Promise<string | null> {
  let last: string | null = null;
  for await (const text of linesOf(path, { follow: false })) last = text;
  return last === null ? null : (fieldOf(last, "message") ?? last).slice(0, 500);
}

async function* linesOf(
  path: string,
  { follow, signal }: Pick<LogOptions, "follow" | "signal">,
): AsyncGenerator<string, void> {
  let decoder = new StringDecoder();
  let offset = 0;
  let rest = "";
  while (!signal?.aborted) {
    if ((await sizeOf(path)) < offset) {
      // It was rotated: the file begins anew.
      offset = 0;
      rest = "";
      decoder = new StringDecoder();
    }
    const chunk = await readAt(path, offset);
    offset += chunk.length;
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
    if (chunk.length > 0) continue;
    if (!follow) break;
    await wait(pollMs, undefined, { signal }).catch(() => undefined);
  }
  if (!follow && rest !== "") yield rest;
}

async function readAt(path: string, offset: number): Promise<Buffer> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (file === null) return Buffer.alloc(0);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => ({ size: 0 }))).size;

function timeOf(text: string): Date | null {
  const time = fieldOf(text, "time");
  return time === null || Number.isNaN(Date.parse(time)) ? null : new Date(time);
}

/** A text field of a line of JSON. */
function fieldOf(text: string, name: string): string | null {
  try {
    const value: unknown = JSON.parse(text)?.[name];
    return typeof value === "string" ? value : null;
  } catch {
    return null;
  }
}
