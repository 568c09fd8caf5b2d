import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { SessionList } from "#lib/modules/sessions/schema.ts";

export const sessionQueries = {
  /** One's own, or those of `userId`. */
  list: (userId?: string) =>
    queryOptions({
      queryKey: ["sessions", "list", userId ?? "own"],
      queryFn: ({ signal }) =>
        getJson(`/api/sessions${userId ? `?userId=${userId}` : ""}`, SessionList, { signal }),
    }),
};
