import type { IncomingMessage } from "node:http";

/** Of what a listener is made with: a body's time is limited by `limitBody`, that of its head here. */
export const listenerOptions = {
  requestTimeout: 0,
  headersTimeout: 20_000,
  connectionsCheckingInterval: 5_000,
} as const;

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
  if (!hasBody(request)) return;
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

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;

/** A file is saved through a server action: 5 MiB of text and what JSON adds to it; `next.config.ts` says the same. */
const pageBytesMax = 12 * 1024 * 1024;
/** Signing in sends a few fields. */
const signInBytesMax = 64 * 1024;

export const pageBodyMax = (path: string): number =>
  path.startsWith("/api/auth/") ? signInBytesMax : pageBytesMax;

/**
 * Whether what a request for a page announces to send is no more than `max`. One that announces nothing is cut off where
 * it sends more: Next reads some bodies whole, however long they are.
 */
export function hasRoomFor(request: IncomingMessage, max: number): boolean {
  if (!hasBody(request)) return true;
  const announced = request.headers["content-length"];
  if (announced !== undefined) return Number(announced) <= max;
  const { push } = request;
  let bytes = 0;
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Uint8Array) bytes += chunk.byteLength;
    if (bytes <= max) return push.call(request, chunk, encoding);
    request.destroy();
    return false;
  };
  return true;
}
