import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { ConfigVersionPage, ConfigView, FoundGuide } from "#lib/modules/configs/schema.ts";

const addressOf = (projectId: string): string => `/api/projects/${encodeURIComponent(projectId)}/config`;
const pageSize = 10;

export const configQueries = {
  inForce: (projectId: string) =>
    queryOptions({
      queryKey: ["configs", projectId, "in-force"],
      queryFn: ({ signal }) => getJson(addressOf(projectId), ConfigView, { signal }),
    }),
  /** Null where the repository has none, or its workspace does not run. */
  guide: (projectId: string) =>
    queryOptions({
      queryKey: ["configs", projectId, "guide"],
      queryFn: async ({ signal }) => {
        const found = await getJson(`${addressOf(projectId)}/guide`, FoundGuide, { signal });
        return found.guide;
      },
      retry: false,
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
