import type { IncomingMessage } from "node:http";

/** Of what a listener is made with: a body's time is limited by `limitBody`, that of its head here. */
export const listenerOptions = { requestTimeout: 0, headersTimeout: 60_000 } as const;

export interface BodyLimits {
  /** A body is here after so long, unless `allowLongBody` was said of it. */
  wholeMs: number;
  /** Whoever sends is silent for twice as long at most. */
  silenceMs: number;
}

const bodyLimits: BodyLimits = { wholeMs: 300_000, silenceMs: 60_000 };
const long = new WeakSet<IncomingMessage>();

/** For a body that somebody with the right to send it sends: a large file over a slow line takes hours. */
export const allowLongBody = (request: IncomingMessage): void => void long.add(request);

/** Cuts off who takes too long to send a body, or stops sending. To be called once for each request, at its start. */
export function limitBody(request: IncomingMessage, { wholeMs, silenceMs }: BodyLimits = bodyLimits): void {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (length === undefined && encoding === undefined) return;
  const startedAt = performance.now();
  let bytes = request.socket.bytesRead;
  const look = () => {
    if (request.complete) return clearInterval(timer);
    const isSilent = request.socket.bytesRead === bytes && isWaitedFor(request);
    const isLate = performance.now() - startedAt >= wholeMs && !long.has(request);
    bytes = request.socket.bytesRead;
    if (isSilent || isLate) request.destroy();
  };
  const timer = setInterval(look, silenceMs);
  timer.unref();
  request.once("close", () => clearInterval(timer));
}

/** Who may not send because nothing is read, as while a workspace's disk is slow, is not silent. */
const isWaitedFor = (request: IncomingMessage): boolean =>
  request.readableLength < request.readableHighWaterMark;
