import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { LabelPage } from "./schema.ts";

export const labelQueries = {
  list: (projectId: string) =>
    queryOptions({
      queryKey: ["labels", "list", projectId],
      queryFn: ({ signal }) =>
        getJson(`/api/projects/${encodeURIComponent(projectId)}/labels`, LabelPage, { signal }),
      select: (page) => page.items,
    }),
};
