import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { PasskeyList, WaysIn } from "#lib/modules/passkeys/schema.ts";

export const passkeyQueries = {
  list: () =>
    queryOptions({
      queryKey: ["passkeys", "list"],
      queryFn: ({ signal }) => getJson("/api/passkeys", PasskeyList, { signal }),
    }),
  waysIn: () =>
    queryOptions({
      queryKey: ["passkeys", "ways-in"],
      queryFn: ({ signal }) => getJson("/api/ways-in", WaysIn, { signal }),
    }),
};
