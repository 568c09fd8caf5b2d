/**
 * A viewer's side of a terminal: counts what it has, and comes back by itself where it left off. It knows nothing of
 * the screen, and nothing of how a socket is opened.
 */

import {
  type ConnectionPhase,
  closedPhase,
  type Probe,
  type ProbeAnswer,
  phaseOfProbe,
  reconnectDelayMs,
} from "#lib/client/terminal-phase.ts";
import { openViewerSocket, type TerminalSocket, type ViewerSocket } from "#lib/client/viewer-socket.ts";
import type { ServerMessage } from "#workspaced/protocol/terminals.ts";

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
  /** Who else sees it, and the size that what follows is made for. */
  onViewers?(viewers: Extract<ServerMessage, { type: "viewers" }>): void;
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
  /** This viewer's size becomes the terminal's. */
  takeSize(): void;
  /** Connects at once instead of after the wait; looks whether an open connection still lives. */
  wake(): void;
  close(): void;
}

const wakeSilenceMs = 3_000;

/** Connects at once, and again after every loss, until it is closed, refused, or the terminal has ended. */
export function createTerminalConnection(options: TerminalConnectionOptions): TerminalConnection {
  const viewer = crypto.randomUUID();
  const retries = createRetries(() => connect(), options.random ?? Math.random);
  let phase: ConnectionPhase = { state: "connecting" };
  let socket: ViewerSocket | null = null;
  let cursor: number | null = null;
  let size = options.size;
  let isClosed = false;

  const setPhase = (next: ConnectionPhase) => {
    phase = next;
    options.onPhase(next);
  };
  /** Gives the present socket up, whatever it still says. */
  const drop = () => {
    retries.cancel();
    socket?.drop();
    socket = null;
  };
  const retry = (kind: "reconnecting" | "stopped", reason: string | null) => {
    if (!isClosed) setPhase({ state: kind, reason, ...retries.schedule() });
  };
  const settle = (next: ConnectionPhase | null, reason: string | null) => {
    if (next === null) retry("reconnecting", reason);
    else if (next.state === "stopped") retry("stopped", next.reason);
    else setPhase(next);
  };
  const onMessage = (message: ServerMessage) => {
    if (message.type === "exit") setPhase({ state: "ended", code: message.code });
    if (message.type === "viewers") options.onViewers?.(message);
    if (message.type !== "ready") return;
    cursor = message.cursor;
    retries.reset();
    if (message.gap) options.onGap?.();
    if (phase.state !== "live") setPhase({ state: "live" });
  };
  const onClosed = async (code: number, reason: string, wasOpen: boolean) => {
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
    const query = { viewer, ...(cursor === null ? {} : { cursor }), ...asked };
    const opened = openViewerSocket(options.open(query), {
      onOpen() {
        if (size !== undefined && size !== asked) opened.say({ type: "resize", ...size });
      },
      onMessage,
      onBytes(bytes, drawn) {
        cursor = (cursor ?? 0) + bytes.length;
        options.onBytes(bytes, drawn);
      },
      onClosed,
      onSilent(reason) {
        drop();
        retry("reconnecting", reason);
      },
    });
    socket = opened;
  };

  connect();
  return {
    phase: () => phase,
    type: (data) => phase.state === "live" && socket !== null && socket.type(data),
    resize(cols, rows) {
      if (size?.cols === cols && size.rows === rows) return;
      size = { cols, rows };
      socket?.say({ type: "resize", cols, rows });
    },
    takeSize() {
      if (size !== undefined) socket?.say({ type: "resize", ...size, takes: true });
    },
    wake() {
      if (phase.state === "live") socket?.ask(wakeSilenceMs);
      else if (retries.isWaiting()) connect();
    },
    close() {
      isClosed = true;
      drop();
    },
  };
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
