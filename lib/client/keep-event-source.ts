interface KeepOptions {
  /** How long to wait before a stream that was refused is asked for again. */
  retryMs: number;
  /** Adds the listeners; called for every source that is opened. */
  listen: (source: EventSource) => void;
}

/**
 * Keeps a stream open until the returned function is called. The browser resumes a broken one by itself, behind the
 * message it saw last; one that the server refused (it was just restarting) it gives up, so that is opened anew, from
 * its beginning.
 */
export function keepEventSource(url: string, { retryMs, listen }: KeepOptions): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    const opened = new EventSource(url);
    source = opened;
    opened.addEventListener("error", () => {
      if (opened.readyState === EventSource.CLOSED) timer = setTimeout(open, retryMs);
    });
    listen(opened);
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
