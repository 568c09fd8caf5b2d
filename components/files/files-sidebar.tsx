"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronsDownUp, FilePlus, FolderPlus, FolderTree, Search } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { EntryMenu, type MenuPlace } from "#components/files/entry-menu.tsx";
import { FileTree } from "#components/files/file-tree.tsx";
import { marksOf } from "#components/files/tree-rows.ts";
import type { FileActions } from "#components/files/use-file-actions.ts";
import type { Tree } from "#components/files/use-tree.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { parentOf } from "#lib/modules/files/rules.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";

interface FilesSidebarProps {
  workspaceId: string;
  isWritable: boolean;
  tree: Tree;
  active: string | null;
  fresh: ReadonlySet<string>;
  actions: FileActions;
  onOpenFile: (path: string) => void;
  onSearch: () => void;
}

/** The tree with its head: what is there, what changed, and what can be done with it. */
export function FilesSidebar({
  workspaceId,
  isWritable,
  tree,
  active,
  fresh,
  actions,
  ...on
}: FilesSidebarProps) {
  const [selected, setSelected] = useState<string | null>(active);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  // Marks are an extra: a folder without a repository has none.
  const { data: status } = useQuery({ ...gitQueries.status(workspaceId), retry: false });
  const marks = useMemo(() => marksOf(status?.entries ?? []), [status]);
  const { reveal, root } = tree;
  useEffect(() => {
    if (active === null) return;
    setSelected(active);
    reveal(active);
  }, [active, reveal]);

  const chosen = tree.rows.find((row) => row.kind === "entry" && row.entry.path === selected);
  const folder =
    chosen?.kind !== "entry"
      ? ""
      : chosen.entry.type === "folder"
        ? chosen.entry.path
        : parentOf(chosen.entry.path);
  const buttons = [
    { label: "Search in files", icon: Search, run: on.onSearch, isShown: true },
    { label: "New file", icon: FilePlus, run: () => actions.newFile(folder), isShown: isWritable },
    { label: "New folder", icon: FolderPlus, run: () => actions.newFolder(folder), isShown: isWritable },
    { label: "Fold all folders", icon: ChevronsDownUp, run: tree.collapseAll, isShown: true },
  ];
  return (
    <section aria-label="Files of the workspace" className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-9 flex-none items-center gap-0.5 border-b pr-1.5 pl-4 font-medium text-xs max-md:h-11">
        <h2 className="mr-auto">Files</h2>
        {buttons
          .filter(({ isShown }) => isShown)
          .map(({ label, icon: Icon, run }) => (
            <Tooltip key={label} content={label}>
              <Button
                variant="ghost"
                size="icon-xs"
                aria-label={label}
                onClick={run}
                className="max-md:size-9"
              >
                <Icon />
              </Button>
            </Tooltip>
          ))}
      </header>
      {!root.data && root.error ? (
        <ErrorView
          title="The files could not be listed"
          error={root.error}
          onRetry={tree.retry}
          className="m-3"
        />
      ) : !root.data ? (
        <LoadingText label="Loading files" lines={12} className="gap-3.5 p-4" />
      ) : root.data.entries.length === 0 ? (
        <EmptyView
          icon={FolderTree}
          title="No files yet"
          actions={isWritable && <Button onClick={() => actions.newFile("")}>New file</Button>}
        >
          What you or an agent write in the workspace stands here.
        </EmptyView>
      ) : (
        <FileTree
          rows={tree.rows}
          selected={selected}
          active={active}
          marks={marks}
          changed={fresh}
          onSelect={setSelected}
          onSetOpen={tree.setOpen}
          onOpenFile={on.onOpenFile}
          onRename={(entry) => isWritable && actions.rename(entry)}
          onDelete={(entry) => isWritable && actions.remove(entry)}
          onMenu={(entry, at) => setMenu({ entry, ...at })}
        />
      )}
      {menu && (
        <EntryMenu
          workspaceId={workspaceId}
          place={menu}
          isWritable={isWritable}
          actions={actions}
          onClose={() => setMenu(null)}
        />
      )}
    </section>
  );
}
