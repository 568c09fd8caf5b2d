"use client";

import { useEffect, useState } from "react";
import { keepEventSource } from "#lib/client/keep-event-source.ts";
import { parseMessage } from "#lib/client/parse-json.ts";
import { StreamEnd, WorkspaceLogLine } from "#lib/modules/workspaces/schema.ts";

export interface WorkspaceLog {
  lines: readonly WorkspaceLogLine[];
  state: "connecting" | "live" | "reconnecting" | "ended";
  reason: string | null;
}

const retryMs = 3_000;
const linesMax = 5_000;
const nothing: WorkspaceLog = { lines: [], state: "connecting", reason: null };

/**
 * The log of a workspace, live while `isWanted`. `generation` changes when the workspace starts or stops: a stream that
 * had ended is opened again. A line that came before is not shown twice.
 */
export function useWorkspaceLog(workspaceId: string, generation: string, isWanted: boolean): WorkspaceLog {
  const [log, setLog] = useState<WorkspaceLog>(nothing);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation is a reason to follow anew
  useEffect(() => {
    if (!isWanted) return;
    let frame = 0;
    let waiting: WorkspaceLogLine[] = [];
    let last: readonly [number, number] = [0, -1];
    let isFirst = true;
    const move = (state: WorkspaceLog["state"], reason: string | null = null) =>
      setLog((before) => ({ ...before, state, reason }));
    // A busy log is drawn once a frame, not once a line.
    const flush = () => {
      frame = 0;
      const taken = waiting;
      waiting = [];
      const before = isFirst ? [] : null;
      isFirst = false;
      setLog(({ lines, ...rest }) => ({ ...rest, lines: [...(before ?? lines), ...taken].slice(-linesMax) }));
    };
    const take = (event: MessageEvent<string>) => {
      const line = parseMessage(WorkspaceLogLine, event.data);
      const [ms = 0, index = 0] = event.lastEventId.split(".").map(Number);
      if (!line || ms < last[0] || (ms === last[0] && index <= last[1])) return;
      last = [ms, index];
      waiting.push(line);
      if (frame === 0) frame = requestAnimationFrame(flush);
    };
    const listen = (source: EventSource) => {
      source.addEventListener("open", () => move("live"));
      source.addEventListener("line", take);
      source.addEventListener("error", () => move("reconnecting"));
      source.addEventListener("done", (event) => {
        source.close();
        move("ended", parseMessage(StreamEnd, String(event.data))?.reason ?? null);
      });
    };
    const address = `/api/workspaces/${encodeURIComponent(workspaceId)}/logs?follow=true`;
    const close = keepEventSource(address, { retryMs, listen });
    return () => {
      close();
      cancelAnimationFrame(frame);
    };
  }, [workspaceId, generation, isWanted]);

  return log;
}
