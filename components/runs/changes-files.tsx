"use client";

import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from "react";
import { ChangesFile } from "#components/runs/changes-file.tsx";
import { type Finding, idOfFinding } from "#components/runs/findings.ts";
import type { ChangesState } from "#components/runs/use-changes-view.ts";

export interface FilesHandle {
  showFile: (path: string) => void;
  showFinding: (finding: Finding) => void;
}

interface ChangesFilesProps {
  ref: Ref<FilesHandle>;
  state: ChangesState;
  active: string | null;
  /** The file that came to the top by scrolling. */
  onSeen: (path: string) => void;
  /** There are more files than are listed. */
  isCut: boolean;
}

const headPx = 58;
const linePx = 20;
/** Longer ones scroll by themselves. */
const linesMax = 34;
const searchMs = 3000;

/** The files one below the other; only those in sight are drawn, and only their lines are read. */
export function ChangesFiles({ ref, state, active, onSeen, isCut }: ChangesFilesProps) {
  const { files, isOpen } = state;
  const frame = useRef<HTMLDivElement>(null);
  const stop = useRef<() => void>(() => undefined);
  // The file in which one types is drawn wherever one has scrolled to: letters that no field takes are keys.
  const [focused, setFocused] = useState<string | null>(null);
  const heldIndex = files.findIndex(({ path }) => path === focused);
  const held = heldIndex < 0 ? [] : [heldIndex];
  const virtual = useVirtualizer({
    count: files.length,
    getScrollElement: useCallback(() => frame.current, []),
    estimateSize: (index) => {
      const file = files[index];
      if (!file || !isOpen(file)) return headPx;
      return headPx + Math.min(linesMax, file.additions + file.deletions + 7) * linePx;
    },
    getItemKey: (index) => files[index]?.path ?? index,
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), ...held])].sort((a, b) => a - b),
    overscan: 2,
  });
  useEffect(() => () => stop.current(), []);
  useImperativeHandle(ref, () => {
    const scrollTo = (path: string) => {
      const index = files.findIndex((file) => file.path === path);
      if (index >= 0) virtual.scrollToIndex(index, { align: "start" });
    };
    return {
      showFile(path) {
        stop.current();
        scrollTo(path);
      },
      showFinding(finding) {
        stop.current();
        scrollTo(finding.path);
        stop.current = whenDrawn(idOfFinding(finding.key), (element) => {
          element.scrollIntoView({ block: "center" });
          element.focus({ preventScroll: true });
        });
      },
    };
  });
  const onScroll = () => {
    const { scrollTop = 0, clientHeight = 0 } = frame.current ?? {};
    const inFrame = virtual
      .getVirtualItems()
      .filter(({ start, end }) => end > scrollTop + headPx && start < scrollTop + clientHeight);
    const paths = inFrame.flatMap(({ index }) => files[index]?.path ?? []);
    // One near the end never comes to the top: it stays the active one while it is in sight.
    if (paths[0] !== undefined && !(active && paths.includes(active))) onSeen(paths[0]);
  };
  return (
    <div ref={frame} onScroll={onScroll} className="min-h-0 flex-1 overflow-y-auto px-4 pb-4 max-md:px-2">
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const file = files[index];
          return (
            file && (
              // biome-ignore lint/a11y/noStaticElementInteractions: it hears of the focus of fields within it
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                onFocus={() => setFocused(file.path)}
                className="absolute inset-x-0 pb-4"
                style={{ transform: `translateY(${start}px)` }}
              >
                <ChangesFile file={file} state={state} />
              </div>
            )
          );
        })}
      </div>
      {files.length === 0 && (
        <p className="py-6 text-muted-foreground">Nothing changed since the last review.</p>
      )}
      {isCut && <p className="text-muted-foreground text-xs">More files changed than are listed here.</p>}
    </div>
  );
}

/** Calls back once the element is on the page; what it calls may give up waiting. */
function whenDrawn(id: string, found: (element: HTMLElement) => void): () => void {
  const untilMs = performance.now() + searchMs;
  let frame = 0;
  const look = () => {
    const element = document.getElementById(id);
    if (element) found(element);
    else if (performance.now() < untilMs) frame = requestAnimationFrame(look);
  };
  look();
  return () => cancelAnimationFrame(frame);
}
