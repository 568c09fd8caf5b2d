"use client";

import { useEffect, useState } from "react";
import { z } from "zod";
import { keepEventSource } from "#lib/client/keep-event-source.ts";
import { parseMessage } from "#lib/client/parse-json.ts";

const Line = z.object({ sequence: z.number(), at: z.iso.datetime(), line: z.string() });
export type OperationLogLine = z.infer<typeof Line>;

interface OperationLog {
  lines: readonly OperationLogLine[];
  state: "connecting" | "live" | "reconnecting" | "ended";
}

const retryMs = 2_000;

/**
 * The log of an operation, live. The browser comes back by itself behind the last line it has; a stream that the
 * server refused is asked for again from the beginning, and a line that came before is not shown twice.
 */
export function useOperationLog(operationId: string): OperationLog {
  const [log, setLog] = useState<OperationLog>({ lines: [], state: "connecting" });

  useEffect(() => {
    let frame = 0;
    let waiting: OperationLogLine[] = [];
    let last = 0;
    setLog({ lines: [], state: "connecting" });

    const setState = (state: OperationLog["state"]) =>
      setLog((before) => (before.state === state ? before : { ...before, state }));
    // A busy log is drawn once a frame, not once a line.
    const flush = () => {
      frame = 0;
      const taken = waiting;
      waiting = [];
      setLog((before) => ({ ...before, lines: [...before.lines, ...taken] }));
    };
    const onLine = (event: MessageEvent<string>) => {
      const line = parseMessage(Line, event.data);
      if (!line || line.sequence <= last) return;
      last = line.sequence;
      waiting.push(line);
      if (frame === 0) frame = requestAnimationFrame(flush);
    };
    const listen = (source: EventSource) => {
      source.addEventListener("open", () => setState("live"));
      source.addEventListener("line", onLine);
      source.addEventListener("error", () => setState("reconnecting"));
      source.addEventListener("done", () => {
        source.close();
        setState("ended");
      });
    };
    const close = keepEventSource(`/api/operations/${encodeURIComponent(operationId)}/logs`, {
      retryMs,
      listen,
    });
    return () => {
      close();
      cancelAnimationFrame(frame);
    };
  }, [operationId]);

  return log;
}
