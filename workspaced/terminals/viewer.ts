import type { ServerMessage } from "../protocol/terminals.ts";
import type { OutputRing } from "./output-ring.ts";

/** Unacknowledged bytes at which a viewer is sent no more, and below which it is again. */
export const highWaterBytes = 100_000;
export const lowWaterBytes = 5_000;
/** Frames are at least this far apart: at most 250 a second, and the first after a pause goes at once. */
const frameGapMs = 4;
/** A viewer that cannot keep up gets snapshots no faster than this, so that it does not slow the terminal. */
const snapshotGapMs = 1000;

export interface ViewerChannel {
  sendBytes(bytes: Buffer): void;
  sendMessage(message: ServerMessage): void;
  /** After the exit message: nothing follows. */
  finish(): void;
}

export interface Viewer {
  /** New output, an exit or room: sends what may be sent. */
  pump(): void;
  acknowledge(bytes: number): void;
  close(): void;
}

export interface ViewerSupply {
  ring: OutputRing;
  snapshot(take: (bytes: Buffer) => void): void;
  /** Told of each snapshot's range of offsets, whose inner ones are no place to resume from. */
  onSnapshot(from: number, to: number): void;
  exit(): { code: number | null } | null;
}

/**
 * Follows a ring at its own pace. `cursor` is where it resumes without loss; null begins with a snapshot. It holds at
 * most one snapshot and what is unacknowledged, whatever the terminal prints.
 */
export function createViewer(
  supply: ViewerSupply,
  channel: ViewerChannel,
  start: { cursor: number | null; gap: boolean },
): Viewer {
  const { ring } = supply;
  let cursor = start.cursor ?? 0;
  let snapshot: Buffer | null = null;
  let isAwaitingSnapshot = false;
  let lastSnapshotAt = Number.NEGATIVE_INFINITY;
  let unacknowledged = 0;
  let isHeld = false;
  let isClosed = false;
  let lastFrameAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const later = (delayMs: number) => {
    timer ??= setTimeout(() => {
      timer = undefined;
      pump();
    }, delayMs);
  };
  const send = (bytes: Buffer, now: number) => {
    unacknowledged += bytes.length;
    isHeld = unacknowledged >= highWaterBytes;
    lastFrameAt = now;
    channel.sendBytes(bytes);
  };
  const requestSnapshot = (gap: boolean) => {
    isAwaitingSnapshot = true;
    supply.snapshot((bytes) => {
      isAwaitingSnapshot = false;
      if (isClosed) return;
      lastSnapshotAt = performance.now();
      snapshot = bytes;
      cursor = ring.head;
      supply.onSnapshot(cursor - bytes.length, cursor);
      channel.sendMessage({ type: "ready", cursor: cursor - bytes.length, gap });
      pump();
    });
  };
  const sendSnapshot = (bytes: Buffer, room: number, now: number) => {
    snapshot = bytes.length > room ? bytes.subarray(room) : null;
    if (bytes.length > 0) send(bytes.subarray(0, room), now);
  };
  const pump = () => {
    if (isClosed || isHeld || isAwaitingSnapshot || timer !== undefined) return;
    const now = performance.now();
    const waitMs = frameGapMs - (now - lastFrameAt);
    if (waitMs > 0) return later(waitMs);
    const room = highWaterBytes - unacknowledged;
    if (snapshot !== null) {
      sendSnapshot(snapshot, room, now);
    } else if (cursor < ring.oldest) {
      const snapshotWaitMs = snapshotGapMs - (now - lastSnapshotAt);
      if (snapshotWaitMs > 0) return later(snapshotWaitMs);
      return requestSnapshot(true);
    } else if (cursor < ring.head) {
      const bytes = ring.read(cursor, room);
      cursor += bytes.length;
      send(bytes, now);
    }
    if (isHeld) return;
    if (snapshot !== null || cursor < ring.head) return later(frameGapMs);
    const exit = supply.exit();
    if (exit === null) return;
    isClosed = true;
    channel.sendMessage({ type: "exit", code: exit.code });
    channel.finish();
  };

  if (start.cursor === null) {
    requestSnapshot(start.gap);
  } else {
    channel.sendMessage({ type: "ready", cursor, gap: false });
    pump();
  }
  return {
    pump,
    acknowledge(bytes) {
      unacknowledged = Math.max(0, unacknowledged - bytes);
      if (!isHeld || unacknowledged >= lowWaterBytes) return;
      isHeld = false;
      pump();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
