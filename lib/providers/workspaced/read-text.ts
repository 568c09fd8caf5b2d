import { type Location, openContent } from "#lib/providers/workspaced/files.ts";
import {
  type CallOptions,
  type WorkspacedAddress,
  WorkspacedError,
} from "#lib/providers/workspaced/request.ts";

export interface TextOfFile {
  text: string;
  sizeBytes: number;
  isCut: boolean;
}

/** The beginning of a text file, up to `bytesMax`; null where there is none, or where it is no text. */
export async function readText(
  address: WorkspacedAddress,
  where: Location,
  bytesMax: number,
  options?: CallOptions,
): Promise<TextOfFile | null> {
  try {
    const stream = await openContent(address, where, {}, options);
    const isText = stream.headers["x-file-kind"] === "text";
    const chunks: Buffer[] = [];
    let read = 0;
    if (isText) {
      for await (const chunk of stream) {
        chunks.push(chunk);
        read += chunk.length;
        if (read > bytesMax) break;
      }
    }
    stream.destroy();
    if (!isText) return null;
    const sizeBytes = Math.max(read, Number(stream.headers["content-length"] ?? 0));
    // A character that the bound cuts in two is left out.
    const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, bytesMax), { stream: true });
    return { text, sizeBytes, isCut: sizeBytes > bytesMax };
  } catch (error) {
    if (error instanceof WorkspacedError && error.status < 500) return null;
    throw error;
  }
}
