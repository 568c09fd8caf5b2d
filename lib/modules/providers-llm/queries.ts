import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { ProviderModels, type ProviderName, ProviderPage } from "#lib/modules/providers-llm/schema.ts";

export const providerQueries = {
  list: () =>
    queryOptions({
      queryKey: ["providers", "list"],
      queryFn: ({ signal }) => getJson("/api/providers", ProviderPage, { signal }),
      select: (page) => page.items,
    }),
  /** Asks the provider itself; what it said holds for a minute. */
  models: (id: ProviderName) =>
    queryOptions({
      queryKey: ["provider-models", id],
      queryFn: ({ signal }) => getJson(`/api/providers/${id}/models`, ProviderModels, { signal }),
      staleTime: 60_000,
    }),
};
