import { queryOptions } from "@tanstack/react-query";
import { getJson } from "#lib/client/fetcher.ts";
import { partsOfRoot } from "#lib/modules/files/rules.ts";
import { type FileEntry, FileInfo, FileNames, FileTree, Trash } from "#lib/modules/files/schema.ts";

/** Every key and address is of a root (`rootIdOf`): a workspace's own folder, or a run's worktree. */
const folderOf = (rootId: string): string =>
  `/api/workspaces/${encodeURIComponent(partsOfRoot(rootId).workspaceId)}/files`;

const queryOf = (rootId: string, given: Record<string, string>): URLSearchParams => {
  const { root } = partsOfRoot(rootId);
  return new URLSearchParams({ ...(root === "workspace" ? {} : { root }), ...given });
};

/** Beyond this many a folder is listed in part; nobody scrolls that far. */
const entriesMax = 100_000;

export interface Folder {
  entries: FileEntry[];
  /** There is more in it than is listed. */
  isCut: boolean;
}

export const fileQueries = {
  all: (rootId: string) => ["files", rootId] as const,
  /** A whole folder, page by page; folders first. */
  folder: (rootId: string, path: string) =>
    queryOptions({
      queryKey: ["files", rootId, "folder", path],
      queryFn: async ({ signal }): Promise<Folder> => {
        const entries: FileEntry[] = [];
        let cursor: string | null = null;
        do {
          const query = queryOf(rootId, { path, ...(cursor === null ? {} : { cursor }) });
          const page: FileTree = await getJson(`${folderOf(rootId)}/tree?${query}`, FileTree, {
            signal,
          });
          entries.push(...page.entries);
          cursor = page.nextCursor;
        } while (cursor !== null && entries.length < entriesMax);
        return { entries, isCut: cursor !== null };
      },
    }),
  info: (rootId: string, path: string) =>
    queryOptions({
      queryKey: ["files", rootId, "info", path],
      queryFn: ({ signal }) =>
        getJson(`${folderOf(rootId)}/info?${queryOf(rootId, { path })}`, FileInfo, { signal }),
    }),
  /** Quick open: the best matches of what was typed. */
  names: (rootId: string, q: string) =>
    queryOptions({
      queryKey: ["files", rootId, "names", q],
      queryFn: ({ signal }) =>
        getJson(`${folderOf(rootId)}/names?${queryOf(rootId, { q })}`, FileNames, { signal }),
    }),
  trash: (rootId: string) =>
    queryOptions({
      queryKey: ["files", rootId, "trash"],
      queryFn: ({ signal }) => getJson(`${folderOf(rootId)}/trash`, Trash, { signal }),
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
export const contentUrl = (rootId: string, path: string, isDownload = false): string =>
  `${folderOf(rootId)}/content?${queryOf(rootId, { path, ...(isDownload ? { download: "true" } : {}) })}`;

/** A zip of files and folders; of everything where no path is given. */
export const archiveUrl = (rootId: string, paths: readonly string[]): string =>
  `${folderOf(rootId)}/archive?${new URLSearchParams([...queryOf(rootId, {}), ...paths.map((path) => ["path", path])])}`;

/** Server-sent events: `matches` (FoundMatches) as they are found, `done` (FindDone) last. */
export const findUrl = (rootId: string, asked: FileFind): string => {
  const { q, isRegex, isCaseSensitive, isWord, include, exclude } = asked;
  const flags = { isRegex, isCaseSensitive, isWord };
  return `${folderOf(rootId)}/find?${new URLSearchParams([
    ...queryOf(rootId, { q }),
    ...Object.entries(flags).map(([name, value]): [string, string] => [name, String(value)]),
    ...include.map((glob): [string, string] => ["include", glob]),
    ...exclude.map((glob): [string, string] => ["exclude", glob]),
  ])}`;
};

/** POST: the body is a whole new file, for what is small enough to be sent again. */
export const uploadUrl = (rootId: string, file: { path: string; ifMatch?: string }): string =>
  `${folderOf(rootId)}/upload?${queryOf(rootId, { ...file, ...(file.ifMatch === undefined ? { isNew: "true" } : {}) })}`;

/** POST starts an upload that can be resumed (StartUploadInput → Upload). */
export const uploadsUrl = (rootId: string): string => `${folderOf(rootId)}/uploads`;

/** GET says where it stands, PATCH with `offset` appends the body, DELETE gives it up; the command files.upload finishes it. */
export const uploadPartUrl = (rootId: string, uploadId: string, offset?: number): string =>
  `${uploadsUrl(rootId)}/${encodeURIComponent(uploadId)}${offset === undefined ? "" : `?offset=${offset}`}`;

export const watchUrl = (rootId: string): string => `${folderOf(rootId)}/watch?${queryOf(rootId, {})}`;
