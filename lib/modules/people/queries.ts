import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { PeoplePage, SetupAnswer } from "#lib/modules/people/schema.ts";

export const setupQueries = {
  /** With the session of the new owner: the runtimes that were found. */
  state: () =>
    queryOptions({
      queryKey: ["people", "setup"],
      queryFn: ({ signal }) => getJson("/api/setup", SetupAnswer, { signal }),
    }),
};

export const personQueries = {
  list: (filter: { q?: string; outsideProjectId?: string } = {}) =>
    infiniteQueryOptions({
      queryKey: ["people", "list", filter],
      queryFn: ({ pageParam, signal }) => {
        const search = new URLSearchParams({ limit: "100", ...filter });
        if (pageParam) search.set("cursor", pageParam);
        return getJson(`/api/people?${search}`, PeoplePage, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
};
