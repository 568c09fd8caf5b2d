/**
 * A viewer's side of a terminal's socket: counts what it has, acknowledges what was drawn, and comes back by itself
 * where it left off. It knows nothing of the screen, and nothing of how a socket is opened.
 */

import { parseMessage } from "#lib/client/parse-json.ts";
import { createPulse } from "#lib/client/pulse.ts";
import {
  type ConnectionPhase,
  closedPhase,
  type Probe,
  type ProbeAnswer,
  phaseOfProbe,
  reconnectDelayMs,
} from "#lib/client/terminal-phase.ts";
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

/** How a viewer presents itself; the query of the socket's address. */
export interface ViewerQuery {
  viewer: string;
  cursor?: number;
  cols?: number;
  rows?: number;
}

export interface TerminalConnectionOptions {
  open(query: ViewerQuery): TerminalSocket;
  /** Draws; calls `drawn` when it has. The bytes of a snapshot begin with a full reset. */
  onBytes(bytes: Uint8Array, drawn: () => void): void;
  /** What follows is a snapshot that takes the place of output this viewer has missed. */
  onGap?(): void;
  onPhase(phase: ConnectionPhase): void;
  size?: { cols: number; rows: number };
  /** Asked when a connection was refused, because a browser does not tell why. */
  probe: Probe;
  /** 0 to below 1, for the jitter. */
  random?: () => number;
}

export interface TerminalConnection {
  phase(): ConnectionPhase;
  /** False where nobody would receive it: nothing is kept for later. */
  type(data: Uint8Array<ArrayBuffer>): boolean;
  resize(cols: number, rows: number): void;
  /** Connects at once instead of after the wait; looks whether an open connection still lives. */
  wake(): void;
  close(): void;
}

const typingFrameBytes = 64 * 1024;
const wakeSilenceMs = 3_000;
const handshakeMs = 10_000;
const isOpen = 1;

/** Connects at once, and again after every loss, until it is closed, refused, or the terminal has ended. */
export function createTerminalConnection(options: TerminalConnectionOptions): TerminalConnection {
  const viewer = crypto.randomUUID();
  const retries = createRetries(() => connect(), options.random ?? Math.random);
  let phase: ConnectionPhase = { state: "connecting" };
  let socket: TerminalSocket | null = null;
  let cursor: number | null = null;
  let size = options.size;
  let isClosed = false;

  const setPhase = (next: ConnectionPhase) => {
    phase = next;
    options.onPhase(next);
  };
  const send = (message: ViewerMessage, to = socket) => {
    if (to !== null && to === socket && to.readyState === isOpen) to.send(JSON.stringify(message));
  };

  /** Gives the present socket up, whatever it still says. */
  const drop = () => {
    const dropped = socket;
    socket = null;
    pulse.stop();
    retries.cancel();
    dropped?.close();
  };
  const retry = (kind: "reconnecting" | "stopped", reason: string | null) => {
    if (!isClosed) setPhase({ state: kind, reason, ...retries.schedule() });
  };
  const settle = (next: ConnectionPhase | null, reason: string | null) => {
    if (next === null) retry("reconnecting", reason);
    else if (next.state === "stopped") retry("stopped", next.reason);
    else setPhase(next);
  };
  const pulse = createPulse({
    ping: () => send({ type: "ping" }),
    onSilent(reason) {
      drop();
      retry("reconnecting", reason);
    },
  });
  const onMessage = (from: TerminalSocket, data: unknown) => {
    if (from !== socket) return;
    pulse.heard();
    if (typeof data === "string") return onServerMessage(data);
    if (!(data instanceof ArrayBuffer)) return;
    const bytes = new Uint8Array(data);
    cursor = (cursor ?? 0) + bytes.length;
    options.onBytes(bytes, () => send({ type: "ack", bytes: bytes.length }, from));
  };
  const onServerMessage = (text: string) => {
    const message = parseMessage(ServerMessage, text);
    if (message?.type === "exit") setPhase({ state: "ended", code: message.code });
    if (message?.type !== "ready") return;
    cursor = message.cursor;
    retries.reset();
    if (message.gap) options.onGap?.();
    if (phase.state !== "live") setPhase({ state: "live" });
  };
  const onClose = async (from: TerminalSocket, code: number, reason: string, wasOpen: boolean) => {
    if (from !== socket) return;
    drop();
    if (isClosed || phase.state === "ended") return;
    if (wasOpen) return settle(closedPhase(code, reason), reason || null);
    // A refused handshake and a server that is away look alike from here.
    if (phase.state === "live")
      setPhase({ state: "reconnecting", attempt: retries.attempt(), reason: null, retryAtMs: null });
    const answer = await options.probe().catch((): ProbeAnswer => ({ kind: "unknown" }));
    if (!isClosed && socket === null && !retries.isWaiting()) settle(phaseOfProbe(answer), null);
  };

  const connect = () => {
    drop();
    if (isClosed) return;
    const asked = size;
    const opened = options.open({ viewer, ...(cursor === null ? {} : { cursor }), ...asked });
    opened.binaryType = "arraybuffer";
    socket = opened;
    let wasOpen = false;
    pulse.expect(handshakeMs, "The server did not answer.");
    opened.addEventListener("open", () => {
      wasOpen = true;
      if (size !== undefined && size !== asked) send({ type: "resize", ...size }, opened);
    });
    opened.addEventListener("message", (event) => onMessage(opened, event.data));
    opened.addEventListener("error", () => undefined);
    opened.addEventListener("close", (event) => onClose(opened, event.code, event.reason, wasOpen));
  };

  connect();
  return {
    phase: () => phase,
    type(data) {
      if (phase.state !== "live" || socket?.readyState !== isOpen) return false;
      sendInFrames(socket, data);
      return true;
    },
    resize(cols, rows) {
      if (size?.cols === cols && size.rows === rows) return;
      size = { cols, rows };
      send({ type: "resize", cols, rows });
    },
    wake() {
      if (phase.state === "live") pulse.ask(wakeSilenceMs);
      else if (retries.isWaiting()) connect();
    },
    close() {
      isClosed = true;
      drop();
    },
  };
}

function sendInFrames(socket: TerminalSocket, data: Uint8Array<ArrayBuffer>): void {
  for (let at = 0; at < data.length; at += typingFrameBytes)
    socket.send(data.subarray(at, at + typingFrameBytes));
}

/** Counts the attempts in a row, and makes the next one after a wait that grows with them. */
function createRetries(connect: () => void, random: () => number) {
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    attempt: () => attempt,
    isWaiting: () => timer !== undefined,
    schedule() {
      attempt += 1;
      const delayMs = reconnectDelayMs(attempt, random());
      timer = setTimeout(connect, delayMs);
      return { attempt, retryAtMs: Date.now() + delayMs };
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
    reset() {
      attempt = 0;
    },
  };
}
