"use client";

import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { cn } from "#lib/client/class-names.ts";
import { type SplitDirection, shareMin } from "#lib/client/terminal-layout.ts";

interface PaneSplitProps {
  label: string;
  direction: SplitDirection;
  /** Of the first part, 0 to 1. */
  share: number;
  onShare: (share: number) => void;
  first: ReactNode;
  second: ReactNode;
}

const keyStep = 0.02;

/** Two parts with a bar between them, which keep their shares when the window changes. */
export function PaneSplit({ label, direction, share, onShare, first, second }: PaneSplitProps) {
  const frame = useRef<HTMLDivElement>(null);
  const isRow = direction === "row";
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || frame.current === null) return;
    const { left, top, width, height } = frame.current.getBoundingClientRect();
    onShare(isRow ? (event.clientX - left) / width : (event.clientY - top) / height);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = shareAfterKey(event.key, share, isRow);
    if (next === null) return;
    event.preventDefault();
    onShare(next);
  };
  return (
    <div
      ref={frame}
      data-slot="pane-split"
      className={cn("flex min-h-0 min-w-0 flex-1", isRow ? "flex-row" : "flex-col")}
    >
      <div className="flex min-h-0 min-w-0 basis-0" style={{ flexGrow: share }}>
        {first}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a focusable separator is the pattern for a window splitter; hr cannot be one */}
      <div
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={isRow ? "vertical" : "horizontal"}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={shareMin * 100}
        aria-valuemax={100 - shareMin * 100}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onDoubleClick={() => onShare(0.5)}
        onKeyDown={onKeyDown}
        className={cn(
          "relative z-10 flex-none touch-none select-none bg-border transition-colors duration-fast after:absolute hover:bg-ring focus-visible:bg-ring active:bg-ring",
          isRow
            ? "w-px cursor-col-resize after:-inset-x-1 after:inset-y-0"
            : "h-px cursor-row-resize after:inset-x-0 after:-inset-y-1",
        )}
      />
      <div className="flex min-h-0 min-w-0 basis-0" style={{ flexGrow: 1 - share }}>
        {second}
      </div>
    </div>
  );
}

function shareAfterKey(key: string, share: number, isRow: boolean): number | null {
  if (key === (isRow ? "ArrowRight" : "ArrowDown")) return share + keyStep;
  if (key === (isRow ? "ArrowLeft" : "ArrowUp")) return share - keyStep;
  if (key === "Home") return shareMin;
  if (key === "End") return 1 - shareMin;
  return key === "Enter" ? 0.5 : null;
}
