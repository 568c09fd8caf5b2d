"use client";

import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { type FolderState, type TreeRow, treeRows } from "#components/files/tree-rows.ts";
import { fileQueries } from "#lib/modules/files/queries.ts";
import { foldersAbove } from "#lib/modules/files/rules.ts";

export interface Tree {
  rows: readonly TreeRow[];
  root: FolderState;
  retry: () => void;
  setOpen: (path: string, isOpen: boolean) => void;
  /** Opens the folders above a path, so that it can be seen. */
  reveal: (path: string) => void;
  collapseAll: () => void;
}

/** The tree of a workspace: each open folder is a query of its own. */
export function useTree(workspaceId: string): Tree {
  const [open, setOpenFolders] = useState<readonly string[]>([]);
  const paths = useMemo(() => ["", ...open], [open]);
  const results = useQueries({ queries: paths.map((path) => fileQueries.folder(workspaceId, path)) });
  const [root] = results;
  // The results are new objects at each render; what they hold is not.
  const parts = results.flatMap(({ data, error }) => [data, error]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: parts is the content of results
  const rows = useMemo(() => {
    const folders = new Map<string, FolderState>();
    paths.forEach((path, index) => {
      const result = results[index];
      folders.set(path, { data: result?.data, error: result?.error ?? null });
    });
    return treeRows(folders);
  }, [paths, ...parts]);

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
  return {
    rows,
    root: { data: root?.data, error: root?.error ?? null },
    retry: () => void root?.refetch(),
    setOpen,
    reveal,
    collapseAll: useCallback(() => setOpenFolders([]), []),
  };
}
