import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { TemplatePage } from "./schema.ts";

export const templateQueries = {
  list: (projectId: string) =>
    queryOptions({
      queryKey: ["task-templates", "list", projectId],
      queryFn: ({ signal }) =>
        getJson(`/api/projects/${encodeURIComponent(projectId)}/task-templates`, TemplatePage, { signal }),
      select: (page) => page.items,
    }),
};
