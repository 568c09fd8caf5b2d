import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { type FileEntry, FileMatches, FileTree } from "#lib/modules/files/schema.ts";

const folderOf = (workspaceId: string): string => `/api/workspaces/${encodeURIComponent(workspaceId)}/files`;

/** Beyond this many a folder is listed in part; nobody scrolls that far. */
const entriesMax = 100_000;

export interface Folder {
  entries: FileEntry[];
  /** There is more in it than is listed. */
  isCut: boolean;
}

export const fileQueries = {
  all: (workspaceId: string) => ["files", workspaceId] as const,
  /** A whole folder, page by page; folders first. */
  folder: (workspaceId: string, path: string) =>
    queryOptions({
      queryKey: ["files", workspaceId, "folder", path],
      queryFn: async ({ signal }): Promise<Folder> => {
        const entries: FileEntry[] = [];
        let cursor: string | null = null;
        do {
          const query = new URLSearchParams({ path, ...(cursor === null ? {} : { cursor }) });
          const page: FileTree = await getJson(`${folderOf(workspaceId)}/tree?${query}`, FileTree, {
            signal,
          });
          entries.push(...page.entries);
          cursor = page.nextCursor;
        } while (cursor !== null && entries.length < entriesMax);
        return { entries, isCut: cursor !== null };
      },
    }),
  search: (workspaceId: string, asked: FileSearch) =>
    queryOptions({
      queryKey: ["files", workspaceId, "search", asked],
      queryFn: ({ signal }) => {
        const query = new URLSearchParams({
          q: asked.q,
          kind: asked.kind,
          isRegex: String(asked.isRegex),
          isCaseSensitive: String(asked.isCaseSensitive),
        });
        return getJson(`${folderOf(workspaceId)}/search?${query}`, FileMatches, { signal });
      },
    }),
};

export interface FileSearch {
  q: string;
  kind: "content" | "name";
  isRegex: boolean;
  isCaseSensitive: boolean;
}

/** Where a file's bytes are, to show or (`isDownload`) to save. */
export const contentUrl = (workspaceId: string, path: string, isDownload = false): string =>
  `${folderOf(workspaceId)}/content?${new URLSearchParams({ path, ...(isDownload ? { download: "true" } : {}) })}`;

export const watchUrl = (workspaceId: string): string => `${folderOf(workspaceId)}/watch`;
