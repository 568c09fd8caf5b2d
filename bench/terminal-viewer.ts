import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";

const floodMs = 180_000;
const keepBytes = 256;

/** What a browser does with a terminal, without the screen: it types, takes what comes, and acknowledges it. */
export interface Viewer {
  /** Milliseconds from a key to its echo by a program that repeats it, `count` times. */
  echo(count: number): Promise<number[]>;
  /** Lets `seq` write `lines` lines and takes them all. */
  flood(lines: number): Promise<{ seconds: number; bytes: number; newlines: number }>;
  close(): Promise<void>;
}

interface ViewerOptions {
  headers?: Record<string, string>;
  /** The product's own protocol: bytes are acknowledged. */
  acknowledges?: boolean;
}

export async function openViewer(
  url: string,
  { headers, acknowledges = false }: ViewerOptions = {},
): Promise<Viewer> {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false, maxPayload: 16 * 1024 * 1024 });
  socket.binaryType = "nodebuffer";
  let onBytes: (bytes: Buffer) => void = () => {};
  let onGone = () => {};
  socket.once("close", () => onGone());
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) return;
    if (acknowledges) socket.send(JSON.stringify({ type: "ack", bytes: data.length }));
    onBytes(data);
  });
  await once(socket, "open");
  const type = (text: string) => socket.send(Buffer.from(text), { binary: true });

  /** Takes bytes until the text has come. */
  const until = (text: string, take: (bytes: Buffer) => void = () => {}) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The terminal never said ${text}.`)), floodMs);
      let tail = "";
      onBytes = (bytes) => {
        take(bytes);
        tail = (tail + bytes.toString("latin1", Math.max(0, bytes.length - keepBytes))).slice(-keepBytes);
        if (!tail.includes(text)) return;
        clearTimeout(timer);
        onBytes = () => {};
        resolve();
      };
      onGone = () => reject(new Error("The terminal went away."));
    });
  /** Words that are typed in two halves, so that the shell's own echo is not taken for them. */
  const settle = async (command: string) => {
    const said = until("settled");
    type(`${command}; echo sett''led\r`);
    await said;
    await sleep(100);
  };

  await settle("stty sane");
  return {
    async echo(count) {
      await settle("stty -icanon -echo min 1");
      type("cat\r");
      await sleep(300);
      const delays: number[] = [];
      for (let index = 0; index < count; index += 1) {
        const key = String.fromCharCode(97 + (index % 26));
        const seen = until(key);
        const sinceMs = performance.now();
        type(key);
        await seen;
        delays.push(performance.now() - sinceMs);
        await sleep(8);
      }
      type("\u0003");
      await sleep(200);
      await settle("stty sane");
      return delays;
    },
    async flood(lines) {
      let bytes = 0;
      let newlines = 0;
      const finished = until("flood-over", (chunk) => {
        bytes += chunk.length;
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) newlines += 1;
      });
      const sinceMs = performance.now();
      type(`seq 1 ${lines}; echo flood''-over\r`);
      await finished;
      return { seconds: (performance.now() - sinceMs) / 1000, bytes, newlines };
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}
