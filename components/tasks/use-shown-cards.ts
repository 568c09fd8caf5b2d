"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { columnsOf } from "#components/tasks/columns.ts";
import type { BoardFilter } from "#lib/client/board-filter.ts";
import { usePersonId } from "#lib/client/person.ts";
import { cardQueries } from "#lib/modules/cards/queries.ts";
import type { Card } from "#lib/modules/cards/schema.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";

const nothing: readonly Card[] = [];
const typingMs = 250;

/** The cards that the filter lets through, by column, and how many there are in all. */
export function useShownCards(
  projectId: string | null,
  cards: readonly Card[] = nothing,
  given: BoardFilter,
) {
  const personId = usePersonId();
  const filter = useDeferredValue(given);
  const words = useSettled(given.words.trim());
  const { data } = useQuery({ ...cardQueries.found(projectId, words), enabled: words.length > 1 });
  const found = useMemo(() => new Set(words.length > 1 ? data?.ids : []), [words, data]);
  const order = projectId === null ? "urgency" : "position";
  const columns = useMemo(
    () => columnsOf(cards, { filter, personId, found, order }),
    [cards, filter, personId, found, order],
  );
  const totals = useMemo(() => totalsOf(cards), [cards]);
  return { columns, totals };
}

function totalsOf(cards: readonly Card[]): Record<TaskStatus, number> {
  const totals = { todo: 0, in_progress: 0, ai_review: 0, human_review: 0, done: 0 };
  for (const { status } of cards) totals[status] += 1;
  return totals;
}

/** What was typed, once nothing more is typed for a moment. */
function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), typingMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}
