import { errorOf, networkError } from "#lib/client/fetcher.ts";
import { contentUrl } from "#lib/modules/files/queries.ts";
import { contentBytesMax } from "#lib/modules/files/schema.ts";

export type Content =
  | { kind: "text"; text: string; etag: string; sizeBytes: number }
  | { kind: "image" | "binary" | "large"; etag: string; sizeBytes: number };

const deadlineMs = 30_000;

/** A file as the editor needs it: text to edit, or what to show instead. Throws RequestError. */
export async function readContent(rootId: string, path: string): Promise<Content> {
  const aborted = new AbortController();
  const deadline = setTimeout(() => aborted.abort(), deadlineMs);
  try {
    const response = await fetch(contentUrl(rootId, path), {
      credentials: "same-origin",
      cache: "no-cache",
      signal: aborted.signal,
    }).catch((cause: unknown) => {
      throw networkError(cause);
    });
    if (!response.ok) {
      const body: unknown = await response.json().catch(() => null);
      throw errorOf(body, response.status, response.headers.get("x-request-id"));
    }
    const etag = response.headers.get("etag") ?? "";
    const sizeBytes = Number(response.headers.get("content-length") ?? 0);
    const other = otherKindOf(response, sizeBytes);
    if (other) {
      aborted.abort();
      return { kind: other, etag, sizeBytes };
    }
    const bytes = await response.arrayBuffer();
    const text = decode(bytes);
    return text === null
      ? { kind: "binary", etag, sizeBytes: bytes.byteLength }
      : { kind: "text", text, etag, sizeBytes: bytes.byteLength };
  } finally {
    clearTimeout(deadline);
  }
}

function otherKindOf(response: Response, sizeBytes: number): "image" | "binary" | "large" | null {
  if (response.headers.get("x-file-kind") === "binary") {
    return response.headers.get("content-type")?.startsWith("image/") ? "image" : "binary";
  }
  return sizeBytes > contentBytesMax ? "large" : null;
}

/** Null for what is not UTF-8 after all: saved again it would be another file. A byte order mark stays. */
function decode(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
