import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { ConfigVersionPage, ConfigView } from "#lib/modules/configs/schema.ts";

const addressOf = (projectId: string): string => `/api/projects/${encodeURIComponent(projectId)}/config`;
const pageSize = 10;

export const configQueries = {
  inForce: (projectId: string) =>
    queryOptions({
      queryKey: ["configs", projectId, "in-force"],
      queryFn: ({ signal }) => getJson(addressOf(projectId), ConfigView, { signal }),
    }),
  versions: (projectId: string) =>
    infiniteQueryOptions({
      queryKey: ["configs", projectId, "versions"],
      queryFn: ({ pageParam, signal }) =>
        getJson(
          `${addressOf(projectId)}/versions?limit=${pageSize}${pageParam ? `&cursor=${pageParam}` : ""}`,
          ConfigVersionPage,
          { signal },
        ),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
};
