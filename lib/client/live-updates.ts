import { type Change, type LiveStatus, TabMessage } from "#lib/client/live-messages.ts";
import { type LiveStream, openLiveStream } from "#lib/client/live-stream.ts";

/**
 * One event stream per browser. The tab that holds the Web Lock keeps it and passes everything on through a
 * BroadcastChannel; when that tab closes, the lock wakes the next one. Browsers without locks (plain http on another
 * host than localhost) give every tab its own stream.
 */

interface LiveUpdateOptions {
  url: string;
  onChange: (change: Change) => void;
  onReset: () => void;
  onRefused?: () => void;
}

export interface LiveUpdates {
  start: () => void;
  stop: () => void;
  /** Connects at once instead of after the wait. */
  retry: () => void;
  subscribe: (listener: () => void) => () => void;
  status: () => LiveStatus;
  /** Hears every change as it comes, beside what reads stale queries anew. */
  hear: (hearer: (change: Change) => void) => () => void;
}

const channelName = "lockkeeper-live-updates";
export const connecting: LiveStatus = { state: "connecting", sinceMs: 0, attempt: 0 };

export function createLiveUpdates(options: LiveUpdateOptions): LiveUpdates {
  const listeners = new Set<() => void>();
  const hearers = new Set<(change: Change) => void>();
  let status = connecting;
  let channel: BroadcastChannel | null = null;
  let stream: LiveStream | null = null;
  let stopped: AbortController | null = null;

  const take = (message: TabMessage): void => {
    if (message.kind === "change") {
      options.onChange(message.change);
      for (const hearer of hearers) hearer(message.change);
    } else if (message.kind === "reset") options.onReset();
    else if (message.kind === "status") {
      status = message.status;
      for (const listener of listeners) listener();
    }
  };
  const share = (message: TabMessage): void => {
    take(message);
    channel?.postMessage(message);
  };
  const lead = (): void => {
    stream = openLiveStream(options.url, {
      onStatus: (next) => share({ kind: "status", status: next }),
      onChange: (change) => share({ kind: "change", change }),
      onReset: () => share({ kind: "reset" }),
      onRefused: () => options.onRefused?.(),
    });
  };

  const onMessage = (event: MessageEvent): void => {
    const message = TabMessage.safeParse(event.data).data;
    if (!message) return;
    if (message.kind === "retry") stream?.retry();
    else if (message.kind === "hello") {
      if (stream) channel?.postMessage({ kind: "status", status } satisfies TabMessage);
    } else if (!stream) {
      const isNowLive = message.kind === "status" && message.status.state === "live" && status === connecting;
      take(message);
      // What this tab read before it listened may be older than an event it did not hear.
      if (isNowLive) options.onReset();
    }
  };

  return {
    start() {
      if (stopped) return;
      const running = new AbortController();
      stopped = running;
      if (!("locks" in navigator) || !("BroadcastChannel" in window)) return lead();
      channel = new BroadcastChannel(channelName);
      channel.addEventListener("message", onMessage);
      channel.postMessage({ kind: "hello" } satisfies TabMessage);
      navigator.locks
        .request(channelName, { signal: running.signal }, () => leadUntil(running.signal, lead))
        .catch(() => undefined); // Stopped while it waited for the lock.
    },
    stop() {
      stopped?.abort();
      stopped = null;
      stream?.close();
      stream = null;
      channel?.close();
      channel = null;
    },
    retry() {
      if (stream) stream.retry();
      else channel?.postMessage({ kind: "retry" } satisfies TabMessage);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    status: () => status,
    hear(hearer) {
      hearers.add(hearer);
      return () => hearers.delete(hearer);
    },
  };
}

/** Holds the lock as long as the tab lives. */
function leadUntil(signal: AbortSignal, lead: () => void): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  lead();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
