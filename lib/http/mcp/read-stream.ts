import type { Stream, StreamContext, StreamMessage } from "#lib/operations/query.ts";

/** Nothing for so long: what there was has been told. */
const quietMs = 400;
const wholeMs = 5_000;

export const linesDefault = 50;
export const linesMax = 500;

export interface Tail {
  /** The newest messages, oldest of them first. */
  items: { event: string; data: unknown }[];
  /** How many older ones were left out. */
  leftOut: number;
  /** For `after` of the next read; null where nothing was ever said. */
  lastId: string | null;
}

/**
 * The end of a stream as it stands: followed only as long as it has something to tell. It is woken by nothing, for
 * nobody waits here for what is still to come.
 */
export async function readTail(
  stream: Stream,
  context: Omit<StreamContext<unknown>, "hub">,
  lines: number,
): Promise<Tail> {
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal, AbortSignal.timeout(wholeMs)]);
  const hub = { onWake: () => () => {} };
  const messages = await stream.open({ ...context, signal, hub });
  const iterator = messages[Symbol.asyncIterator]();
  const tail: Tail = { items: [], leftOut: 0, lastId: context.lastEventId };
  try {
    for (;;) {
      const message = await nextWithin(iterator, signal);
      if (message === null) return tail;
      tail.lastId = message.id ?? tail.lastId;
      tail.items.push({ event: message.event, data: message.data });
      if (tail.items.length <= lines) continue;
      tail.items.shift();
      tail.leftOut += 1;
    }
  } finally {
    over.abort();
    // It may still be waiting for something to tell; it ends by itself once it looks at the signal.
    void iterator.return?.().then(undefined, () => undefined);
  }
}

/** The next message; null at the end, and where none comes soon. */
async function nextWithin(
  iterator: AsyncIterator<StreamMessage>,
  signal: AbortSignal,
): Promise<StreamMessage | null> {
  if (signal.aborted) return null;
  let timer: NodeJS.Timeout | undefined;
  const quiet = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, quietMs, null);
  });
  const next = iterator.next().then(({ done, value }) => (done ? null : value));
  // Where it loses the race nobody is there to hear that it failed.
  next.catch(() => undefined);
  try {
    return await Promise.race([next, quiet]);
  } finally {
    clearTimeout(timer);
  }
}
