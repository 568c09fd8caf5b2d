import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { ProviderPage } from "#lib/modules/providers-llm/schema.ts";

export const providerQueries = {
  list: () =>
    queryOptions({
      queryKey: ["providers", "list"],
      queryFn: ({ signal }) => getJson("/api/providers", ProviderPage, { signal }),
      select: (page) => page.items,
    }),
};
