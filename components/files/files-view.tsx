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
import { type ClosingFile, useCloseFile } from "#components/files/use-close-file.ts";
import { useFileActions } from "#components/files/use-file-actions.ts";
import { useFileAddress } from "#components/files/use-file-address.ts";
import { useFileWatch } from "#components/files/use-file-watch.ts";
import { useFreshPaths } from "#components/files/use-fresh-paths.ts";
import { type Saving, useSave } from "#components/files/use-save.ts";
import { useSaveKey } from "#components/files/use-save-key.ts";
import { useTree } from "#components/files/use-tree.ts";
import { type OpenWorkspace, useOpenWorkspace } from "#components/projects/open-workspace.ts";
import { ListAndDetail } from "#components/shared/list-and-detail.tsx";
import { isDirty } from "#lib/client/open-files.ts";

/** The files of a project's workspace: the tree, and what is open. */
export function FilesView() {
  const { workspaceId, isWritable } = useOpenWorkspace();
  return <Files key={workspaceId} workspaceId={workspaceId} isWritable={isWritable} />;
}

function Files({ workspaceId, isWritable }: Pick<OpenWorkspace, "workspaceId" | "isWritable">) {
  const opened = useMemo(() => openFilesOf(workspaceId), [workspaceId]);
  const files = useOpenFiles(opened);
  const address = useFileAddress();
  const { path, line, show, follow } = address;
  const tree = useTree(workspaceId);
  const [isSearching, setIsSearching] = useState(false);
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
  const saveShown = useCallback(() => {
    const file = path === null ? undefined : opened.find(path);
    if (isWritable && file && isDirty(file)) void save(file.path);
  }, [path, opened, save, isWritable]);
  useSaveKey(saveShown);

  const closing = useCloseFile({ opened, files, address });
  const shown = files.find((file) => file.path === path);
  const conflicting = files.find((file) => file.path === saving.conflict);

  return (
    <>
      <h1 className="sr-only">Files</h1>
      <ListAndDetail
        label="Width of the tree"
        defaultSizePx={232}
        minSizePx={160}
        maxSizePx={560}
        storageKey="lockkeeper-files-tree"
        isChosen={path !== null}
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
                <FileTabs files={files} active={path} onChoose={openFile} onClose={closing.close} />
              </div>
            )}
            <OpenFileView
              workspaceId={workspaceId}
              isWritable={isWritable}
              opened={opened}
              file={shown}
              line={line}
              isSaving={saving.isSaving}
              onSave={saveShown}
              onCompare={() => shown && saving.showConflict(shown.path)}
              onBack={() => show(null)}
            />
          </>
        }
      />
      {actions.question && <PathDialog question={actions.question} onClose={actions.closeQuestion} />}
      <ClosingDialog closing={closing} saving={saving} />
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

function ClosingDialog({ closing, saving }: { closing: ClosingFile; saving: Saving }) {
  const { asked, closeNow, keep } = closing;
  if (asked === null) return null;
  return (
    <CloseDialog
      path={asked}
      isSaving={saving.isSaving}
      onSave={() => void saving.save(asked).then((isSaved) => (isSaved ? closeNow(asked) : keep()))}
      onDiscard={() => closeNow(asked)}
      onClose={keep}
    />
  );
}
