import { Change, type LiveStatus } from "#lib/client/live-messages.ts";
import { parseMessage } from "#lib/client/parse-json.ts";

interface StreamHandlers {
  onStatus: (status: LiveStatus) => void;
  onChange: (change: Change) => void;
  /** Events may have been missed: what was read before is no longer to be trusted. */
  onReset: () => void;
  /** The server answered, but not with a stream: perhaps nobody is signed in any more. */
  onRefused?: () => void;
}

export interface LiveStream {
  retry: () => void;
  close: () => void;
}

const delayMinMs = 500;
const delayMaxMs = 15_000;

/**
 * One EventSource that comes back by itself. The browser resumes a broken stream with `Last-Event-ID`; a refused one
 * (the server answered, but not with a stream) it gives up, so that is opened anew after a growing wait, and counts
 * as a gap.
 */
export function openLiveStream(url: string, handlers: StreamHandlers): LiveStream {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let attempt = 0;
  let hasBeenLive = false;

  const report = (state: LiveStatus["state"]) => handlers.onStatus({ state, sinceMs: Date.now(), attempt });

  const open = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    source?.close();
    const opened = new EventSource(url);
    source = opened;
    let isResume = false;
    // Not at "open": until the server says it is ready, what happens is neither told nor resumed.
    opened.addEventListener("ready", () => {
      attempt = 0;
      hasBeenLive = true;
      report("live");
      if (!isResume) handlers.onReset();
      isResume = true;
    });
    opened.addEventListener("change", (event) => {
      const change = parseMessage(Change, String(event.data));
      if (change) handlers.onChange(change);
    });
    opened.addEventListener("reset", () => handlers.onReset());
    opened.addEventListener("error", () => {
      attempt += 1;
      report(hasBeenLive ? "reconnecting" : "connecting");
      if (opened.readyState !== EventSource.CLOSED) return;
      handlers.onRefused?.();
      timer = setTimeout(open, Math.min(delayMinMs * 2 ** Math.min(attempt - 1, 6), delayMaxMs));
    });
  };

  const onOffline = () => report(hasBeenLive ? "reconnecting" : "connecting");
  window.addEventListener("offline", onOffline);
  window.addEventListener("online", open);
  report("connecting");
  open();

  return {
    retry: open,
    close() {
      window.removeEventListener("offline", onOffline);
      window.removeEventListener("online", open);
      if (timer !== null) clearTimeout(timer);
      source?.close();
    },
  };
}
