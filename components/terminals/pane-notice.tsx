"use client";

import { CircleX, LogIn, Power } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import type { TerminalScreen } from "#components/terminals/screen-shape.ts";
import { useScreenState } from "#components/terminals/use-terminal-screens.ts";
import { cn } from "#lib/client/class-names.ts";
import { clock } from "#lib/client/clock.ts";
import { noticeRanks } from "#lib/client/sole-notice.ts";
import type { ConnectionPhase } from "#lib/client/terminal-phase.ts";
import { useSoleNotice } from "#lib/client/use-sole-notice.ts";

const refusalShownMs = 2500;

interface PaneNoticeProps {
  screen: TerminalScreen | null;
  isFocused: boolean;
}

/** Lies over the top of a terminal whenever typing would not reach it, and says so again when one types. */
export function PaneNotice({ screen, isFocused }: PaneNoticeProps) {
  const { phase, refusals } = useScreenState(screen);
  const isRefusing = useRecentChange(refusals);
  const nowMs = useSyncExternalStore<number>(clock.subscribe, clock.now, () => 0);
  const isAway = phase.state === "reconnecting";
  const isSpeaker = useSoleNotice(isAway, isFocused ? noticeRanks.focusedPane : noticeRanks.pane);
  if (phase.state === "live" || phase.state === "ended" || (isAway && !isSpeaker)) return null;
  if (phase.state === "connecting" && !isRefusing) return null;
  return (
    <div className={cn("absolute inset-x-2 top-2 z-10", isRefusing && "animate-rise-in")}>
      <StaleBanner icon={iconOf(phase)} action={actionOf(phase, screen)}>
        {sentenceOf(phase)}
        {phase.state === "reconnecting" && <span aria-live="off"> {triesOf(phase, nowMs)}</span>}
        {isRefusing && phase.state !== "refused" && (
          <strong className="font-medium"> What you typed was not sent.</strong>
        )}
      </StaleBanner>
    </div>
  );
}

function sentenceOf(phase: ConnectionPhase): string {
  switch (phase.state) {
    case "reconnecting":
      return "Reconnecting. What runs here goes on.";
    case "stopped":
      return phase.reason || "The workspace does not run. The terminal comes back when it does.";
    case "refused":
      return phase.reason || "You may no longer type here.";
    case "signed-out":
      return "You are signed out. What runs here goes on.";
    default:
      return "Connecting.";
  }
}

/** Changes by the second, and is not read out. */
function triesOf({ attempt, retryAtMs }: Extract<ConnectionPhase, { state: "reconnecting" }>, nowMs: number) {
  const waitMs = (retryAtMs ?? 0) - nowMs;
  return waitMs >= 1000 ? `Try ${attempt}, the next in ${Math.round(waitMs / 1000)} s.` : `Try ${attempt}.`;
}

function iconOf({ state }: ConnectionPhase) {
  if (state === "stopped") return Power;
  if (state === "refused") return CircleX;
  return state === "signed-out" ? LogIn : undefined;
}

function actionOf(phase: ConnectionPhase, screen: TerminalScreen | null) {
  if (phase.state === "signed-out") return { label: "Sign in", onClick: () => location.assign("/sign-in") };
  if (phase.state === "reconnecting" || phase.state === "stopped")
    return { label: "Try now", onClick: () => screen?.wake() };
  return undefined;
}

/** True for a moment after a count went up. */
function useRecentChange(count: number): boolean {
  const [seen, setSeen] = useState(count);
  useEffect(() => {
    if (seen === count) return;
    const timer = setTimeout(() => setSeen(count), refusalShownMs);
    return () => clearTimeout(timer);
  }, [seen, count]);
  return count > seen;
}
