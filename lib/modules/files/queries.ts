import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { type FileEntry, FileInfo, FileNames, FileTree, Trash } from "#lib/modules/files/schema.ts";

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
  info: (workspaceId: string, path: string) =>
    queryOptions({
      queryKey: ["files", workspaceId, "info", path],
      queryFn: ({ signal }) =>
        getJson(`${folderOf(workspaceId)}/info?${new URLSearchParams({ path })}`, FileInfo, { signal }),
    }),
  /** Quick open: the best matches of what was typed. */
  names: (workspaceId: string, q: string) =>
    queryOptions({
      queryKey: ["files", workspaceId, "names", q],
      queryFn: ({ signal }) =>
        getJson(`${folderOf(workspaceId)}/names?${new URLSearchParams({ q })}`, FileNames, { signal }),
    }),
  trash: (workspaceId: string) =>
    queryOptions({
      queryKey: ["files", workspaceId, "trash"],
      queryFn: ({ signal }) => getJson(`${folderOf(workspaceId)}/trash`, Trash, { signal }),
    }),
};

export interface FileFind {
  q: string;
  isRegex: boolean;
  isCaseSensitive: boolean;
  isWord: boolean;
  /** Globs: only in these, never in those. */
  include: readonly string[];
  exclude: readonly string[];
}

/** Where a file's bytes are, to show or (`isDownload`) to save. */
export const contentUrl = (workspaceId: string, path: string, isDownload = false): string =>
  `${folderOf(workspaceId)}/content?${new URLSearchParams({ path, ...(isDownload ? { download: "true" } : {}) })}`;

/** A zip of files and folders; of everything where no path is given. */
export const archiveUrl = (workspaceId: string, paths: readonly string[]): string =>
  `${folderOf(workspaceId)}/archive?${new URLSearchParams(paths.map((path) => ["path", path]))}`;

/** Server-sent events: `matches` (FoundMatches) as they are found, `done` (FindDone) last. */
export const findUrl = (workspaceId: string, asked: FileFind): string => {
  const { q, isRegex, isCaseSensitive, isWord, include, exclude } = asked;
  const flags = { isRegex, isCaseSensitive, isWord };
  return `${folderOf(workspaceId)}/find?${new URLSearchParams([
    ["q", q],
    ...Object.entries(flags).map(([name, value]): [string, string] => [name, String(value)]),
    ...include.map((glob): [string, string] => ["include", glob]),
    ...exclude.map((glob): [string, string] => ["exclude", glob]),
  ])}`;
};

/** POST: the body is a whole new file, for what is small enough to be sent again. */
export const uploadUrl = (workspaceId: string, file: { path: string; ifMatch?: string }): string =>
  `${folderOf(workspaceId)}/upload?${new URLSearchParams({ ...file, ...(file.ifMatch === undefined ? { isNew: "true" } : {}) })}`;

/** POST starts an upload that can be resumed (StartUploadInput → Upload). */
export const uploadsUrl = (workspaceId: string): string => `${folderOf(workspaceId)}/uploads`;

/** GET says where it stands, PATCH with `offset` appends the body, DELETE gives it up; the command files.upload finishes it. */
export const uploadPartUrl = (workspaceId: string, uploadId: string, offset?: number): string =>
  `${uploadsUrl(workspaceId)}/${encodeURIComponent(uploadId)}${offset === undefined ? "" : `?offset=${offset}`}`;

export const watchUrl = (workspaceId: string): string => `${folderOf(workspaceId)}/watch`;
