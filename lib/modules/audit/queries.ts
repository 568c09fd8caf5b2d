import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { AccessPage, AuditPage, ChainReport } from "#lib/modules/audit/schema.ts";

const pageSize = 50;
const runningMs = 1_000;
const restingMs = 60_000;

const pagedBy = (cursor: string | null): string => `limit=${pageSize}${cursor ? `&cursor=${cursor}` : ""}`;

export const auditQueries = {
  /** Newest first, page by page; `parameters` are those of `GET /api/audit`. */
  list: (parameters: string) =>
    infiniteQueryOptions({
      queryKey: ["audit", "list", parameters],
      queryFn: ({ pageParam, signal }) =>
        getJson(`/api/audit?${pagedBy(pageParam)}&${parameters}`, AuditPage, { signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      select: ({ pages }) => pages.flatMap((page) => page.items),
    }),
  /** What is on record about one operation, newest first. */
  ofOperation: (operationId: string) =>
    queryOptions({
      queryKey: ["audit", "operation", operationId],
      queryFn: ({ signal }) =>
        getJson(`/api/audit?limit=50&operationId=${encodeURIComponent(operationId)}`, AuditPage, { signal }),
    }),
  /** Whether the chain holds, for owners and admins. */
  chain: () =>
    queryOptions({
      queryKey: ["audit", "chain"],
      queryFn: ({ signal }) => getJson("/api/audit/verify?mode=newest", ChainReport, { signal }),
      refetchInterval: ({ state }) => (state.data?.isRunning ? runningMs : restingMs),
    }),
  accesses: (parameters: string) =>
    infiniteQueryOptions({
      queryKey: ["accesses", "list", parameters],
      queryFn: ({ pageParam, signal }) =>
        getJson(`/api/audit/accesses?${pagedBy(pageParam)}&${parameters}`, AccessPage, { signal }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      select: ({ pages }) => pages.flatMap((page) => page.items),
    }),
};

/** Has every row checked; a long check goes on behind the answer. */
export const checkWholeChain = () => getJson("/api/audit/verify?mode=whole", ChainReport);
