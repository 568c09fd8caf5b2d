import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { runAddress } from "#lib/modules/runs/queries.ts";
import { Matches, Outline } from "./schema.ts";

interface TaskPlace {
  projectId: string;
  id: string;
}

/** `runId` names the run among the task's. */
export const transcriptQueries = {
  outline: (task: TaskPlace, runId: string) =>
    queryOptions({
      queryKey: ["transcripts", runId, "outline"],
      queryFn: ({ signal }) => getJson(`${runAddress(task, "outline")}?runId=${runId}`, Outline, { signal }),
    }),
  search: (task: TaskPlace, runId: string, words: string) =>
    queryOptions({
      queryKey: ["transcripts", runId, "search", words],
      queryFn: ({ signal }) => {
        const asked = new URLSearchParams({ runId, q: words });
        return getJson(`${runAddress(task, "search")}?${asked}`, Matches, { signal });
      },
      enabled: words !== "",
      placeholderData: keepPreviousData,
    }),
};
