"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { RunOutput } from "#lib/client/run-output.ts";
import { transcriptQueries } from "#lib/modules/transcripts/queries.ts";
import { outlineEntryOf, todosOf } from "#lib/modules/transcripts/rules.ts";
import type { OutlineEntry, Todo } from "#lib/modules/transcripts/schema.ts";

interface ShownOutline {
  entries: readonly OutlineEntry[];
  todos: readonly Todo[] | null;
}

/** The outline of the whole run: of what is loaded from its events, as they come; of what stands before by the server. */
export function useOutline(
  task: { projectId: string; id: string },
  runId: string,
  { events, hasEarlier }: Pick<RunOutput, "events" | "hasEarlier">,
): ShownOutline {
  const before = useQuery({ ...transcriptQueries.outline(task, runId), enabled: hasEarlier });
  const from = events[0]?.position ?? 0;
  return useMemo(() => {
    const earlier = (before.data?.entries ?? []).filter(({ position }) => position < from);
    const entries = [...earlier, ...events.flatMap((event) => outlineEntryOf(event) ?? [])];
    const lists = events.flatMap((event) => (event.kind === "tool" ? [todosOf(event.data)] : []));
    const todos = lists.findLast((list) => list !== null) ?? before.data?.todos ?? null;
    return { entries, todos };
  }, [before.data, events, from]);
}
