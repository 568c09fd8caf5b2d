import type { LogLine, LogOptions, RuntimeRef } from "../port.ts";
import type { DockerContext } from "./context.ts";
import { signalWithin, unlessAborted, unlessMissing } from "./failures.ts";
import { nameOf } from "./names.ts";
import { readFrames } from "./read-frames.ts";

/** For the whole of it, or for the beginning of what is followed. */
const deadlineMs = 30_000;

/** What the container's programs told, with the engine's own times. */
export async function* readLogs(
  { engine }: DockerContext,
  ref: RuntimeRef,
  { follow = false, since, signal }: LogOptions = {},
): AsyncGenerator<LogLine, void> {
  if (signal?.aborted) return;
  const options = {
    stdout: true,
    stderr: true,
    timestamps: true,
    ...(since && { since: since.getTime() / 1000 }),
    ...(signal && { abortSignal: signal }),
  };
  const container = engine.getContainer(nameOf(ref));
  try {
    if (!follow) {
      const asked = container.logs({ ...options, follow: false });
      const all = await unlessMissing(unlessAborted(asked, signalWithin(deadlineMs, signal)));
      if (all !== undefined) yield* toLines(readFrames([all]));
      return;
    }
    const asked = container.logs({ ...options, follow: true });
    const stream = await unlessMissing(unlessAborted(asked, signalWithin(deadlineMs, signal)));
    if (stream !== undefined) yield* toLines(readFrames(stream as AsyncIterable<Buffer>));
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

async function* toLines(lines: AsyncIterable<string>): AsyncGenerator<LogLine, void> {
  for await (const line of lines) {
    const space = line.indexOf(" ");
    const at = new Date(line.slice(0, space));
    if (space < 0 || Number.isNaN(at.getTime())) yield { at: null, text: line };
    else yield { at, text: line.slice(space + 1) };
  }
}
