"use client";

import { type Status, StatusShape } from "#components/shared/status-dot.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { formatExactTime } from "#lib/client/format.ts";
import { useLiveStatus } from "#lib/client/live-context.ts";
import type { LiveStatus } from "#lib/client/live-messages.ts";

const shapes: Record<LiveStatus["state"], Status> = {
  live: "healthy",
  connecting: "running",
  reconnecting: "running",
};
const words: Record<LiveStatus["state"], string> = {
  live: "Live",
  connecting: "Connecting",
  reconnecting: "Reconnecting",
};

/** Foot of the side bar: whether what one sees is live, and which version runs. */
export function LiveLine({ version }: { version: string }) {
  const { state, sinceMs } = useLiveStatus();
  const since = sinceMs === 0 ? "" : ` since ${formatExactTime(new Date(sinceMs).toISOString())}`;
  return (
    <Tooltip side="right" content={`${words[state]}${since}. Version ${version}`}>
      <button
        type="button"
        className="flex h-control-sm w-full cursor-default items-center gap-2 rounded-md px-2 text-xs"
      >
        <span className="grid w-4 place-items-center">
          <StatusShape status={shapes[state]} />
        </span>
        <span className="folded:md:sr-only">{words[state]}</span>
        <span className="ml-auto text-subtle-foreground folded:md:hidden">v{version}</span>
      </button>
    </Tooltip>
  );
}
