import { infiniteQueryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { KeyPage } from "#lib/modules/keys/schema.ts";

export const keyQueries = {
  list: () =>
    infiniteQueryOptions({
      queryKey: ["keys", "list"],
      queryFn: ({ pageParam, signal }) =>
        getJson(`/api/keys${pageParam ? `?cursor=${pageParam}` : ""}`, KeyPage, { signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
};
