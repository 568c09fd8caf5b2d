import type { StreamMessage } from "#lib/operations/query.ts";

const defaultKeepAliveMs = 15_000;
/** So many comments in a row may find no room, and nothing taken since the one before, until the client is given up. */
const stallsMax = 2;

/**
 * A response of server-sent events (HTML standard, section 9.2) that gives what `messages` yields, with a comment
 * every 15 s so that proxies keep it open. A client that takes nothing for half a minute is cut off; it resumes by the
 * last id it has. `onClose` is called once, when either side ends it.
 */
export function eventStream(
  messages: AsyncIterable<StreamMessage>,
  onClose: () => void = () => {},
  keepAliveMs = defaultKeepAliveMs,
): Response {
  const encoder = new TextEncoder();
  const iterator = messages[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let hasTaken = false;
  let stalls = 0;
  const end = () => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    onClose();
  };
  const keepAlive = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const hasRoom = (controller.desiredSize ?? 0) > 0;
    stalls = hasRoom || hasTaken ? 0 : stalls + 1;
    hasTaken = false;
    if (hasRoom) return controller.enqueue(encoder.encode(": still here\n\n"));
    if (stalls < stallsMax) return;
    end();
    void iterator.return?.();
    controller.error(new Error("The client took nothing for too long."));
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode("retry: 1000\n\n"));
      timer = setInterval(() => keepAlive(controller), keepAliveMs);
    },
    async pull(controller) {
      hasTaken = true;
      try {
        const next = await iterator.next();
        if (isOver) return;
        if (!next.done) return controller.enqueue(encoder.encode(format(next.value)));
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    async cancel() {
      end();
      await iterator.return?.();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}

function format({ id, event, data }: StreamMessage): string {
  const head = id === undefined ? "" : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
