import type { AgentEndpoint } from "#lib/providers/agents/port.ts";
import { createEventCutter } from "#lib/providers/cut-lines.ts";
import { requestUrl } from "./client.ts";
import { refusalOf, unreachable } from "./errors.ts";
import { readBody } from "./read-body.ts";
import { WireEvent } from "./wire.ts";

const connectDeadlineMs = 10_000;
/** An event may hold all that a tool printed; what is longer comes from somebody who means ill. */
const eventCharactersMax = 32 * 1024 * 1024;
/** Of events that wait for their reader. The stream ends beyond it: who connects again reads the truth anew. */
const waitingCharactersMax = 32 * 1024 * 1024;
const action = "stream its events";

export type EventStream = {
  /** What has come in by then, at most after `waitMs`; null when the stream has ended or was silent for too long. */
  next: (waitMs: number) => Promise<WireEvent[] | null>;
  close: () => void;
};

/**
 * Connects to the event stream. It resolves when OpenCode's greeting has arrived, so that whatever is read afterwards is not
 * older than the first event. Heartbeats come every 10 s: silence beyond `silenceMs` means that the other side is gone.
 */
export async function openEventStream(endpoint: AgentEndpoint, silenceMs: number): Promise<EventStream> {
  const closing = new AbortController();
  const deadline = setTimeout(
    () => closing.abort(new DOMException("late", "TimeoutError")),
    connectDeadlineMs,
  );
  try {
    const response = await fetch(requestUrl(endpoint, "/event"), {
      headers: { ...endpoint.headers, accept: "text/event-stream" },
      redirect: "error",
      signal: closing.signal,
    });
    if (!response.ok || response.body === null)
      throw refusalOf(action, response.status, await readBody(response));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const greeting = await reader.read();
    return readEvents(reader, greeting.value ?? "", silenceMs, closing);
  } catch (error) {
    closing.abort();
    throw error instanceof Error && error.name.startsWith("Agent") ? error : unreachable(action, error);
  } finally {
    clearTimeout(deadline);
  }
}

function readEvents(
  reader: ReadableStreamDefaultReader<string>,
  greeting: string,
  silenceMs: number,
  closing: AbortController,
): EventStream {
  const inbox: WireEvent[] = [];
  const cut = createEventCutter(eventCharactersMax);
  let waitingCharacters = 0;
  let isEnded = false;
  let wake: () => void = () => undefined;

  const take = (text: string) => {
    for (const lines of cut(text)) {
      const data = dataOf(lines);
      const events = parseEvent(data);
      inbox.push(...events);
      if (events.length > 0) waitingCharacters += data.length;
      if (waitingCharacters > waitingCharactersMax) throw new RangeError("too much waits to be read");
    }
  };
  const end = () => {
    isEnded = true;
    closing.abort();
    wake();
  };
  const pump = async () => {
    let silence = setTimeout(end, silenceMs);
    try {
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        clearTimeout(silence);
        silence = setTimeout(end, silenceMs);
        take(chunk.value);
        wake();
      }
    } catch {
      // A broken connection ends the stream like a closed one.
    } finally {
      clearTimeout(silence);
      end();
    }
  };
  take(greeting);
  void pump();

  return {
    close: end,
    next: async (waitMs) => {
      if (inbox.length === 0 && !isEnded) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      const events = inbox.splice(0);
      waitingCharacters = 0;
      return events.length === 0 && isEnded ? null : events;
    },
  };
}

function dataOf(lines: readonly string[]): string {
  return lines
    .flatMap((line) => (line.startsWith("data:") ? [line.slice("data:".length).trim()] : []))
    .join("\n");
}

/** The event of one frame; those of unknown types are left out. */
function parseEvent(data: string): WireEvent[] {
  if (data === "") return [];
  try {
    const read = WireEvent.safeParse(JSON.parse(data));
    return read.success ? [read.data] : [];
  } catch {
    return [];
  }
}
