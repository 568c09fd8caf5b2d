import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { Board, FoundCards } from "./schema.ts";

/** The address of a board; null is that over all projects. */
const addressOf = (projectId: string | null): string =>
  projectId === null ? "/api/board" : `/api/projects/${encodeURIComponent(projectId)}/board`;

const searchEveryMs = 15_000;

export const cardQueries = {
  /**
   * The keys begin with no topic of events: a board is not read anew at every change, what changed is read and put in
   * its place (`components/tasks/board-reader.ts`).
   */
  board: (projectId: string | null) =>
    queryOptions({
      queryKey: ["cards", projectId ?? "all"],
      queryFn: ({ signal }) => getJson(addressOf(projectId), Board, { signal }),
      // Cards that have not changed stay the same objects by the way they are put in; comparing thousands takes longer.
      structuralSharing: false,
    }),
  /**
   * Which cards hold every word, their descriptions too. Those are searched from time to time and not at every change:
   * agents at work make many, and what a card's title says the board sees by itself.
   */
  found: (projectId: string | null, words: string) =>
    queryOptions({
      queryKey: ["found-cards", projectId ?? "all", words],
      refetchInterval: searchEveryMs,
      queryFn: ({ signal }) => {
        const search = new URLSearchParams({ q: words, ...(projectId !== null && { projectId }) });
        return getJson(`/api/board/search?${search}`, FoundCards, { signal });
      },
      placeholderData: keepPreviousData,
    }),
};

/** These cards as they are now, with whatever an agent works on. */
export const readCards = (projectId: string | null, ids: readonly string[]): Promise<Board> =>
  getJson(`${addressOf(projectId)}?ids=${ids.join(",")}`, Board);
