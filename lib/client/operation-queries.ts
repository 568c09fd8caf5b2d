import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { getJson } from "#lib/client/fetcher.ts";
import { type OperationFilter, requestOf } from "#lib/client/operation-filter.ts";
import { OperationView, pageOf } from "#lib/kernel/answer.ts";
import { AnswerableOperation } from "#lib/operations/schema.ts";

const OperationPage = pageOf(OperationView);

const pageSize = 50;
const progressMs = 1000;
const syncs = ["git.push", "git.pull"];

const running = (projectId: string) =>
  queryOptions({
    queryKey: ["operations", "running", projectId],
    queryFn: ({ signal }) =>
      getJson(
        `/api/operations?projectId=${encodeURIComponent(projectId)}&state=running&limit=20`,
        OperationPage,
        { signal },
      ),
  });

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
      ...running(projectId),
      select: ({ items }) => items.find(({ command }) => /^(project|workspace)\./.test(command)) ?? null,
    }),
  /** The push or pull of a workspace that runs now, whoever asked for it; null where none does. */
  syncOf: (projectId: string, workspaceId: string) => {
    const select = ({ items }: z.infer<typeof OperationPage>) =>
      items.find(({ command, target }) => syncs.includes(command) && target.id === workspaceId) ?? null;
    return queryOptions({
      ...running(projectId),
      select,
      // How far it is tells nobody by itself.
      refetchInterval: ({ state }) => (state.data && select(state.data) ? progressMs : false),
    });
  },
  one: (operationId: string) =>
    queryOptions({
      queryKey: ["operations", operationId],
      queryFn: ({ signal }) =>
        getJson(`/api/operations/${encodeURIComponent(operationId)}`, AnswerableOperation, { signal }),
    }),
};
