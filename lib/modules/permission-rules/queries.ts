import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { PermissionRulePage } from "./schema.ts";

export const permissionRuleQueries = {
  ofProject: (projectId: string) =>
    queryOptions({
      queryKey: ["permission-rules", projectId],
      queryFn: ({ signal }) =>
        getJson(`/api/projects/${encodeURIComponent(projectId)}/permission-rules`, PermissionRulePage, {
          signal,
        }),
    }),
};
