"use client";

import { type UseQueryResult, useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { type FolderState, type TreeEdit, type TreeRow, treeRows } from "#components/files/tree-rows.ts";
import { type Folder, fileQueries } from "#lib/modules/files/queries.ts";
import { foldersAbove } from "#lib/modules/files/rules.ts";

export interface Tree {
  /** The rows as they are drawn, with the name that is being typed. */
  rows: (edit: TreeEdit | null) => readonly TreeRow[];
  root: FolderState;
  retry: () => void;
  setOpen: (path: string, isOpen: boolean) => void;
  /** Opens the folders above a path, so that it can be seen. */
  reveal: (path: string) => void;
  collapseAll: () => void;
}

/** The tree of a workspace: each open folder is a query of its own. The same object until something of it changed. */
export function useTree(rootId: string): Tree {
  const [open, setOpenFolders] = useState<readonly string[]>([]);
  const paths = useMemo(() => ["", ...open], [open]);
  const client = useQueryClient();
  const states = useQueries({
    queries: paths.map((path) => fileQueries.folder(rootId, path)),
    combine: readStates,
  });
  const rows = useCallback(
    (edit: TreeEdit | null) =>
      treeRows(new Map(paths.map((path, index) => [path, states[index] ?? unread])), edit),
    [paths, states],
  );

  const setOpen = useCallback((path: string, isOpen: boolean) => {
    setOpenFolders((now) => {
      if (!isOpen) return now.filter((other) => other !== path);
      return now.includes(path) ? now : [...now, path];
    });
  }, []);
  const reveal = useCallback((path: string) => {
    setOpenFolders((now) => {
      const missing = foldersAbove(path).filter((folder) => !now.includes(folder));
      return missing.length === 0 ? now : [...now, ...missing];
    });
  }, []);
  const collapseAll = useCallback(() => setOpenFolders([]), []);
  const retry = useCallback(
    () => void client.refetchQueries({ queryKey: fileQueries.folder(rootId, "").queryKey, exact: true }),
    [client, rootId],
  );
  const root = states[0] ?? unread;
  return useMemo(
    () => ({ rows, root, retry, setOpen, reveal, collapseAll }),
    [rows, root, retry, setOpen, reveal, collapseAll],
  );
}

const unread: FolderState = { data: undefined, error: null };

/** What the rows are made of; the rest of a query's state changes without changing them. */
const readStates = (results: readonly UseQueryResult<Folder>[]): FolderState[] =>
  results.map(({ data, error }) => ({ data, error }));
