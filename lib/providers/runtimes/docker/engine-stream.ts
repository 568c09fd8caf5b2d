import { once } from "node:events";
import { createInterface } from "node:readline";
import { z } from "zod";

/** One line of what the engine tells while it builds or pulls; Docker's and Podman's have the same fields. */
const Told = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
  error: z.string().optional(),
});
export type Told = z.infer<typeof Told>;

/** The engine said, at some point of a stream that had begun well, that it failed. */
export class EngineFailure extends Error {
  override readonly name = "EngineFailure";
}

/** Ends with the stream. Throws an EngineFailure with the engine's words, and where the connection broke off. */
export async function* readTold(stream: NodeJS.ReadableStream, signal: AbortSignal): AsyncGenerator<Told> {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  // Readline ends quietly when its input is cut.
  const broken = once(stream, "end", { signal });
  broken.catch(() => lines.close());
  for await (const line of lines) {
    const told = parse(line);
    if (told?.error !== undefined) throw new EngineFailure(told.error.trim());
    if (told) yield told;
  }
  await broken;
}

function parse(line: string): Told | undefined {
  try {
    return Told.safeParse(JSON.parse(line)).data;
  } catch {
    // A line that is no JSON tells people nothing either.
    return undefined;
  }
}
