import { randomUUID } from "node:crypto";
import type { TerminalAnswer } from "../protocol/terminals.ts";
import { foregroundOf } from "./foreground.ts";
import { createOutputRing, firstOffset } from "./output-ring.ts";
import type { TerminalBackend, TerminalRecord, TerminalSource } from "./port.ts";
import { createResumePoints } from "./resume-points.ts";
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

const rememberTypingMs = 15_000;

/** One terminal: its source read once into one ring, any number of viewers on it. */
export async function openTerminal(
  backend: TerminalBackend,
  record: TerminalRecord,
  onExit: () => void,
): Promise<Terminal> {
  const ring = createOutputRing(firstOffset(new Date()));
  const viewers = new Set<Viewer>();
  const resumePoints = createResumePoints(ring);
  let { name } = record;
  let exit: { code: number | null } | null = null;

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

  const typing = createTypingMemory(record.lastTypedAt, source.rememberTyping);

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
        onSnapshot: (from: number, to: number) => resumePoints.rememberSnapshot(id, from, to),
        exit: () => exit,
      };
      const start = { cursor: resumePoints.find(id, cursor), gap: cursor !== undefined };
      const viewer = createViewer(supply, channel, start);
      viewers.add(viewer);
      return {
        async type(bytes) {
          if (exit !== null || bytes.length === 0 || isTerminalReport(bytes)) return;
          typing.mark();
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
        lastTypedAt: typing.lastAt()?.toISOString() ?? null,
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

/** When somebody typed last; `keep` is told at most every 15 s, for a later life of this program. */
function createTypingMemory(typedAt: Date | null, keep: (at: Date) => void) {
  let lastAt = typedAt;
  let keptMs = 0;
  return {
    lastAt: () => lastAt,
    mark() {
      lastAt = new Date();
      if (lastAt.getTime() - keptMs < rememberTypingMs) return;
      keptMs = lastAt.getTime();
      keep(lastAt);
    },
  };
}
