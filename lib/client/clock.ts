const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let nowMs = 0;

const readNow = (): number => Math.floor(Date.now() / 1000) * 1000;

function tick(): void {
  nowMs = readNow();
  for (const listener of listeners) listener();
}

/** One tick a second for the whole page, and none while nobody looks at a time. */
export const clock = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    if (timer === null) {
      nowMs = readNow();
      timer = setInterval(tick, 1000);
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || timer === null) return;
      clearInterval(timer);
      timer = null;
    };
  },
  /** Milliseconds since 1970, whole seconds; the same value until the next tick. */
  now(): number {
    if (timer === null) nowMs = readNow();
    return nowMs;
  },
};
