import { parseMessage } from "#lib/client/parse-json.ts";
import { createPulse } from "#lib/client/pulse.ts";
import { ServerMessage, type ViewerMessage } from "#workspaced/protocol/terminals.ts";

/** What is used of a WebSocket, whether the browser's or another one with its interface. */
export interface TerminalSocket {
  binaryType: string;
  readonly readyState: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number; reason: string }) => void): void;
}

/** One socket of a viewer, until it is dropped; then it says nothing more and is told nothing more. */
export interface ViewerSocket {
  say(message: ViewerMessage): void;
  /** False where nobody would receive it. */
  type(data: Uint8Array<ArrayBuffer>): boolean;
  /** Looks whether the other side still lives, and gives it up after `withinMs` of silence. */
  ask(withinMs: number): void;
  drop(): void;
}

interface SocketHandlers {
  onOpen(): void;
  onMessage(message: ServerMessage): void;
  /** `drawn` acknowledges the bytes. */
  onBytes(bytes: Uint8Array, drawn: () => void): void;
  /** `wasOpen` is false where the handshake itself was refused. */
  onClosed(code: number, reason: string, wasOpen: boolean): void;
  /** The other side answered nothing in time. */
  onSilent(reason: string): void;
}

const typingFrameBytes = 64 * 1024;
const handshakeMs = 10_000;
const openState = 1;

/** Takes a socket that is being opened; handlers are called until it is dropped, and none before this returns. */
export function openViewerSocket(socket: TerminalSocket, handlers: SocketHandlers): ViewerSocket {
  let isDropped = false;
  let wasOpen = false;

  const isOpen = () => !isDropped && socket.readyState === openState;
  const say = (message: ViewerMessage) => {
    if (isOpen()) socket.send(JSON.stringify(message));
  };
  const pulse = createPulse({ ping: () => say({ type: "ping" }), onSilent: handlers.onSilent });
  const onData = (data: unknown) => {
    if (isDropped) return;
    pulse.heard();
    if (typeof data === "string") {
      const message = parseMessage(ServerMessage, data);
      if (message) handlers.onMessage(message);
    } else if (data instanceof ArrayBuffer) {
      const bytes = new Uint8Array(data);
      handlers.onBytes(bytes, () => say({ type: "ack", bytes: bytes.length }));
    }
  };

  socket.binaryType = "arraybuffer";
  pulse.expect(handshakeMs, "The server did not answer.");
  socket.addEventListener("open", () => {
    wasOpen = true;
    handlers.onOpen();
  });
  socket.addEventListener("message", (event) => onData(event.data));
  // What went wrong is told by the close that follows.
  socket.addEventListener("error", () => undefined);
  socket.addEventListener("close", (event) => {
    if (!isDropped) handlers.onClosed(event.code, event.reason, wasOpen);
  });
  return {
    say,
    type(data) {
      if (!isOpen()) return false;
      for (let at = 0; at < data.length; at += typingFrameBytes)
        socket.send(data.subarray(at, at + typingFrameBytes));
      return true;
    },
    ask: pulse.ask,
    drop() {
      if (isDropped) return;
      isDropped = true;
      pulse.stop();
      socket.close();
    },
  };
}
