/**
 * One reader of a source for all who follow it under the same key: the first follower opens it, each further one is
 * given what is kept and then what comes, and when the last has gone the source is closed. A follower that is slower
 * than the source misses what is no longer kept, and is told how much that was.
 */
export interface SharedStreams<Item> {
  /** Ends with the source, and quietly with the signal; throws what the source throws. */
  follow(
    key: string,
    open: (signal: AbortSignal) => AsyncIterable<Item>,
    signal: AbortSignal,
  ): Followed<Item>;
  /** How many sources are being read. */
  size(): number;
}

export type Followed<Item> = AsyncGenerator<{ item: Item } | { missed: number }>;

interface Kept {
  itemsMax: number;
}

interface Source<Item> {
  items: Item[];
  /** How many came before the first of `items`. */
  dropped: number;
  followers: number;
  end: { error: unknown } | null;
  close: AbortController;
  wakers: Set<() => void>;
}

export function createSharedStreams<Item>({ itemsMax }: Kept): SharedStreams<Item> {
  const sources = new Map<string, Source<Item>>();

  function sourceFor(key: string, open: (signal: AbortSignal) => AsyncIterable<Item>): Source<Item> {
    const known = sources.get(key);
    if (known) return known;
    const close = new AbortController();
    const source: Source<Item> = {
      items: [],
      dropped: 0,
      followers: 0,
      end: null,
      close,
      wakers: new Set(),
    };
    sources.set(key, source);
    void read(source, open(close.signal)).then((error) => {
      source.end = { error };
      // Whoever comes now begins anew.
      if (sources.get(key) === source) sources.delete(key);
      wake(source);
    });
    return source;
  }

  async function read(source: Source<Item>, items: AsyncIterable<Item>): Promise<unknown> {
    try {
      for await (const item of items) {
        source.items.push(item);
        // Cut in larger pieces, for each cut moves all that is kept.
        if (source.items.length >= itemsMax * 2) {
          source.dropped += source.items.length - itemsMax;
          source.items = source.items.slice(-itemsMax);
        }
        wake(source);
      }
      return null;
    } catch (error) {
      return error;
    }
  }

  function leave(key: string, source: Source<Item>): void {
    source.followers -= 1;
    if (source.followers > 0) return;
    source.close.abort();
    if (sources.get(key) === source) sources.delete(key);
  }

  async function* follow(
    key: string,
    open: (signal: AbortSignal) => AsyncIterable<Item>,
    signal: AbortSignal,
  ): Followed<Item> {
    if (signal.aborted) return;
    const source = sourceFor(key, open);
    source.followers += 1;
    let next = source.dropped;
    try {
      while (!signal.aborted) {
        if (next < source.dropped) {
          yield { missed: source.dropped - next };
          next = source.dropped;
        }
        const item = source.items[next - source.dropped];
        if (item !== undefined) {
          next += 1;
          yield { item };
        } else if (source.end) {
          if (source.end.error !== null) throw source.end.error;
          return;
        } else {
          await untilWoken(source, signal);
        }
      }
    } finally {
      leave(key, source);
    }
  }

  return { follow, size: () => sources.size };
}

function wake<Item>({ wakers }: Source<Item>): void {
  for (const waker of [...wakers]) waker();
}

const untilWoken = <Item>({ wakers }: Source<Item>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      wakers.delete(go);
      signal.removeEventListener("abort", go);
      resolve();
    };
    wakers.add(go);
    signal.addEventListener("abort", go, { once: true });
  });
