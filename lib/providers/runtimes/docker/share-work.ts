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

/**
 * One work at a time, and each only once: who asks for what already runs hears what was told so far and waits along.
 * It is given up when the last of them gave up.
 */
export function createSharedWork() {
  const running = new Map<string, Running>();
  let last: Promise<unknown> = Promise.resolve();

  function begin(key: string, work: (log: Log, signal: AbortSignal) => Promise<void>): Running {
    const controller = new AbortController();
    const lines: string[] = [];
    const listeners = new Set<Log>();
    const tell = (line: string) => {
      lines.push(line);
      for (const listener of listeners) listener(line);
    };
    const promise = last
      .then(() => {
        controller.signal.throwIfAborted();
        return work(tell, controller.signal);
      })
      .finally(() => {
        if (running.get(key)?.promise === promise) running.delete(key);
      });
    last = promise.catch(() => undefined);
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
