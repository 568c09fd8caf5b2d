import type { Readable } from "node:stream";
import { setImmediate as immediate, setTimeout as wait } from "node:timers/promises";

const drainMs = 10_000;

/** What comes, without ending the connection where the reading of it fails. */
export const chunksOf = (body: Readable): AsyncIterable<Buffer> => body.iterator({ destroyOnReturn: false });

/** Whoever sends hears of a refusal once all is sent: a connection that is closed before takes the answer with it. */
export async function drainBody(body: Readable): Promise<void> {
  if (body.destroyed || body.readableEnded) return;
  // The loop that read it lets go of it in the next turn, and only then does it flow again.
  await immediate();
  body.resume();
  const ended = new Promise<void>((resolve) => body.once("close", resolve).once("end", resolve));
  await Promise.race([ended, wait(drainMs, undefined, { ref: false })]);
}
