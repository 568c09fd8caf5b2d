import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { GitAccessView } from "#lib/modules/git-access/schema.ts";

export const gitAccessQueries = {
  ofProject: (projectId: string) =>
    queryOptions({
      queryKey: ["git-access", projectId],
      queryFn: ({ signal }) =>
        getJson(`/api/projects/${encodeURIComponent(projectId)}/git-access`, GitAccessView, { signal }),
    }),
};
