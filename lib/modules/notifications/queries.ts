import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { NoticePage } from "#lib/modules/notifications/schema.ts";

const newestMax = 30;

export const noticeQueries = {
  /** What waits for the reader, and the newest they were told. */
  newest: () =>
    queryOptions({
      queryKey: ["notices", "newest"],
      queryFn: ({ signal }) => getJson(`/api/notices?limit=${newestMax}`, NoticePage, { signal }),
    }),
};
