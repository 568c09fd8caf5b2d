import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { TaskPage } from "./schema.ts";

export const taskQueries = {
  /** The cards of a board; each carries its run, so that board and panel show one truth. */
  board: (projectId: string) =>
    queryOptions({
      queryKey: ["tasks", "board", projectId],
      queryFn: ({ signal }) =>
        getJson(`/api/projects/${encodeURIComponent(projectId)}/tasks?limit=200`, TaskPage, { signal }),
    }),
};
