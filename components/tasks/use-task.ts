"use client";

import { useQuery } from "@tanstack/react-query";
import { cardQueries } from "#lib/modules/cards/queries.ts";
import { taskQueries } from "#lib/modules/tasks/queries.ts";

/** A task by its number in the project: the board knows its id, the task itself everything else. */
export function useTask(projectId: string, number: number) {
  const board = useQuery(cardQueries.board(projectId));
  const id = board.data?.cards.find((card) => card.number === number)?.id ?? null;
  const task = useQuery({ ...taskQueries.one(projectId, id ?? ""), enabled: id !== null });
  const asked = id === null ? board : task;
  return {
    task: id === null ? undefined : task.data,
    isPending: asked.isPending,
    /** Null also where there is no such task. */
    error: asked.error,
    refetch: () => void Promise.all([board.refetch(), ...(id === null ? [] : [task.refetch()])]),
  };
}
