import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { SecretsView } from "#lib/modules/secrets/schema.ts";

export const secretQueries = {
  state: () =>
    queryOptions({
      queryKey: ["secrets"],
      queryFn: ({ signal }) => getJson("/api/secrets", SecretsView, { signal }),
    }),
};
