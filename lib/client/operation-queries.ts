import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { type OperationFilter, requestOf } from "#lib/client/operation-filter.ts";
import { OperationView, pageOf } from "#lib/kernel/answer.ts";
import { AnswerableOperation } from "#lib/operations/schema.ts";

const OperationPage = pageOf(OperationView);

const pageSize = 50;

export const operationQueries = {
  /** Newest first, page by page. */
  list: (filter: OperationFilter) =>
    infiniteQueryOptions({
      queryKey: ["operations", "list", requestOf(filter)],
      queryFn: ({ pageParam, signal }) => {
        const cursor = pageParam === null ? "" : `&cursor=${encodeURIComponent(pageParam)}`;
        return getJson(`/api/operations?limit=${pageSize}${cursor}&${requestOf(filter)}`, OperationPage, {
          signal,
        });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      select: ({ pages }) => pages.flatMap((page) => page.items),
    }),
  /** The operation that starts, stops or makes a project's workspace now; null where none is at it. */
  lifeOf: (projectId: string) =>
    queryOptions({
      queryKey: ["operations", "life", projectId],
      queryFn: ({ signal }) =>
        getJson(
          `/api/operations?projectId=${encodeURIComponent(projectId)}&state=running&limit=20`,
          OperationPage,
          { signal },
        ),
      select: ({ items }) => items.find(({ command }) => /^(project|workspace)\./.test(command)) ?? null,
    }),
  one: (operationId: string) =>
    queryOptions({
      queryKey: ["operations", operationId],
      queryFn: ({ signal }) =>
        getJson(`/api/operations/${encodeURIComponent(operationId)}`, AnswerableOperation, { signal }),
    }),
};
