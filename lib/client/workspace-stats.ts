"use client";

import { useEffect, useState } from "react";
import { keepEventSource } from "#lib/client/keep-event-source.ts";
import { parseMessage } from "#lib/client/parse-json.ts";
import { StreamEnd, WorkspaceSample } from "#lib/modules/workspaces/schema.ts";

export interface WorkspaceStats {
  /** The last three minutes, oldest first. */
  samples: readonly WorkspaceSample[];
  state: "connecting" | "live" | "reconnecting" | "ended";
  /** Why it ended, where that is worth a word. */
  reason: string | null;
}

const retryMs = 3_000;
export const samplesMax = 90;
const nothing: WorkspaceStats = { samples: [], state: "connecting", reason: null };

/** What a workspace uses, live while `isWanted`. What was seen stays seen when it is not. */
export function useWorkspaceStats(workspaceId: string, isWanted: boolean): WorkspaceStats {
  const [stats, setStats] = useState<WorkspaceStats>(nothing);

  useEffect(() => {
    if (!isWanted) return;
    const move = (state: WorkspaceStats["state"], reason: string | null = null) =>
      setStats((before) => ({ ...before, state, reason }));
    const take = (event: MessageEvent<string>) => {
      const sample = parseMessage(WorkspaceSample, event.data);
      if (!sample) return;
      setStats(({ samples }) => {
        // A connection that came back is given again what it had.
        const last = samples.at(-1);
        const isNew = last === undefined || sample.at > last.at;
        const next = isNew ? [...samples, sample].slice(-samplesMax) : samples;
        return { samples: next, state: "live", reason: null };
      });
    };
    const listen = (source: EventSource) => {
      source.addEventListener("open", () => move("live"));
      source.addEventListener("sample", take);
      source.addEventListener("error", () => move("reconnecting"));
      source.addEventListener("done", (event) => {
        source.close();
        move("ended", parseMessage(StreamEnd, String(event.data))?.reason ?? null);
      });
    };
    const address = `/api/workspaces/${encodeURIComponent(workspaceId)}/stats?follow=true`;
    return keepEventSource(address, { retryMs, listen });
  }, [workspaceId, isWanted]);

  return stats;
}
