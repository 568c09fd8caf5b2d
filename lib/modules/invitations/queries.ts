import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { InvitationPage } from "#lib/modules/invitations/schema.ts";

export const invitationQueries = {
  one: (invitationId: string) =>
    queryOptions({
      queryKey: ["invitations", "one", invitationId],
      queryFn: ({ signal }) =>
        getJson(`/api/invitations?${new URLSearchParams({ invitationId })}`, InvitationPage, { signal }),
      select: (page) => page.items[0],
    }),
  /** All that one may see, or those into one project. */
  list: (projectId: string | null) =>
    infiniteQueryOptions({
      queryKey: ["invitations", "list", projectId],
      queryFn: ({ pageParam, signal }) => {
        const search = new URLSearchParams({ limit: "50" });
        if (projectId) search.set("projectId", projectId);
        if (pageParam) search.set("cursor", pageParam);
        return getJson(`/api/invitations?${search}`, InvitationPage, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
};
