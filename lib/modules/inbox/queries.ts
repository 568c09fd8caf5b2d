import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { InboxPage } from "./schema.ts";

const lookEveryMs = 60_000;

export const inboxQueries = {
  /** News of runs make it ask again; `approvals`, how many wait, does the same for those. */
  all: (approvals: number) =>
    queryOptions({
      queryKey: ["tasks", "inbox", approvals],
      queryFn: ({ signal }) => getJson("/api/inbox", InboxPage, { signal }),
      placeholderData: keepPreviousData,
      refetchInterval: lookEveryMs,
    }),
};
