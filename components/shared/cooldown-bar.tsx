"use client";

import { useTimeLeft } from "#components/shared/relative-time.tsx";
import { formatDuration } from "#lib/client/format.ts";

interface CooldownBarProps {
  /** ISO 8601. */
  began: string;
  ends: string;
}

/** How much of a cooldown is over. */
export function CooldownBar({ began, ends }: CooldownBarProps) {
  const leftMs = useTimeLeft(ends);
  const wholeMs = Math.max(1, Date.parse(ends) - Date.parse(began));
  const overMs = leftMs === null ? 0 : Math.min(wholeMs, Math.max(0, wholeMs - leftMs));
  const percent = Math.round((overMs / wholeMs) * 1000) / 10;
  return (
    <span className="mt-1.5 mb-1 block">
      <span
        role="progressbar"
        tabIndex={-1}
        aria-label="Cooldown"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent)}
        aria-valuetext={`${formatDuration(overMs)} of ${formatDuration(wholeMs)} over`}
        className="block h-1 overflow-hidden rounded-full bg-accent"
      >
        <span className="block h-full rounded-full bg-foreground" style={{ width: `${percent}%` }} />
      </span>
    </span>
  );
}
