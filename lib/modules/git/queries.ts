import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { BranchList, type Commit, CommitPage, GitDiff, GitStatus } from "#lib/modules/git/schema.ts";

const addressOf = (what: string, workspaceId: string): string =>
  `/api/git/${what}/${encodeURIComponent(workspaceId)}`;

/** What a shell in the workspace does to the repository tells nobody, so the status is asked again while it is looked at. */
const refetchMs = 10_000;

export interface CommitWithDiff {
  commit: Commit;
  diff: GitDiff | null;
}

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
  /** One commit and what it changed; the first one has nothing to be compared with. */
  commit: (workspaceId: string, sha: string) =>
    queryOptions({
      queryKey: ["git", workspaceId, "commit", sha],
      queryFn: async ({ signal }): Promise<CommitWithDiff | null> => {
        const found = new URLSearchParams({ revision: sha, limit: "1" });
        const page = await getJson(`${addressOf("log", workspaceId)}?${found}`, CommitPage, { signal });
        const [commit] = page.items;
        if (!commit) return null;
        const [parent] = commit.parents;
        if (parent === undefined) return { commit, diff: null };
        const between = new URLSearchParams({ base: parent, head: sha });
        const diff = await getJson(`${addressOf("diff", workspaceId)}?${between}`, GitDiff, { signal });
        return { commit, diff };
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
