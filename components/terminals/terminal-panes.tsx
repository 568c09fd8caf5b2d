"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { PaneSplit } from "#components/terminals/pane-split.tsx";
import type { PaneTree, SplitPath, TerminalLayout } from "#lib/client/terminal-layout.ts";

interface TerminalPanesProps {
  layout: TerminalLayout;
  onShare: (path: SplitPath, share: number) => void;
  paneOf: (id: string, isSplit: boolean) => ReactNode;
}

/** The panes with bars between them; on a narrow screen the focused one alone. */
export function TerminalPanes({ layout, onShare, paneOf }: TerminalPanesProps) {
  const frame = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(frame);
  const { tree, focused } = layout;
  const isNarrow = widthPx !== null && widthPx < 640;
  const shown: PaneTree | null = isNarrow && focused !== null ? { kind: "pane", id: focused } : tree;
  const draw = (part: PaneTree, path: SplitPath): ReactNode => {
    if (part.kind === "pane") return paneOf(part.id, path.length > 0);
    return (
      <PaneSplit
        key={`split-${path.join("")}`}
        label={`Resize the panes ${part.direction === "row" ? "beside" : "above"} each other`}
        direction={part.direction}
        share={part.share}
        onShare={(share) => onShare(path, share)}
        first={draw(part.first, [...path, 0])}
        second={draw(part.second, [...path, 1])}
      />
    );
  };
  return (
    <div ref={frame} className="flex min-h-0 min-w-0 flex-1">
      {widthPx !== null && shown !== null && draw(shown, [])}
    </div>
  );
}

/** The width of an element; null before it is known. */
function useWidth(ref: { current: HTMLElement | null }): number | null {
  const [widthPx, setWidthPx] = useState<number | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const read = () => setWidthPx(element.clientWidth);
    const observer = new ResizeObserver(read);
    observer.observe(element);
    read();
    return () => observer.disconnect();
  }, [ref]);
  return widthPx;
}
