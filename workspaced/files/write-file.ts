import type { Readable } from "node:stream";
import { RequestError } from "../errors.ts";
import type { WriteAnswer } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { chunksOf, drainBody } from "./drain-body.ts";
import { placeContent, type WriteCondition } from "./place-file.ts";

const fileBytesMax = 4 * 1024 ** 3;

/** Writes a whole file at once; see place-file.ts. A body that breaks off leaves the old file as it is. */
export async function writeFile(
  root: Root,
  path: string,
  body: Readable,
  condition: WriteCondition,
): Promise<WriteAnswer> {
  try {
    return await placeContent(root, path, condition, (handle) => handle.writeFile(limitBytes(body)));
  } catch (error) {
    await drainBody(body);
    throw error;
  }
}

async function* limitBytes(body: Readable): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunksOf(body)) {
    bytes += chunk.length;
    if (bytes > fileBytesMax) throw new RequestError("PAYLOAD_TOO_LARGE", "A file may have at most 4 GiB.");
    yield chunk;
  }
}
