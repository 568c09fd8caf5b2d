import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { invalid, RequestError } from "../errors.ts";
import { fileKindHeader } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { describeFile, etagOf } from "./describe-file.ts";
import { openFile } from "./inside.ts";
import { onPath, splitPath } from "./paths.ts";

const chunkBytes = 1024 * 1024;

interface ByteRange {
  start: number;
  /** Inclusive, as in the Range header. */
  end: number;
}

/**
 * Streams a file straight to the socket: 200, 206 for one byte range, 304 where If-None-Match holds. The headers
 * carry the ETag that a later write gives back.
 */
export async function sendContent(
  root: Root,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { handle, parts } = await onPath(() => openFile(root, splitPath(path)));
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw invalid("path", stats.isDirectory() ? "is a folder" : "is not a regular file");
    const sizeBytes = Number(stats.size);
    const etag = etagOf(stats);
    const { kind, contentType } = await describeFile(handle, parts.at(-1) ?? "");
    const headers = {
      ETag: etag,
      "Accept-Ranges": "bytes",
      "Content-Type": contentType,
      "Cache-Control": "no-cache",
      "Last-Modified": new Date(Number(stats.mtimeMs)).toUTCString(),
      "X-Content-Type-Options": "nosniff",
      [fileKindHeader]: kind,
    };
    if (matchesEtag(request.headers["if-none-match"], etag)) {
      response.writeHead(304, headers).end();
      return;
    }
    const range = readRange(request, etag, sizeBytes);
    const { start, end } = range ?? { start: 0, end: sizeBytes - 1 };
    const rangeHeaders = range === null ? {} : { "Content-Range": `bytes ${start}-${end}/${sizeBytes}` };
    response.writeHead(range === null ? 200 : 206, {
      ...headers,
      ...rangeHeaders,
      "Content-Length": end - start + 1,
    });
    if (request.method === "HEAD" || end < start) {
      response.end();
      return;
    }
    const content = handle.createReadStream({ start, end, highWaterMark: chunkBytes, autoClose: false });
    // A reader who leaves is no failure of ours.
    await pipeline(content, response).catch((error: unknown) => response.destroy(error as Error));
  } finally {
    await handle.close();
  }
}

/** Whether a list of ETags, or *, names this one. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((part) => part.trim() === "*" || part.trim().replace(/^W\//, "") === etag);
}

/** One range, or null for the whole file (no header, several ranges, or an If-Range that no longer holds). */
function readRange(request: IncomingMessage, etag: string, sizeBytes: number): ByteRange | null {
  const ifRange = request.headers["if-range"];
  const found = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
  if (found === null || (ifRange !== undefined && ifRange !== etag)) return null;
  const [, first = "", last = ""] = found;
  if (first === "" && last === "") return null;
  const start = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start > end) {
    throw new RequestError("RANGE_NOT_SATISFIABLE", "The range lies beyond the file's end.", { sizeBytes });
  }
  return { start, end };
}
