"use client";

import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { cn } from "#lib/client/class-names.ts";

interface SplitProps {
  /** Names what is resized, for people who hear it. */
  label: string;
  /** `row`: side by side; `column`: one above the other. */
  direction?: "row" | "column";
  /** Which of the two has the fixed size; the other takes the rest. */
  fixed?: "first" | "second";
  defaultSizePx: number;
  minSizePx?: number;
  maxSizePx?: number;
  /** Remembers the size under this key in the browser. */
  storageKey?: string;
  first: ReactNode;
  second: ReactNode;
  className?: string;
}

/** Two panes and a bar between them that is dragged, or moved with the arrow keys, Home and End. */
export function Split({
  label,
  direction = "row",
  fixed = "first",
  defaultSizePx,
  minSizePx = 120,
  maxSizePx = 960,
  storageKey,
  first,
  second,
  className,
}: SplitProps) {
  const [sizePx, setSizePx] = useState(defaultSizePx);
  const start = useRef<{ at: number; sizePx: number } | null>(null);
  const isRow = direction === "row";
  const sign = fixed === "first" ? 1 : -1;

  useEffect(() => {
    const stored = storageKey ? Number(readStored(storageKey)) : 0;
    if (stored >= minSizePx && stored <= maxSizePx) setSizePx(stored);
  }, [storageKey, minSizePx, maxSizePx]);

  const resize = (next: number) => {
    const size = Math.round(Math.min(maxSizePx, Math.max(minSizePx, next)));
    setSizePx(size);
    if (storageKey) writeStored(storageKey, String(size));
  };

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { at: isRow ? event.clientX : event.clientY, sizePx };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!start.current) return;
    const moved = (isRow ? event.clientX : event.clientY) - start.current.at;
    resize(start.current.sizePx + moved * sign);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const next = sizeAfterKey(event.key, { sizePx, minSizePx, maxSizePx, isRow, sign });
    if (next === null) return;
    event.preventDefault();
    resize(next);
  };

  const style = { flexBasis: sizePx };
  return (
    <div
      data-slot="split"
      className={cn("flex min-h-0 min-w-0 flex-1", isRow ? "flex-row" : "flex-col", className)}
    >
      <div
        className={cn(
          "flex min-h-0 min-w-0 flex-col overflow-hidden",
          fixed === "first" ? "flex-none" : "flex-1",
        )}
        style={fixed === "first" ? style : undefined}
      >
        {first}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a focusable separator is the pattern for a window splitter; hr cannot be one */}
      <div
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={isRow ? "vertical" : "horizontal"}
        aria-valuenow={sizePx}
        aria-valuemin={minSizePx}
        aria-valuemax={maxSizePx}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          start.current = null;
        }}
        onDoubleClick={() => resize(defaultSizePx)}
        onKeyDown={onKeyDown}
        className={cn(
          "relative z-10 flex-none touch-none select-none bg-border transition-colors duration-fast after:absolute hover:bg-ring focus-visible:bg-ring active:bg-ring",
          isRow
            ? "w-px cursor-col-resize after:-inset-x-1 after:inset-y-0"
            : "h-px cursor-row-resize after:inset-x-0 after:-inset-y-1",
        )}
      />
      <div
        className={cn(
          "flex min-h-0 min-w-0 flex-col overflow-hidden",
          fixed === "second" ? "flex-none" : "flex-1",
        )}
        style={fixed === "second" ? style : undefined}
      >
        {second}
      </div>
    </div>
  );
}

interface SplitState {
  sizePx: number;
  minSizePx: number;
  maxSizePx: number;
  isRow: boolean;
  sign: number;
}

function sizeAfterKey(key: string, state: SplitState): number | null {
  if (key === (state.isRow ? "ArrowRight" : "ArrowDown")) return state.sizePx + 16 * state.sign;
  if (key === (state.isRow ? "ArrowLeft" : "ArrowUp")) return state.sizePx - 16 * state.sign;
  if (key === "Home") return state.minSizePx;
  if (key === "End") return state.maxSizePx;
  return null;
}

function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is forbidden: the size lasts as long as the page.
  }
}
