"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { type BoardReader, createBoardReader } from "#components/tasks/board-reader.ts";
import { useChanges } from "#lib/client/live-context.ts";
import type { Change } from "#lib/client/live-messages.ts";
import { cardQueries, readCards } from "#lib/modules/cards/queries.ts";

/** A board that stays true: what events say has changed is read, and only that. Null is the board over all projects. */
export function useBoard(projectId: string | null) {
  const client = useQueryClient();
  const reader = useRef<BoardReader | null>(null);
  useEffect(() => {
    const source = {
      board: cardQueries.board(projectId),
      readCards: (ids: readonly string[]) => readCards(projectId, ids),
    };
    const own = createBoardReader(client, source);
    reader.current = own;
    return () => own.stop();
  }, [client, projectId]);
  const hear = useCallback(
    (change: Change) => {
      if (change.topic !== "tasks") return;
      if (projectId !== null && change.projectId !== undefined && change.projectId !== projectId) return;
      reader.current?.add(change.id ?? null);
    },
    [projectId],
  );
  useChanges(hear);
  // While it was not shown nobody heard what changed on it.
  return useQuery({ ...cardQueries.board(projectId), refetchOnMount: "always" });
}
