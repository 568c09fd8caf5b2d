"use client";

import { useEffect, useRef, useState } from "react";
import { TerminalPane } from "#components/terminals/terminal-pane.tsx";
import type { TerminalScreens } from "#components/terminals/terminal-screens.ts";
import { Split } from "#components/ui/split.tsx";
import type { TerminalLayout } from "#lib/client/terminal-layout.ts";
import type { LiveTerminal } from "#lib/modules/terminals/schema.ts";

interface TerminalPanesProps {
  screens: TerminalScreens;
  layout: TerminalLayout;
  terminals: readonly LiveTerminal[];
  onFocus: (id: string) => void;
}

/** The panes with bars between them; on a narrow screen the focused one alone. */
export function TerminalPanes({ screens, layout, terminals, onFocus }: TerminalPanesProps) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const isRow = layout.direction === "row";
  const isNarrow = size !== null && size.widthPx < 640;
  const focusedId = layout.panes[layout.focused];
  const shown = isNarrow ? layout.panes.filter((id) => id === focusedId) : layout.panes;
  const lengthPx = size === null ? 0 : isRow ? size.widthPx : size.heightPx;

  const paneOf = (id: string) => (
    <TerminalPane
      key={id}
      screens={screens}
      id={id}
      name={terminals.find((terminal) => terminal.id === id)?.name ?? ""}
      isFocused={id === focusedId}
      isSplit={shown.length > 1}
      onFocus={() => onFocus(id)}
    />
  );
  const panesOf = (ids: readonly string[]) => {
    const [first, ...rest] = ids;
    if (first === undefined) return null;
    if (rest.length === 0) return paneOf(first);
    return (
      <Split
        key={`${layout.direction}-${shown.length}-${ids.length}`}
        label={`Resize the panes, ${ids.length} left`}
        direction={layout.direction}
        defaultSizePx={Math.round(lengthPx / shown.length)}
        minSizePx={96}
        maxSizePx={Math.max(96, lengthPx - 96 * rest.length)}
        first={paneOf(first)}
        second={panesOf(rest)}
      />
    );
  };
  return (
    <div ref={frame} className="flex min-h-0 min-w-0 flex-1">
      {size !== null && panesOf(shown)}
    </div>
  );
}

/** The size of an element; null before it is known. */
function useSize(ref: { current: HTMLElement | null }): { widthPx: number; heightPx: number } | null {
  const [size, setSize] = useState<{ widthPx: number; heightPx: number } | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const read = () => setSize({ widthPx: element.clientWidth, heightPx: element.clientHeight });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    read();
    return () => observer.disconnect();
  }, [ref]);
  return size;
}
