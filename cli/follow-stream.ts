import { setTimeout as wait } from "node:timers/promises";
import { CliFailure, failed } from "#cli/failure.ts";
import { failureOf, headersOf, networkFailure, type Sending, urlOf } from "#cli/http.ts";
import type { Login } from "#cli/logins.ts";

export interface ServerMessage {
  id: string | null;
  event: string;
  data: unknown;
}

/** The server says something every 15 s; whoever is silent for longer is gone. */
const silenceMs = 45_000;
const firstDelayMs = 300;
const delayMaxMs = 5_000;
const awayMaxMs = 5 * 60_000;

interface Following {
  login: Login;
  request: Pick<Sending, "path" | "query">;
  /** Told once for each time that the connection is lost, and once when it is back. */
  onConnection?: (state: "lost" | "back") => void;
}

/**
 * The messages of a stream of server-sent events, each once. A connection that breaks off is opened again behind the
 * last id, for up to five minutes; ends with the message `done`, or when the server has nothing more to say.
 */
export async function* followStream(following: Following): AsyncGenerator<ServerMessage> {
  let lastId: string | null = null;
  let lostAtMs: number | null = null;
  let delayMs = firstDelayMs;
  for (let emptyEnds = 0; emptyEnds < 2; ) {
    try {
      let count = 0;
      for await (const message of openStream(following, lastId)) {
        if (lostAtMs !== null) following.onConnection?.("back");
        lostAtMs = null;
        delayMs = firstDelayMs;
        if (message === "opened") continue;
        count += 1;
        lastId = message.id ?? lastId;
        yield message;
        if (message.event === "done") return;
      }
      // A server that stops ends its streams properly too: whether it was the end is seen by asking once more.
      emptyEnds = count === 0 ? emptyEnds + 1 : 1;
    } catch (error) {
      if (error instanceof CliFailure && !error.isPassing) throw error;
      if (lostAtMs === null) following.onConnection?.("lost");
      lostAtMs ??= Date.now();
      if (Date.now() - lostAtMs > awayMaxMs) throw networkFailure(following.login.address, error);
      await wait(delayMs);
      delayMs = Math.min(delayMs * 2, delayMaxMs);
    }
  }
}

async function* openStream(
  { login, request }: Following,
  lastId: string | null,
): AsyncGenerator<ServerMessage | "opened"> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(new Error("The server fell silent.")), silenceMs);
  try {
    const response = await fetch(urlOf(login, request), {
      headers: {
        ...headersOf(login),
        accept: "text/event-stream",
        ...(lastId === null ? {} : { "last-event-id": lastId }),
      },
      redirect: "manual",
      signal: silent.signal,
    });
    if (!response.ok) throw await failureOf(login, response);
    if (!response.headers.get("content-type")?.startsWith("text/event-stream"))
      throw failed(`${login.address} answered with something that cannot be followed.`);
    yield "opened";
    const decoder = new TextDecoderStream();
    let text = "";
    for await (const chunk of response.body?.pipeThrough(decoder) ?? []) {
      timer.refresh();
      const blocks = (text + chunk).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const message = messageOf(block);
        if (message) yield message;
      }
    }
  } finally {
    clearTimeout(timer);
    silent.abort();
  }
}

/** One block of a stream; null for comments and for what only sets the delay. */
function messageOf(block: string): ServerMessage | null {
  let id: string | null = null;
  let event = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [, name, value = ""] = /^(\w+):? ?(.*)$/.exec(line) ?? [];
    if (name === "id") id = value;
    if (name === "event") event = value;
    if (name === "data") data.push(value);
  }
  if (data.length === 0) return null;
  return { id, event, data: JSON.parse(data.join("\n")) };
}
