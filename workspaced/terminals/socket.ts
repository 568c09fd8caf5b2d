import { type RawData, WebSocket, WebSocketServer } from "ws";
import type { UpgradeHandler, WorkspacedContext } from "../context.ts";
import { check } from "../errors.ts";
import { TerminalSocketQuery, ViewerMessage } from "../protocol/terminals.ts";
import type { AttachedViewer, Terminal } from "./terminal.ts";
import type { TerminalService } from "./terminal-service.ts";

const pingMs = 12_000;
const goodbyeMs = 1000;
const frameBytesMax = 1024 * 1024;
/** Typing not yet taken by the terminal; beyond it the socket is not read. */
const typingBytesMax = 256 * 1024;

export interface TerminalSockets {
  upgrade: UpgradeHandler;
  /** Tells every viewer that it may come back. */
  close(): void;
}

/** WS /terminals/:name, in the frames of protocol/terminals.ts. A viewer that answers no ping is cut. */
export function createTerminalSockets(context: WorkspacedContext, service: TerminalService): TerminalSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: frameBytesMax, perMessageDeflate: false });
  const isAlive = new WeakSet<WebSocket>();
  const pings = setInterval(() => {
    for (const socket of server.clients) {
      if (!isAlive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, pingMs);
  pings.unref();

  return {
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? "/", "http://workspace");
      const [, name] = /^\/terminals\/([^/]+)$/.exec(url.pathname) ?? [];
      if (name === undefined) return false;
      const query = check(TerminalSocketQuery, Object.fromEntries(url.searchParams));
      const terminal = service.get(decodeURIComponent(name));
      server.handleUpgrade(request, socket, head, (viewer) => {
        isAlive.add(viewer);
        viewer.on("pong", () => isAlive.add(viewer));
        serveViewer(context, viewer, terminal, query);
      });
      return true;
    },
    close() {
      clearInterval(pings);
      for (const socket of server.clients) socket.close(1001, "the workspace restarts");
      // A viewer that does not say goodbye in return must not keep us.
      setTimeout(() => {
        for (const socket of server.clients) socket.terminate();
      }, goodbyeMs);
    },
  };
}

function serveViewer(
  context: WorkspacedContext,
  socket: WebSocket,
  terminal: Terminal,
  query: TerminalSocketQuery,
): void {
  const send = (data: Buffer | string) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data, { binary: typeof data !== "string" });
  };
  const viewer = terminal.attach(query, {
    sendBytes: send,
    sendMessage: (message) => send(JSON.stringify(message)),
    finish: () => socket.close(1000, "the terminal ended"),
  });
  const type = holdWhenBehind(socket, viewer);
  socket.on("message", (data, isBinary) => {
    if (isBinary) type(toBuffer(data));
    else onMessage(toBuffer(data).toString(), socket, viewer);
  });
  socket.on("close", () => viewer.close());
  socket.on("error", (error) => {
    context.log("info", "a viewer's socket failed", { terminal: terminal.name, reason: error.message });
  });
}

/** Stops reading a socket that pastes faster than its terminal takes it. */
function holdWhenBehind(socket: WebSocket, viewer: AttachedViewer): (bytes: Buffer) => void {
  let waiting = 0;
  return (bytes) => {
    waiting += bytes.length;
    if (waiting > typingBytesMax) socket.pause();
    void viewer.type(bytes).then(() => {
      waiting -= bytes.length;
      if (socket.isPaused && waiting <= typingBytesMax) socket.resume();
    });
  };
}

function onMessage(text: string, socket: WebSocket, viewer: AttachedViewer): void {
  const message = parseMessage(text);
  if (message === null) socket.close(1008, "a text frame must be a resize, ack or ping message");
  else if (message.type === "ack") viewer.acknowledge(message.bytes);
  else if (message.type === "resize")
    viewer.resize({ cols: message.cols, rows: message.rows }, message.takes === true);
  else socket.send('{"type":"pong"}');
}

function parseMessage(text: string): ViewerMessage | null {
  try {
    const parsed = ViewerMessage.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
