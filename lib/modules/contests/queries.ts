import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { Comparison } from "#lib/modules/contests/schema.ts";
import { runAddress } from "#lib/modules/runs/queries.ts";

export const contestQueries = {
  comparison: (task: { projectId: string; id: string }) =>
    queryOptions({
      queryKey: ["tasks", task.projectId, task.id, "comparison"],
      queryFn: ({ signal }) => getJson(runAddress(task, "comparison"), Comparison, { signal }),
    }),
};
