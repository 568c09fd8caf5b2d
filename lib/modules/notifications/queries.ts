import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { ChannelPage, DeliveryPage, NoticePage } from "#lib/modules/notifications/schema.ts";

const newestMax = 30;

export const noticeQueries = {
  /** What waits for the reader, and the newest they were told. */
  newest: () =>
    queryOptions({
      queryKey: ["notices", "newest"],
      queryFn: ({ signal }) => getJson(`/api/notices?limit=${newestMax}`, NoticePage, { signal }),
    }),
};

const deliveriesPerPage = 30;

export const channelQueries = {
  list: () =>
    queryOptions({
      queryKey: ["channels", "list"],
      queryFn: ({ signal }) => getJson("/api/channels", ChannelPage, { signal }),
      select: (page) => page.items,
    }),
  /** What went out by one, newest first. */
  deliveries: (channelId: string) =>
    infiniteQueryOptions({
      queryKey: ["channels", channelId, "deliveries"],
      queryFn: ({ pageParam, signal }) => {
        const cursor = pageParam === null ? "" : `&cursor=${encodeURIComponent(pageParam)}`;
        const path = `/api/channels/${encodeURIComponent(channelId)}/deliveries`;
        return getJson(`${path}?limit=${deliveriesPerPage}${cursor}`, DeliveryPage, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      select: ({ pages }) => pages.flatMap((page) => page.items),
    }),
};
