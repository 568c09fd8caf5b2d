import type { Readable } from "node:stream";
import { RequestError } from "../errors.ts";
import type { WriteAnswer } from "../protocol/files.ts";
import { chunksOf, drainBody } from "./drain-body.ts";
import { type Placing, placeContent } from "./place-file.ts";

const fileBytesMax = 4 * 1024 ** 3;

/** Writes a whole file at once; see place-file.ts. A body that breaks off leaves the old file as it is. */
export async function writeFile(placing: Placing, body: Readable): Promise<WriteAnswer> {
  try {
    return await placeContent(placing, (handle) => handle.writeFile(limitBytes(body)));
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
