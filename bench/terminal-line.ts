import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { WebSocket } from "ws";

/** Bytes to a shell and back, whatever carries them. */
export interface TerminalLine {
  type(text: string): void;
  /** Called with each message that comes; one at a time has it. */
  onBytes: (bytes: Buffer) => void;
  onGone: () => void;
  /** Messages so far. */
  frames(): number;
  /** Reads no more, as a window does that hangs. */
  stall(): void;
  close(): Promise<void>;
}

interface SocketOptions {
  headers?: Record<string, string>;
  /** The product's own protocol: bytes are acknowledged. */
  acknowledges?: boolean;
  /** Hears the product's text frames. */
  onMessage?: (text: string) => void;
}

export async function webSocketLine(
  url: string,
  { headers, acknowledges = false, onMessage = () => {} }: SocketOptions = {},
): Promise<TerminalLine> {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false, maxPayload: 16 * 1024 * 1024 });
  socket.binaryType = "nodebuffer";
  let frames = 0;
  let isStalled = false;
  const line: TerminalLine = {
    type: (text) => socket.send(Buffer.from(text), { binary: true }),
    onBytes: () => {},
    onGone: () => {},
    frames: () => frames,
    stall() {
      isStalled = true;
      socket.pause();
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, "close");
      if (isStalled) socket.terminate();
      else socket.close();
      await closed;
    },
  };
  socket.once("close", () => line.onGone());
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) return onMessage(data.toString());
    frames += 1;
    if (acknowledges && !isStalled) socket.send(JSON.stringify({ type: "ack", bytes: data.length }));
    line.onBytes(data);
  });
  await once(socket, "open");
  return line;
}

/** What is used of socket.io's client, which comes with WeTTY. */
interface Emitter {
  on(event: string, listener: (data: string) => void): void;
  emit(event: string, data: unknown): void;
  disconnect(): void;
}

/** WeTTY's own protocol, with its acknowledgements; `folder` is where it was installed. */
export async function wettyLine(port: number, folder: string): Promise<TerminalLine> {
  const { io } = createRequire(join(folder, "package.json"))("socket.io-client") as {
    io(url: string, options: object): Emitter;
  };
  const socket = io(`http://127.0.0.1:${port}`, { path: "/socket.io", transports: ["websocket"] });
  let frames = 0;
  const line: TerminalLine = {
    type: (text) => socket.emit("input", text),
    onBytes: () => {},
    onGone: () => {},
    frames: () => frames,
    stall: () => {},
    close: async () => socket.disconnect(),
  };
  const started = new Promise<void>((resolve, reject) => {
    socket.on("login", () => resolve());
    socket.on("connect_error", () => reject(new Error("WeTTY does not answer.")));
  });
  socket.on("data", (data) => {
    frames += 1;
    socket.emit("commit", data.length);
    line.onBytes(Buffer.from(data));
  });
  socket.on("disconnect", () => line.onGone());
  await started;
  socket.emit("resize", { cols: 120, rows: 40 });
  return line;
}
