import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type ApprovalFilter, requestOf } from "#lib/client/approval-address.ts";
import { getJson } from "#lib/client/fetcher.ts";
import type { QueueView } from "#lib/kernel/answer.ts";
import { QueuePage, StakesNow } from "#lib/operations/schema.ts";

const pageSize = 50;
const lookEveryMs = 60_000;

export const approvalQueries = {
  /** The queue page by page; the counts are those of its first page. */
  list: (view: QueueView, filter: ApprovalFilter) =>
    infiniteQueryOptions({
      queryKey: ["operations", "queue", requestOf(view, filter)],
      queryFn: ({ pageParam, signal }) => {
        const cursor = pageParam === null ? "" : `&cursor=${encodeURIComponent(pageParam)}`;
        const path = `/api/protection/queue?limit=${pageSize}${cursor}&${requestOf(view, filter)}`;
        return getJson(path, QueuePage, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      select: ({ pages }) => pages.flatMap((page) => page.items),
    }),
  /** How much waits for the one who looks, and which cooldowns were skipped in the last seven days. */
  summary: () =>
    queryOptions({
      queryKey: ["operations", "queue", "summary"],
      queryFn: async ({ signal }) => {
        const page = await getJson("/api/protection/queue?limit=1", QueuePage, { signal });
        return { counts: page.counts, breakGlasses: page.breakGlasses };
      },
    }),
  /** What would go if it ran now: the server looks at the outside again for whoever has it before them. */
  stakes: (operationId: string) =>
    queryOptions({
      queryKey: ["operations", operationId, "stakes"],
      queryFn: ({ signal }) =>
        getJson(`/api/operations/${encodeURIComponent(operationId)}/losses`, StakesNow, { signal }),
      refetchInterval: lookEveryMs,
      staleTime: lookEveryMs,
      retry: false,
    }),
};
