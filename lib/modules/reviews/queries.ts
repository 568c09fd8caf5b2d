import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { ReviewView } from "#lib/modules/reviews/schema.ts";
import { runAddress } from "#lib/modules/runs/queries.ts";

export const reviewQueries = {
  one: (task: { projectId: string; id: string }, runId: string) =>
    queryOptions({
      queryKey: ["reviews", runId],
      queryFn: ({ signal }) => getJson(runAddress(task, "review"), ReviewView, { signal }),
    }),
};
