"use client";

import { useMemo } from "react";
import { LogView } from "#components/shared/log-view.tsx";
import { StaleBanner } from "#components/shared/stale-banner.tsx";
import { toLogLine } from "#components/workspaces/log-words.ts";
import { noticeRanks } from "#lib/client/sole-notice.ts";
import { useIsVisible } from "#lib/client/use-is-visible.ts";
import { useSoleNotice } from "#lib/client/use-sole-notice.ts";
import { useWorkspaceLog } from "#lib/client/workspace-log.ts";
import type { WorkspaceDetail } from "#lib/modules/workspaces/schema.ts";

const fewLines = 12;

/** What the programs that keep the workspace going say: followed while it runs, its last words when it does not. */
export function WorkspaceLogCard({ workspace }: { workspace: WorkspaceDetail }) {
  const { id, state, capabilities, startedAt } = workspace;
  const isVisible = useIsVisible();
  const isAway = state === "unreachable";
  const {
    lines,
    state: stream,
    reason,
  } = useWorkspaceLog(id, `${state} ${startedAt ?? ""}`, capabilities.logs && isVisible && !isAway);
  const shown = useMemo(() => lines.map(toLogLine), [lines]);
  const isSpeaker = useSoleNotice(stream === "reconnecting", noticeRanks.log);
  if (!capabilities.logs) return null;
  return (
    <section aria-label="Log" className="grid gap-2">
      <h2 className="flex items-baseline gap-2 font-semibold">
        Log
        <span className="font-normal text-subtle-foreground text-xs">
          {stream === "ended" ? (reason ?? "It has ended.") : "of the workspace's own programs"}
        </span>
      </h2>
      {isSpeaker && <StaleBanner>The log is interrupted. It goes on where it left off.</StaleBanner>}
      <LogView
        label="Workspace log"
        lines={shown}
        isLive={stream !== "ended" && !isAway}
        className={shown.length > fewLines ? "h-88" : "h-60"}
      />
    </section>
  );
}
