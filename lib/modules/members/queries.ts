import { infiniteQueryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { MemberPage } from "#lib/modules/members/schema.ts";

export const memberQueries = {
  ofProject: (projectId: string) =>
    infiniteQueryOptions({
      queryKey: ["people", "members", projectId],
      queryFn: ({ pageParam, signal }) => {
        const search = new URLSearchParams({ limit: "100" });
        if (pageParam) search.set("cursor", pageParam);
        const path = `/api/projects/${encodeURIComponent(projectId)}/members?${search}`;
        return getJson(path, MemberPage, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
};
