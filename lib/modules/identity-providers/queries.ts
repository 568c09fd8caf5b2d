import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { IdentityProviderPage, LinkedAccounts } from "#lib/modules/identity-providers/schema.ts";

export const identityProviderQueries = {
  list: () =>
    queryOptions({
      queryKey: ["identity-providers", "list"],
      queryFn: ({ signal }) => getJson("/api/identity-providers", IdentityProviderPage, { signal }),
    }),
};

export const accountQueries = {
  /** One's own. */
  list: () =>
    queryOptions({
      queryKey: ["accounts", "list"],
      queryFn: ({ signal }) => getJson("/api/accounts", LinkedAccounts, { signal }),
      select: (page) => page.items,
    }),
};
