import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import {
  BranchList,
  type Commit,
  CommitPage,
  DiscardList,
  FileConflict,
  GitDiff,
  GitStatus,
  StashList,
} from "#lib/modules/git/schema.ts";

const addressOf = (what: string, workspaceId: string): string =>
  `/api/git/${what}/${encodeURIComponent(workspaceId)}`;

/** What a shell in the workspace does to the repository tells nobody, so the status is asked again while it is looked at. */
const refetchMs = 10_000;

export interface CommitWithDiff {
  commit: Commit;
  diff: GitDiff;
}

export interface ChangeSide {
  path: string;
  oldPath?: string | undefined;
  isStaged: boolean;
  ignoresSpace: boolean;
}

export interface LogFilter {
  allBranches: boolean;
  search: string;
}

/** The bytes of an earlier version: `index`, a side of a conflict, `HEAD` or a commit. */
export const versionUrl = (workspaceId: string, path: string, version: string, root?: string): string =>
  `${addressOf("content", workspaceId)}?${new URLSearchParams({ path, version, ...(root === undefined ? {} : { root }) })}`;

export const gitQueries = {
  all: (workspaceId: string) => ["git", workspaceId] as const,
  status: (workspaceId: string) =>
    queryOptions({
      queryKey: ["git", workspaceId, "status"],
      queryFn: ({ signal }) => getJson(addressOf("status", workspaceId), GitStatus, { signal }),
      refetchInterval: refetchMs,
    }),
  /** One file's change, staged or not. */
  change: (workspaceId: string, { path, oldPath, isStaged, ignoresSpace }: ChangeSide) =>
    queryOptions({
      queryKey: ["git", workspaceId, "change", path, isStaged, ignoresSpace, oldPath ?? null],
      queryFn: ({ signal }) => {
        const query = new URLSearchParams({ path, staged: String(isStaged) });
        if (oldPath !== undefined) query.set("oldPath", oldPath);
        if (ignoresSpace) query.set("ignoreSpace", "true");
        return getJson(`${addressOf("diff", workspaceId)}?${query}`, GitDiff, { signal });
      },
    }),
  /** One commit and what it changed, against its first parent. */
  commit: (workspaceId: string, sha: string, ignoresSpace = false) =>
    queryOptions({
      queryKey: ["git", workspaceId, "commit", sha, ignoresSpace],
      queryFn: async ({ signal }): Promise<CommitWithDiff | null> => {
        const found = new URLSearchParams({ revision: sha, limit: "1" });
        const page = await getJson(`${addressOf("log", workspaceId)}?${found}`, CommitPage, { signal });
        const [commit] = page.items;
        if (!commit) return null;
        const query = new URLSearchParams({ commit: commit.sha });
        if (ignoresSpace) query.set("ignoreSpace", "true");
        const diff = await getJson(`${addressOf("diff", workspaceId)}?${query}`, GitDiff, { signal });
        return { commit, diff };
      },
      staleTime: Number.POSITIVE_INFINITY,
    }),
  log: (workspaceId: string, { allBranches, search }: LogFilter) =>
    infiniteQueryOptions({
      queryKey: ["git", workspaceId, "log", allBranches, search],
      queryFn: ({ signal, pageParam }) => {
        const query = new URLSearchParams({
          limit: "100",
          ...(allBranches ? { allBranches: "true" } : {}),
          ...(search === "" ? {} : { search }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        });
        return getJson(`${addressOf("log", workspaceId)}?${query}`, CommitPage, { signal });
      },
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  stashes: (workspaceId: string) =>
    queryOptions({
      queryKey: ["git", workspaceId, "stashes"],
      queryFn: ({ signal }) => getJson(addressOf("stashes", workspaceId), StashList, { signal }),
    }),
  discards: (workspaceId: string) =>
    queryOptions({
      queryKey: ["git", workspaceId, "discards"],
      queryFn: ({ signal }) => getJson(addressOf("discards", workspaceId), DiscardList, { signal }),
    }),
  conflict: (workspaceId: string, path: string) =>
    queryOptions({
      queryKey: ["git", workspaceId, "change", "conflict", path],
      queryFn: ({ signal }) => {
        const query = new URLSearchParams({ path });
        return getJson(`${addressOf("conflict", workspaceId)}?${query}`, FileConflict, { signal });
      },
    }),
  branches: (workspaceId: string) =>
    queryOptions({
      queryKey: ["git", workspaceId, "branches"],
      queryFn: ({ signal }) => getJson(addressOf("branches", workspaceId), BranchList, { signal }),
    }),
};
