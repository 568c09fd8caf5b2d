"use client";

// Times tick within live regions: each is `aria-live="off"`, so that no screen reader counts along.
import { useSyncExternalStore } from "react";
import { clock } from "#lib/client/clock.ts";
import { formatDuration, formatExactTime, formatMoment, formatRelativeTime } from "#lib/client/format.ts";

interface RelativeTimeProps {
  /** ISO 8601. */
  at: string;
  className?: string;
}

/** "4 min ago", exact on hover. The server and the first paint write the date in UTC; then it counts in the browser. */
export function RelativeTime({ at, className }: RelativeTimeProps) {
  const nowMs = useSyncExternalStore<number | null>(clock.subscribe, clock.now, () => null);
  return (
    <time
      dateTime={at}
      title={nowMs === null ? undefined : formatExactTime(at)}
      className={className}
      aria-live="off"
    >
      {nowMs === null ? at.slice(0, 10) : formatRelativeTime(at, nowMs)}
    </time>
  );
}

/** "22 Nov 2026, 09:21:14 UTC": written out, for lists that are compared with something else. */
export function ExactTime({ at, className }: RelativeTimeProps) {
  const nowMs = useSyncExternalStore<number | null>(clock.subscribe, clock.now, () => null);
  return (
    <time dateTime={at} className={className} aria-live="off">
      {nowMs === null ? at.slice(0, 10) : formatExactTime(at)}
    </time>
  );
}

/** "tomorrow 09:21": a time to act by, exact on hover. */
export function Moment({ at, className }: RelativeTimeProps) {
  const nowMs = useSyncExternalStore<number | null>(clock.subscribe, clock.now, () => null);
  return (
    <time
      dateTime={at}
      title={nowMs === null ? undefined : formatExactTime(at)}
      className={className}
      aria-live="off"
    >
      {nowMs === null ? at.slice(0, 10) : formatMoment(at, nowMs)}
    </time>
  );
}

interface CountdownProps {
  /** ISO 8601. */
  until: string;
  /** What stands there once the time has come. */
  after?: string;
  /** What follows while there is time: " left". */
  suffix?: string;
  className?: string;
}

/** "9 min 40 s", counting down. */
export function Countdown({ until, after = "now", suffix = "", className }: CountdownProps) {
  const leftMs = useTimeLeft(until);
  return (
    <time
      dateTime={until}
      title={leftMs === null ? undefined : formatExactTime(until)}
      className={className}
      aria-live="off"
    >
      {leftMs === null ? "" : leftMs <= 0 ? after : `${formatDuration(leftMs)}${suffix}`}
    </time>
  );
}

interface ElapsedProps {
  /** ISO 8601. */
  since: string;
  /** When it ended; counts on while this is null. */
  until?: string | null;
  className?: string;
}

/** "6 min 42 s", counting up until it ended. */
export function Elapsed({ since, until = null, className }: ElapsedProps) {
  const nowMs = useSyncExternalStore<number | null>(clock.subscribe, clock.now, () => null);
  const endMs = until ? Date.parse(until) : nowMs;
  return (
    <time
      className={className}
      title={nowMs === null ? undefined : `Started ${formatExactTime(since)}`}
      aria-live="off"
    >
      {endMs === null ? "" : formatDuration(Math.max(0, endMs - Date.parse(since)))}
    </time>
  );
}

/** Milliseconds until a time, negative when past, null while hydrating or without a time; ticks every second. */
export function useTimeLeft(until: string | null): number | null {
  const nowMs = useSyncExternalStore<number | null>(clock.subscribe, clock.now, () => null);
  return nowMs === null || until === null ? null : Date.parse(until) - nowMs;
}
