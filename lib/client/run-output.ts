"use client";

import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { getJson } from "#lib/client/fetcher.ts";
import { keepEventSource } from "#lib/client/keep-event-source.ts";
import { parseMessage } from "#lib/client/parse-json.ts";
import {
  atFirst,
  createRunTranscript,
  type RunTranscript,
  type TranscriptView,
} from "#lib/client/run-transcript.ts";
import { runEventKinds } from "#lib/kernel/states.ts";
import { runAddress } from "#lib/modules/runs/queries.ts";
import { RunEvent, RunEventPage } from "#lib/modules/runs/schema.ts";

interface TaskPlace {
  projectId: string;
  id: string;
}

export interface RunOutput extends TranscriptView {
  /** Reads what stands before, up to a position where one is named; resolves when it is there. */
  loadEarlier: (upTo?: number) => Promise<void>;
  retry: () => void;
}

const retryMs = 2_000;
const unchanged = () => () => undefined;

/**
 * What a run has said, from its end on, and what it says. The browser resumes a broken stream behind the last message by
 * itself; messages are gathered for one frame, so that a busy agent does not make the page render at every word.
 * `generation` changes when a run that had ended goes on.
 */
export function useRunOutput(task: TaskPlace, runId: string | null, generation: string): RunOutput {
  const { projectId, id } = task;
  const transcript = useMemo(
    () => (runId === null ? null : transcriptOf({ projectId, id }, runId)),
    [projectId, id, runId],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation is a reason to follow anew
  useEffect(() => transcript?.follow(), [transcript, generation]);
  const view = useSyncExternalStore(
    transcript?.subscribe ?? unchanged,
    transcript?.view ?? (() => atFirst),
    () => atFirst,
  );
  const loadEarlier = useCallback(async (upTo?: number) => transcript?.loadEarlier(upTo), [transcript]);
  const retry = useCallback(() => transcript?.retry(), [transcript]);
  return useMemo(() => ({ ...view, loadEarlier, retry }), [view, loadEarlier, retry]);
}

function transcriptOf(task: TaskPlace, runId: string): RunTranscript {
  return createRunTranscript({
    readPage: (before, limit) => {
      const asked = new URLSearchParams({ runId, before: String(before), limit: String(limit) });
      return getJson(`${runAddress(task, "events")}?${asked}`, RunEventPage);
    },
    follow: (after, { onEvent, onState }) =>
      keepEventSource(`${runAddress(task, "output")}?runId=${runId}&after=${after}`, {
        retryMs,
        listen: (source) => {
          source.addEventListener("open", () => onState("live"));
          source.addEventListener("error", () => onState("reconnecting"));
          for (const kind of runEventKinds) {
            source.addEventListener(kind, (message) => {
              const event = parseMessage(RunEvent, String(message.data));
              if (event) onEvent(event);
            });
          }
        },
      }),
    nextFrame: (work) => {
      const frame = requestAnimationFrame(work);
      return () => cancelAnimationFrame(frame);
    },
  });
}
