"use client";

import { useQuery } from "@tanstack/react-query";
import { EyeOff, FolderTree } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { EntryMenu, type MenuPlace } from "#components/files/entry-menu.tsx";
import { FileTree } from "#components/files/file-tree.tsx";
import type { FilesSidebarProps } from "#components/files/sidebar-props.ts";
import { TreeHead } from "#components/files/tree-head.tsx";
import type { TreeAction } from "#components/files/tree-keys.ts";
import { folderAt, marksOf } from "#components/files/tree-rows.ts";
import { noSelection, type Selection, selectOnly, subjectsOf } from "#components/files/tree-selection.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Button } from "#components/ui/button.tsx";
import { partsOfRoot } from "#lib/modules/files/rules.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";

/** The tree with its head: what is there, what changed, and what can be done with it. */
export function FilesSidebar(props: FilesSidebarProps) {
  const { rootId, isWritable, tree, active, actions } = props;
  const [selection, setSelection] = useState<Selection>(active === null ? noSelection : selectOnly(active));
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const { onAction, cut } = useTreeActions(props, selection);
  // Marks are an extra: a folder without a repository has none, and a worktree has its review.
  const place = partsOfRoot(rootId);
  const isWorkspace = place.root === "workspace";
  const { data: status } = useQuery({
    ...gitQueries.status(place.workspaceId),
    enabled: isWorkspace,
    retry: false,
  });
  const marks = useMemo(() => marksOf(status?.entries ?? []), [status]);
  const { reveal, root, rows: rowsWith } = tree;
  const rows = useMemo(() => rowsWith(actions.edit), [rowsWith, actions.edit]);
  useEffect(() => {
    if (active === null) return;
    setSelection((now) => (now.focus === active ? now : selectOnly(active)));
    reveal(active);
  }, [active, reveal]);

  const chosen = useMemo(
    () => rows.find((row) => row.kind === "entry" && row.entry.path === selection.focus),
    [rows, selection.focus],
  );
  const folder = folderAt(chosen?.kind === "entry" ? chosen.entry : undefined);
  const isEmpty = root.data?.entries.every(({ name }) => name === ".git") && actions.edit === null;
  return (
    <section
      aria-label={isWorkspace ? "Files of the workspace" : "Files of the worktree"}
      className="flex min-h-0 flex-1 flex-col"
    >
      <TreeHead {...props} folder={folder} />
      {!root.data && root.error ? (
        <ErrorView
          title="The files could not be listed"
          error={root.error}
          onRetry={tree.retry}
          className="m-3"
        />
      ) : !root.data ? (
        <LoadingText label="Loading files" lines={12} className="gap-3.5 p-4" />
      ) : isEmpty ? (
        <EmptyView
          icon={FolderTree}
          title="No files yet"
          actions={isWritable && <Button onClick={() => actions.newFile("")}>New file</Button>}
        >
          What you or an agent write in the workspace stands here.
        </EmptyView>
      ) : (
        <FileTree
          rows={rows}
          selection={selection}
          active={active}
          edit={actions.edit}
          marks={marks}
          fresh={props.fresh}
          cut={cut}
          isWritable={isWritable}
          onSelect={setSelection}
          onSetOpen={tree.setOpen}
          onLook={props.onLook}
          onOpenFile={props.onOpenFile}
          onAction={onAction}
          onMenu={(entry, at) =>
            setMenu({ entry, paths: entry ? subjectsOf(selection, entry.path) : [""], ...at })
          }
          onMove={(paths, to) => void actions.moveInto(paths, to)}
          onUpload={props.onUpload}
          submitName={actions.submitName}
          cancelEdit={actions.cancelEdit}
        />
      )}
      {props.watchProblem !== null && (
        <p className="flex flex-none items-start gap-2 border-t px-4 py-2 text-muted-foreground text-xs">
          <EyeOff className="mt-0.5 size-3.5 flex-none" />
          {props.watchProblem}
        </p>
      )}
      {menu && (
        <EntryMenu
          rootId={rootId}
          place={menu}
          isWritable={isWritable}
          actions={actions}
          onClose={() => setMenu(null)}
        />
      )}
    </section>
  );
}

interface Clipboard {
  paths: readonly string[];
  isCut: boolean;
}

const none: ReadonlySet<string> = new Set();

/** What the keys do with the choice; cut and copied paths wait here until they are pasted. */
function useTreeActions({ isWritable, actions }: FilesSidebarProps, selection: Selection) {
  const [clipboard, setClipboard] = useState<Clipboard | null>(null);
  const now = useRef(selection);
  now.current = selection;
  const onAction = (action: TreeAction) => {
    if (!isWritable || !("entry" in action)) return;
    if (action.kind === "paste") {
      if (clipboard?.isCut) void actions.moveInto(clipboard.paths, folderAt(action.entry));
      else if (clipboard) void actions.duplicate(clipboard.paths, folderAt(action.entry));
      if (clipboard?.isCut) setClipboard(null);
      return;
    }
    const paths = subjectsOf(now.current, action.entry.path);
    if (action.kind === "rename") actions.rename(action.entry.path);
    if (action.kind === "delete") void actions.remove(paths);
    if (action.kind === "duplicate") void actions.duplicate(paths, null);
    if (action.kind === "cut" || action.kind === "copy")
      setClipboard({ paths, isCut: action.kind === "cut" });
  };
  const cut = useMemo(() => (clipboard?.isCut ? new Set(clipboard.paths) : none), [clipboard]);
  return { onAction, cut };
}
