"use client";

import { Check } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import { clock } from "#lib/client/clock.ts";
import { formatDuration } from "#lib/client/format.ts";
import { useLiveStatus } from "#lib/client/live-context.ts";
import { noticeRanks } from "#lib/client/sole-notice.ts";
import { useSoleNotice } from "#lib/client/use-sole-notice.ts";

/** A blip that mends itself within this time is not worth a line. */
const patienceMs = 2000;
const newsMs = 4000;

/** Says at the top of the view when the stream is broken, unless a part of the page says so, and for a moment when it is back. */
export function ConnectionBanner() {
  const { state, sinceMs, retry } = useLiveStatus();
  const nowMs = useSyncExternalStore<number>(clock.subscribe, clock.now, () => 0);
  const brokenSinceMs = useBrokenSince(state, sinceMs);
  const [wasShown, setWasShown] = useState(false);
  const isLate = brokenSinceMs !== null && nowMs - brokenSinceMs >= patienceMs;
  const isShown = useSoleNotice(isLate, noticeRanks.page);

  useEffect(() => {
    if (isShown) setWasShown(true);
    else if (wasShown && state === "live") {
      const timer = setTimeout(() => setWasShown(false), newsMs);
      return () => clearTimeout(timer);
    }
  }, [isShown, wasShown, state]);

  if (isShown && brokenSinceMs !== null) {
    return (
      <StaleBanner className="mx-4 mt-2" action={{ label: "Try now", onClick: retry }}>
        The server does not answer; reconnecting.{" "}
        <span aria-live="off">What you see is {formatDuration(nowMs - brokenSinceMs)} old.</span>
      </StaleBanner>
    );
  }
  if (wasShown && state === "live") {
    return (
      <StaleBanner tone="quiet" icon={Check} className="mx-4 mt-2">
        Connected again
      </StaleBanner>
    );
  }
  return null;
}

/** When the stream was lost: each new try reports a new time, the age counts from the first. */
function useBrokenSince(state: string, sinceMs: number): number | null {
  const [brokenSinceMs, setBrokenSinceMs] = useState<number | null>(null);
  useEffect(() => {
    setBrokenSinceMs((before) => (state === "reconnecting" ? (before ?? sinceMs) : null));
  }, [state, sinceMs]);
  return brokenSinceMs;
}
