import { WebSocket } from "ws";

const highBytes = 1024 * 1024;
const lowBytes = 128 * 1024;

/** Hands every frame of `from` on as it is; reads no more of it while `to` does not take what it has. */
export function pipeFrames(from: WebSocket, to: WebSocket): void {
  const onSent = () => {
    if (from.isPaused && to.bufferedAmount <= lowBytes) from.resume();
  };
  from.on("message", (data, isBinary) => {
    if (to.readyState !== WebSocket.OPEN || !Buffer.isBuffer(data)) return;
    to.send(data, { binary: isBinary }, onSent);
    if (to.bufferedAmount > highBytes) from.pause();
  });
}

/** Pings every client of a set; one that has not answered the ping before is cut. */
export function pingAll(
  clients: Set<WebSocket>,
  everyMs: number,
): { watch(client: WebSocket): void; stop(): void } {
  const answered = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const client of clients) {
      if (answered.delete(client)) client.ping();
      else client.terminate();
    }
  }, everyMs);
  timer.unref();
  return {
    watch(client) {
      answered.add(client);
      client.on("pong", () => answered.add(client));
    },
    stop: () => clearInterval(timer),
  };
}
