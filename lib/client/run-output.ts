"use client";

import { useEffect, useState } from "react";
import { keepEventSource } from "#lib/client/keep-event-source.ts";
import { parseMessage } from "#lib/client/parse-json.ts";
import { runEventKinds } from "#lib/kernel/states.ts";
import { RunEvent } from "#lib/modules/runs/schema.ts";

export interface RunOutput {
  /** In the order of the conversation; a later message of a thing has replaced the earlier one. */
  events: readonly RunEvent[];
  state: "loading" | "live" | "reconnecting" | "ended";
}

const retryMs = 2_000;
const nothing: RunOutput = { events: [], state: "loading" };

/**
 * Follows what a run says. The browser resumes a broken stream behind the last message by itself; messages are
 * gathered for one frame, so that a busy agent does not make the page render at every word. `generation` changes when
 * a run that had ended goes on.
 */
export function useRunOutput(address: string | null, generation: string): RunOutput {
  const [output, setOutput] = useState<RunOutput>(nothing);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation is a reason to follow anew
  useEffect(() => {
    setOutput(nothing);
    if (address === null) return;
    const byKey = new Map<string, RunEvent>();
    let frame = 0;
    let state: RunOutput["state"] = "loading";
    const show = () => {
      frame = 0;
      const events = [...byKey.values()].sort((a, b) => a.position - b.position);
      setOutput({ events, state });
    };
    const changed = (next: RunOutput["state"]) => {
      state = next;
      if (frame === 0) frame = requestAnimationFrame(show);
    };
    const listen = (source: EventSource) => {
      source.addEventListener("open", () => changed("live"));
      source.addEventListener("error", () => {
        if (state !== "ended") changed("reconnecting");
      });
      for (const kind of runEventKinds) {
        source.addEventListener(kind, (message) => {
          const event = parseMessage(RunEvent, String(message.data));
          if (!event) return;
          byKey.set(event.key, event);
          if (event.kind === "done") source.close();
          changed(event.kind === "done" ? "ended" : "live");
        });
      }
    };
    const close = keepEventSource(address, { retryMs, listen });
    return () => {
      close();
      cancelAnimationFrame(frame);
    };
  }, [address, generation]);

  return output;
}
