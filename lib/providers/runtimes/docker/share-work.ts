type Log = (line: string) => void;

interface Running {
  promise: Promise<void>;
  lines: string[];
  listeners: Set<Log>;
  waiting: number;
  controller: AbortController;
}

interface Asker {
  log: Log;
  signal: AbortSignal;
}

/** Whoever made the image that is built decides how much is told. */
const linesMax = 2000;
const lineCharactersMax = 4000;

/**
 * Each work only once: who asks for what already runs hears what was told so far and waits along. It is given up when
 * the last of them gave up. Works of different names do not wait for each other.
 */
export function createSharedWork() {
  const running = new Map<string, Running>();

  function begin(key: string, work: (log: Log, signal: AbortSignal) => Promise<void>): Running {
    const controller = new AbortController();
    const lines: string[] = [];
    const listeners = new Set<Log>();
    const tell = (told: string) => {
      if (lines.length > linesMax) return;
      const isLast = lines.length === linesMax;
      const line = isLast ? `The log was cut after ${linesMax} lines.` : told.slice(0, lineCharactersMax);
      lines.push(line);
      for (const listener of listeners) listener(line);
    };
    // Who asked is heard as of the first line.
    const promise = Promise.resolve()
      .then(() => work(tell, controller.signal))
      .finally(() => {
        if (running.get(key)?.promise === promise) running.delete(key);
      });
    // Where all gave up nobody hears of its end.
    promise.catch(() => undefined);
    const entry = { promise, lines, listeners, waiting: 0, controller };
    running.set(key, entry);
    return entry;
  }

  return async function share(
    key: string,
    { log, signal }: Asker,
    work: (log: Log, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    signal.throwIfAborted();
    const entry = running.get(key) ?? begin(key, work);
    entry.waiting += 1;
    for (const line of entry.lines) log(line);
    entry.listeners.add(log);
    try {
      await Promise.race([entry.promise, rejectionOf(signal)]);
    } finally {
      entry.listeners.delete(log);
      entry.waiting -= 1;
      if (entry.waiting === 0) {
        if (running.get(key) === entry) running.delete(key);
        entry.controller.abort(signal.reason);
      }
    }
  };
}

const rejectionOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
