export interface Gathering<Item> {
  add: (items: Iterable<Item>) => void;
  stop: () => void;
}

/**
 * Hands over what was gathered: at once when nothing is under way, else once the handling before has ended and
 * `pauseMs` have passed since it began. Nothing that comes meanwhile is lost, and nothing is interrupted by it.
 */
export function gather<Item>(
  handle: (items: ReadonlySet<Item>) => Promise<unknown>,
  pauseMs: number,
): Gathering<Item> {
  let waiting = new Set<Item>();
  let isBusy = false;
  let isStopped = false;
  const run = async () => {
    if (isBusy || isStopped || waiting.size === 0) return;
    isBusy = true;
    const items = waiting;
    waiting = new Set();
    const pause = new Promise((resolve) => setTimeout(resolve, pauseMs));
    await Promise.allSettled([handle(items), pause]);
    isBusy = false;
    void run();
  };
  return {
    add(items) {
      for (const item of items) waiting.add(item);
      void run();
    },
    stop() {
      isStopped = true;
    },
  };
}
