import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { LeftoverList, RuntimeList, WorkspaceDetail } from "#lib/modules/workspaces/schema.ts";

export const workspaceQueries = {
  one: (workspaceId: string) =>
    queryOptions({
      queryKey: ["workspaces", workspaceId],
      queryFn: ({ signal }) =>
        getJson(`/api/workspaces/${encodeURIComponent(workspaceId)}`, WorkspaceDetail, { signal }),
    }),
  /** What runtimes hold of workspaces that nobody knows any more; for admins. */
  leftovers: () =>
    queryOptions({
      queryKey: ["leftovers"],
      queryFn: ({ signal }) => getJson("/api/leftovers", LeftoverList, { signal }),
    }),
  /** What workspaces could run on; looking starts programs on the server. */
  runtimes: () =>
    queryOptions({
      queryKey: ["runtimes"],
      queryFn: ({ signal }) => getJson("/api/runtimes", RuntimeList, { signal }),
      select: (list) => list.items,
    }),
};
