import { randomUUID } from "node:crypto";
import type { TerminalAnswer } from "../protocol/terminals.ts";
import { foregroundOf } from "./foreground.ts";
import { createOutputRing, firstOffset } from "./output-ring.ts";
import type { TerminalBackend, TerminalRecord, TerminalSource } from "./port.ts";
import { isTerminalReport } from "./terminal-report.ts";
import { createViewer, type Viewer, type ViewerChannel } from "./viewer.ts";

export interface AttachRequest {
  viewer?: string | undefined;
  cursor?: number | undefined;
  cols?: number | undefined;
  rows?: number | undefined;
}

export interface AttachedViewer {
  /** Resolves when the terminal has taken it; what a terminal itself answered is not typing. */
  type(bytes: Buffer): Promise<void>;
  resize(cols: number, rows: number): void;
  acknowledge(bytes: number): void;
  close(): void;
}

export interface Terminal {
  readonly name: string;
  attach(request: AttachRequest, channel: ViewerChannel): AttachedViewer;
  describe(): Promise<TerminalAnswer>;
  rename(name: string): Promise<void>;
  end(): Promise<void>;
  detach(): void;
}

const rememberedViewersMax = 256;
const rememberTypingMs = 15_000;

/** One terminal: its source read once into one ring, any number of viewers on it. */
export async function openTerminal(
  backend: TerminalBackend,
  record: TerminalRecord,
  onExit: () => void,
): Promise<Terminal> {
  const ring = createOutputRing(firstOffset(new Date()));
  const viewers = new Set<Viewer>();
  const snapshotRanges = new Map<string, [from: number, to: number]>();
  let { name, lastTypedAt } = record;
  let exit: { code: number | null } | null = null;
  let rememberedAt = 0;

  const pumpAll = () => {
    for (const viewer of viewers) viewer.pump();
  };
  const source: TerminalSource = await backend.open(record, {
    onOutput(bytes) {
      ring.append(bytes);
      pumpAll();
    },
    onGap() {
      ring.cut();
      pumpAll();
    },
    onExit(code) {
      exit = { code };
      onExit();
      pumpAll();
    },
  });

  const markTyped = () => {
    lastTypedAt = new Date();
    if (lastTypedAt.getTime() - rememberedAt < rememberTypingMs) return;
    rememberedAt = lastTypedAt.getTime();
    source.rememberTyping(lastTypedAt);
  };
  const resumeAt = (viewer: string, cursor: number | undefined): number | null => {
    if (cursor === undefined || cursor < ring.oldest || cursor > ring.head) return null;
    const [from, to] = snapshotRanges.get(viewer) ?? [0, 0];
    // Inside a snapshot the offsets are not the stream's own.
    return cursor >= from && cursor < to ? null : cursor;
  };
  const rememberSnapshot = (viewer: string, from: number, to: number) => {
    snapshotRanges.delete(viewer);
    snapshotRanges.set(viewer, [from, to]);
    const [oldest] = snapshotRanges.keys();
    if (snapshotRanges.size > rememberedViewersMax && oldest !== undefined) snapshotRanges.delete(oldest);
  };

  return {
    get name() {
      return name;
    },
    attach({ viewer: id = randomUUID(), cursor, cols, rows }, channel) {
      // The size first: the snapshot is then taken in the viewer's own width.
      if (cols !== undefined && rows !== undefined && exit === null) source.resize(cols, rows);
      const supply = {
        ring,
        snapshot: source.snapshot,
        onSnapshot: (from: number, to: number) => rememberSnapshot(id, from, to),
        exit: () => exit,
      };
      const start = { cursor: resumeAt(id, cursor), gap: cursor !== undefined };
      const viewer = createViewer(supply, channel, start);
      viewers.add(viewer);
      return {
        async type(bytes) {
          if (exit !== null || bytes.length === 0 || isTerminalReport(bytes)) return;
          markTyped();
          await source.write(bytes);
        },
        resize: (newCols, newRows) => {
          if (exit === null) source.resize(newCols, newRows);
        },
        acknowledge: viewer.acknowledge,
        close() {
          viewers.delete(viewer);
          viewer.close();
        },
      };
    },
    async describe() {
      return {
        name,
        createdAt: record.createdAt.toISOString(),
        lastTypedAt: lastTypedAt?.toISOString() ?? null,
        ...(await foregroundOf(source)),
        pid: source.pid,
        viewers: viewers.size,
      };
    },
    async rename(newName) {
      await source.rename(newName);
      name = newName;
    },
    end: () => source.end(),
    detach: () => source.detach(),
  };
}
