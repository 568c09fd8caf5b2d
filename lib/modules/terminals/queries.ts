import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { TerminalList } from "#lib/modules/terminals/schema.ts";

/** No event tells which program is in the foreground, so the list is asked again while it is looked at. */
const refetchMs = 4000;

/** A stopped workspace does not start by being asked again. */
const isStopped = (error: unknown): boolean =>
  error instanceof RequestError && typeof error.details.workspaceState === "string";

export const terminalQueries = {
  list: (workspaceId: string) =>
    queryOptions({
      queryKey: ["terminals", "list", workspaceId],
      queryFn: ({ signal }) =>
        getJson(`/api/workspaces/${encodeURIComponent(workspaceId)}/terminals`, TerminalList, { signal }),
      refetchInterval: refetchMs,
      retry: (failures, error) =>
        failures < 2 && error instanceof RequestError && error.status >= 500 && !isStopped(error),
    }),
};
