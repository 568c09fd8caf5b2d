"use client";

import type { TerminalScreen } from "#components/terminals/screen-shape.ts";
import { useScreenState } from "#components/terminals/use-terminal-screens.ts";
import { Button } from "#components/ui/button.tsx";

/** Says whose size the terminal has where it is not this window's, and offers to take it. */
export function PaneCompany({ screen }: { screen: TerminalScreen | null }) {
  const { shared, phase } = useScreenState(screen);
  const sizing = shared?.items.find(({ isSizing }) => isSizing);
  if (phase.state !== "live" || !shared || !sizing || sizing.isYou) return null;
  return (
    <div
      role="status"
      className="absolute right-3 bottom-2 z-10 flex max-w-[calc(100%-1.5rem)] items-center gap-2 rounded-md border bg-popover py-1 pr-1 pl-2.5 text-popover-foreground text-xs shadow-sm"
    >
      <span className="min-w-0 truncate">
        {sizing.name ?? "Somebody"} typed last: size {shared.cols} × {shared.rows}
      </span>
      <Button size="xs" onClick={screen?.takeSize}>
        Use mine
      </Button>
    </div>
  );
}
