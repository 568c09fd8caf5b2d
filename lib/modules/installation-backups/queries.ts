import { infiniteQueryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { InstallationBackupPage } from "#lib/modules/installation-backups/schema.ts";

export const installationBackupQueries = {
  list: () =>
    infiniteQueryOptions({
      queryKey: ["installation-backups", "list"],
      queryFn: ({ pageParam, signal }) =>
        getJson(
          `/api/installation-backups${pageParam ? `?cursor=${pageParam}` : ""}`,
          InstallationBackupPage,
          {
            signal,
          },
        ),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
};
