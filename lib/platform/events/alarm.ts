import type { EventHub } from "#lib/platform/events/hub.ts";

/** Waits for what is woken under one key; of wakes that come while nobody waits one is kept. */
export interface Alarm {
  /** Resolves at the next wake, and without one after `timeoutMs` or when the signal aborts. */
  wait(timeoutMs: number): Promise<void>;
  stop(): void;
}

export function setAlarm(hub: Pick<EventHub, "onWake">, key: string, signal: AbortSignal): Alarm {
  let isDue = false;
  let go = () => {};
  const ring = () => {
    isDue = true;
    go();
  };
  const forget = hub.onWake(key, ring);
  signal.addEventListener("abort", ring);
  return {
    async wait(timeoutMs) {
      if (!isDue && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          go = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isDue = false;
    },
    stop() {
      forget();
      signal.removeEventListener("abort", ring);
      go();
    },
  };
}
