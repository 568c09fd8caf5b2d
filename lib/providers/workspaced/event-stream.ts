import type { IncomingMessage } from "node:http";
import { createEventCutter } from "#lib/providers/cut-lines.ts";
import { unknownAnswer } from "./request.ts";

/** Of 10,000 changed paths that come at once, long ones too. */
const eventCharactersMax = 4 * 1024 * 1024;

export interface StreamedEvent {
  id: string | null;
  event: string;
  data: string;
}

/**
 * Reads server-sent events as the HTML standard frames them; comments are skipped. Ends with the stream; throws
 * PROVIDER_ERROR at an event beyond 4 MiB.
 */
export async function* readEvents(response: IncomingMessage): AsyncGenerator<StreamedEvent> {
  response.setEncoding("utf8");
  const cut = createEventCutter(eventCharactersMax);
  const read = (chunk: string) => {
    try {
      return cut(chunk);
    } catch (cause) {
      throw unknownAnswer(cause);
    }
  };
  for await (const chunk of response as AsyncIterable<string>) {
    for (const lines of read(chunk)) {
      const event = parseEvent(lines);
      if (event !== null) yield event;
    }
  }
}

function parseEvent(lines: readonly string[]): StreamedEvent | null {
  const event: StreamedEvent = { id: null, event: "message", data: "" };
  const data: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") data.push(value);
    if (name === "event") event.event = value;
    if (name === "id") event.id = value;
  }
  if (data.length === 0) return null;
  return { ...event, data: data.join("\n") };
}
