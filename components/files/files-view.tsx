"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import { CloseDialog } from "#components/files/close-dialog.tsx";
import { ConflictDialog } from "#components/files/conflict-dialog.tsx";
import { FileTabs } from "#components/files/file-tabs.tsx";
import { FilesSidebar } from "#components/files/files-sidebar.tsx";
import { OpenFileView } from "#components/files/open-file.tsx";
import { openFilesOf, useOpenFiles } from "#components/files/open-files-of.ts";
import { PathDialog } from "#components/files/path-dialog.tsx";
import { SearchPanel } from "#components/files/search-panel.tsx";
import { dropModels } from "#components/files/text-models.ts";
import { useFileActions } from "#components/files/use-file-actions.ts";
import { useFileAddress } from "#components/files/use-file-address.ts";
import { useFileWatch } from "#components/files/use-file-watch.ts";
import { useFreshPaths } from "#components/files/use-fresh-paths.ts";
import { useSave } from "#components/files/use-save.ts";
import { useTree } from "#components/files/use-tree.ts";
import { type OpenWorkspace, useOpenWorkspace } from "#components/projects/open-workspace.ts";
import { Split } from "#components/ui/split.tsx";
import { cn } from "#lib/client/class-names.ts";
import { isDirty } from "#lib/client/open-files.ts";

/** The files of a project's workspace: the tree, and what is open. */
export function FilesView() {
  const { workspaceId, isWritable } = useOpenWorkspace();
  return <Files key={workspaceId} workspaceId={workspaceId} isWritable={isWritable} />;
}

function Files({ workspaceId, isWritable }: Pick<OpenWorkspace, "workspaceId" | "isWritable">) {
  const opened = useMemo(() => openFilesOf(workspaceId), [workspaceId]);
  const files = useOpenFiles(opened);
  const { path, line, show, follow } = useFileAddress();
  const tree = useTree(workspaceId);
  const [isSearching, setIsSearching] = useState(false);
  const [closing, setClosing] = useState<string | null>(null);
  const [fresh, addFresh] = useFreshPaths();
  const saving = useSave(workspaceId, opened);
  const openFile = useCallback((next: string) => show(next), [show]);
  const actions = useFileActions({
    workspaceId,
    opened,
    onOpenFile: openFile,
    onReveal: tree.reveal,
    onMoved: follow,
  });
  useFileWatch(workspaceId, ({ paths, isOverflow }) => {
    addFresh(paths);
    void opened.noticeChange(isOverflow ? "any" : paths);
  });

  useEffect(() => {
    if (path !== null) void opened.open(path);
  }, [path, opened]);
  useEffect(() => dropModels(workspaceId, new Set(files.map((file) => file.path))), [workspaceId, files]);

  const { save } = saving;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      const file = path === null ? undefined : opened.find(path);
      if (isWritable && file && isDirty(file) && !event.repeat) void save(file.path);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [path, opened, save, isWritable]);

  const closeNow = (gone: string) => {
    const index = files.findIndex((file) => file.path === gone);
    opened.close(gone);
    setClosing(null);
    if (gone === path) show((files[index + 1] ?? files[index - 1])?.path ?? null);
  };
  const close = (gone: string) => {
    const file = opened.find(gone);
    if (file && isDirty(file)) setClosing(gone);
    else closeNow(gone);
  };
  const shown = files.find((file) => file.path === path);
  const conflicting = files.find((file) => file.path === saving.conflict);

  return (
    <>
      <h1 className="sr-only">Files</h1>
      <Split
        label="Width of the tree"
        defaultSizePx={232}
        minSizePx={160}
        maxSizePx={560}
        storageKey="lockkeeper-files-tree"
        className={cn(
          // One thing per screen where two have no room.
          "max-md:[&>[role=separator]]:hidden",
          path === null
            ? "max-md:[&>:first-child]:basis-full! max-md:[&>:last-child]:hidden"
            : "max-md:[&>:first-child]:hidden",
        )}
        first={
          isSearching ? (
            <SearchPanel
              workspaceId={workspaceId}
              onOpen={(found, at) => show(found, at)}
              onClose={() => setIsSearching(false)}
            />
          ) : (
            <FilesSidebar
              workspaceId={workspaceId}
              isWritable={isWritable}
              tree={tree}
              active={path}
              fresh={fresh}
              actions={actions}
              onOpenFile={openFile}
              onSearch={() => setIsSearching(true)}
            />
          )
        }
        second={
          <>
            {files.length > 0 && (
              <div className="flex flex-none">
                <FileTabs files={files} active={path} onChoose={openFile} onClose={close} />
              </div>
            )}
            <OpenFileView
              workspaceId={workspaceId}
              isWritable={isWritable}
              opened={opened}
              file={shown}
              line={line}
              isSaving={saving.isSaving}
              onSave={() => {
                if (shown && isDirty(shown)) void saving.save(shown.path);
              }}
              onCompare={() => shown && saving.showConflict(shown.path)}
              onBack={() => show(null)}
            />
          </>
        }
      />
      {actions.question && <PathDialog question={actions.question} onClose={actions.closeQuestion} />}
      {closing !== null && (
        <CloseDialog
          path={closing}
          isSaving={saving.isSaving}
          onSave={() =>
            void saving.save(closing).then((isSaved) => (isSaved ? closeNow(closing) : setClosing(null)))
          }
          onDiscard={() => closeNow(closing)}
          onClose={() => setClosing(null)}
        />
      )}
      {conflicting && (
        <ConflictDialog
          workspaceId={workspaceId}
          file={conflicting}
          isWritable={isWritable}
          onKeepMine={(etag) => void saving.saveOver(conflicting.path, etag)}
          onTakeTheirs={() => {
            saving.closeConflict();
            void opened.reload(conflicting.path);
          }}
          onClose={saving.closeConflict}
        />
      )}
    </>
  );
}
