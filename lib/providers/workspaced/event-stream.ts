import type { IncomingMessage } from "node:http";

export interface StreamedEvent {
  id: string | null;
  event: string;
  data: string;
}

/** Reads server-sent events as the HTML standard frames them; comments are skipped. Ends with the stream. */
export async function* readEvents(response: IncomingMessage): AsyncGenerator<StreamedEvent> {
  response.setEncoding("utf8");
  let rest = "";
  for await (const chunk of response as AsyncIterable<string>) {
    const blocks = (rest + chunk).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event !== null) yield event;
    }
  }
}

function parseEvent(block: string): StreamedEvent | null {
  const event: StreamedEvent = { id: null, event: "message", data: "" };
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
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
