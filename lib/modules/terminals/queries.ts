import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { getJson } from "#lib/client/fetcher.ts";
import { RequestError } from "#lib/client/request-error.ts";
import { TerminalList } from "#lib/modules/terminals/schema.ts";

/** No event tells which program is in the foreground, so the list is asked again while it is looked at. */
const refetchMs = 4000;

/** A stopped workspace does not start by being asked again. */
export const isStopped = (error: unknown): boolean =>
  error instanceof RequestError && typeof error.details.workspaceState === "string";

/** What a terminal page needs to know of its project. */
const Place = z.object({
  id: z.string(),
  name: z.string(),
  access: z.string(),
  workspace: z.object({ id: z.string(), state: z.string(), reason: z.string().nullable() }).nullable(),
});

export const terminalQueries = {
  place: (projectId: string) =>
    queryOptions({
      queryKey: ["projects", projectId, "terminals"],
      queryFn: ({ signal }) => getJson(`/api/projects/${encodeURIComponent(projectId)}`, Place, { signal }),
    }),
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
