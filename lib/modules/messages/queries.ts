import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { MessagePage } from "./schema.ts";

export const messageQueries = {
  /** News of a run come under the topic of tasks. */
  list: (runId: string) =>
    queryOptions({
      queryKey: ["tasks", "messages", runId],
      queryFn: ({ signal }) =>
        getJson(`/api/runs/${encodeURIComponent(runId)}/messages`, MessagePage, { signal }),
    }),
};
