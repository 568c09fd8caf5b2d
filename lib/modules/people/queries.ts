import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { SetupAnswer } from "#lib/modules/people/schema.ts";

export const setupQueries = {
  /** With the session of the new owner: the runtimes that were found. */
  state: () =>
    queryOptions({
      queryKey: ["people", "setup"],
      queryFn: ({ signal }) => getJson("/api/setup", SetupAnswer, { signal }),
    }),
};
