import { randomUUID } from "node:crypto";
import type { TerminalAnswer } from "../protocol/terminals.ts";
import { folderOf, foregroundOf } from "./foreground.ts";
import { createOutputRing, firstOffset } from "./output-ring.ts";
import type { TerminalBackend, TerminalRecord, TerminalSource } from "./port.ts";
import { createResumePoints } from "./resume-points.ts";
import { isFocusReport, isTerminalReport } from "./terminal-report.ts";
import { createViewer, type Viewer, type ViewerChannel } from "./viewer.ts";
import { createViewerGroup, type GroupMember, type ViewerSize } from "./viewer-group.ts";

export interface AttachRequest {
  viewer?: string | undefined;
  cursor?: number | undefined;
  cols?: number | undefined;
  rows?: number | undefined;
  name?: string | undefined;
}

export interface AttachedViewer {
  /** Resolves when the terminal has taken it; what a terminal itself answered is not typing. */
  type(bytes: Buffer): Promise<void>;
  /** With `takes`, the terminal gets this size whoever typed last. */
  resize(size: ViewerSize, takes: boolean): void;
  acknowledge(bytes: number): void;
  close(): void;
}

export interface Terminal {
  readonly name: string;
  attach(request: AttachRequest, channel: ViewerChannel): AttachedViewer;
  describe(): Promise<TerminalAnswer>;
  /** Where the program in its foreground works; null where the system does not say. */
  folder(): Promise<string | null>;
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
  const group = createViewerGroup(({ cols, rows }) => {
    if (exit === null) source.resize(cols, rows);
  });

  return {
    get name() {
      return name;
    },
    attach({ viewer: id = randomUUID(), cursor, cols, rows, name: viewerName }, channel) {
      const size = cols !== undefined && rows !== undefined ? { cols, rows } : null;
      const member: GroupMember = { id, name: viewerName ?? null, size, tell: channel.sendMessage };
      // The size first: the snapshot is then taken in the width that the viewer was told.
      group.join(member);
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
          if (!isFocusReport(bytes)) {
            typing.mark();
            group.typed(member);
          }
          await source.write(bytes);
        },
        resize: (newSize, takes) => group.resize(member, newSize, takes),
        acknowledge: viewer.acknowledge,
        close() {
          viewers.delete(viewer);
          viewer.close();
          group.leave(member);
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
    folder: () => folderOf(source),
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
