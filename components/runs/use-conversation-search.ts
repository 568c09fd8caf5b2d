"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { usePause } from "#components/shared/use-pause.ts";
import { transcriptQueries } from "#lib/modules/transcripts/queries.ts";

export interface ConversationSearch {
  /** Null while nobody searches. */
  text: string | null;
  setText: (text: string | null) => void;
  /** What was looked for; marked where it stands. */
  words: string;
  found: number;
  /** There were more than could be told. */
  isCut: boolean;
  current: number;
  isPending: boolean;
  error: Error | null;
  step: (by: number) => void;
}

/** Finds words in the whole run, also in what is not loaded, and leads from one place to the next, the newest first. */
export function useConversationSearch(
  task: { projectId: string; id: string },
  runId: string,
  onJump: (position: number) => void,
): ConversationSearch {
  const [text, setText] = useState<string | null>(null);
  const words = usePause(text?.trim() ?? "");
  const search = useQuery(transcriptQueries.search(task, runId, words));
  const items = words === "" ? [] : (search.data?.items ?? []);
  const [current, setCurrent] = useState(0);
  const last = items.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other words lead to their own last place
  useEffect(() => {
    setCurrent(items.length - 1);
    if (last) onJump(last.position);
  }, [words, search.data === undefined, search.isPlaceholderData]);
  const step = (by: number) => {
    const next = items[(current + by + items.length) % items.length];
    if (!next) return;
    setCurrent(items.indexOf(next));
    onJump(next.position);
  };
  return {
    text,
    setText,
    words,
    found: items.length,
    isCut: search.data?.isCut ?? false,
    current,
    isPending: words !== "" && search.isFetching,
    error: search.error,
    step,
  };
}
