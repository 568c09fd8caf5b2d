import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { BranchList, CommitPage, GitDiff, GitStatus } from "#lib/modules/git/schema.ts";

const addressOf = (what: string, workspaceId: string): string =>
  `/api/git/${what}/${encodeURIComponent(workspaceId)}`;

/** What a shell in the workspace does to the repository tells nobody, so the status is asked again while it is looked at. */
const refetchMs = 10_000;

export interface ChangeSide {
  path: string;
  isStaged: boolean;
}

export const gitQueries = {
  all: (workspaceId: string) => ["git", workspaceId] as const,
  status: (workspaceId: string) =>
    queryOptions({
      queryKey: ["git", workspaceId, "status"],
      queryFn: ({ signal }) => getJson(addressOf("status", workspaceId), GitStatus, { signal }),
      refetchInterval: refetchMs,
    }),
  /** One file's change, staged or not. */
  change: (workspaceId: string, { path, isStaged }: ChangeSide) =>
    queryOptions({
      queryKey: ["git", workspaceId, "change", path, isStaged],
      queryFn: ({ signal }) => {
        const query = new URLSearchParams({ path, staged: String(isStaged) });
        return getJson(`${addressOf("diff", workspaceId)}?${query}`, GitDiff, { signal });
      },
    }),
  /** What one commit changed; without a parent there is nothing to compare it with. */
  commit: (workspaceId: string, sha: string, parent: string) =>
    queryOptions({
      queryKey: ["git", workspaceId, "commit", sha],
      queryFn: ({ signal }) => {
        const query = new URLSearchParams({ base: parent, head: sha });
        return getJson(`${addressOf("diff", workspaceId)}?${query}`, GitDiff, { signal });
      },
      staleTime: Number.POSITIVE_INFINITY,
    }),
  log: (workspaceId: string) =>
    infiniteQueryOptions({
      queryKey: ["git", workspaceId, "log"],
      queryFn: ({ signal, pageParam }) => {
        const query = new URLSearchParams({
          limit: "50",
          ...(pageParam === null ? {} : { cursor: pageParam }),
        });
        return getJson(`${addressOf("log", workspaceId)}?${query}`, CommitPage, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
  branches: (workspaceId: string) =>
    queryOptions({
      queryKey: ["git", workspaceId, "branches"],
      queryFn: ({ signal }) => getJson(addressOf("branches", workspaceId), BranchList, { signal }),
    }),
};
