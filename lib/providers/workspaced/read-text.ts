import { type Location, openContent } from "#lib/providers/workspaced/files.ts";
import { readBeginning } from "#lib/providers/workspaced/read-beginning.ts";
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
    if (stream.headers["x-file-kind"] !== "text") {
      stream.destroy();
      return null;
    }
    const { bytes, isCut } = await readBeginning(stream, bytesMax);
    const sizeBytes = Math.max(bytes.length, Number(stream.headers["content-length"] ?? 0));
    // A character that the bound cuts in two is left out.
    const text = new TextDecoder().decode(bytes, { stream: true });
    return { text, sizeBytes, isCut: isCut || sizeBytes > bytesMax };
  } catch (error) {
    if (error instanceof WorkspacedError && error.status < 500) return null;
    throw error;
  }
}
