"use client";

import { useSearchParams } from "next/navigation";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { FileDialogs } from "#components/files/file-dialogs.tsx";
import { FileTabs } from "#components/files/file-tabs.tsx";
import { OpenFileView } from "#components/files/open-file.tsx";
import { openFilesOf, useOpenFiles } from "#components/files/open-files-of.ts";
import { PathDialog } from "#components/files/path-dialog.tsx";
import { SidePanel } from "#components/files/side-panel.tsx";
import { dropModels } from "#components/files/text-models.ts";
import { useCloseFiles } from "#components/files/use-close-files.ts";
import { useFileActions } from "#components/files/use-file-actions.ts";
import { useFileAddress } from "#components/files/use-file-address.ts";
import { useFileWatch } from "#components/files/use-file-watch.ts";
import { useFreshPaths } from "#components/files/use-fresh-paths.ts";
import { useSave } from "#components/files/use-save.ts";
import { useSaveKey } from "#components/files/use-save-key.ts";
import { useShownFile } from "#components/files/use-shown-file.ts";
import { useTree } from "#components/files/use-tree.ts";
import { WorktreeBar } from "#components/files/worktree-bar.tsx";
import { useOpenWorkspace } from "#components/projects/open-workspace.ts";
import { Sheet, SheetContent, SheetTitle } from "#components/ui/sheet.tsx";
import { Split } from "#components/ui/split.tsx";
import { isDirty } from "#lib/client/open-files.ts";
import { usePersonId } from "#lib/client/person.ts";
import { useIsWide } from "#lib/client/use-is-wide.ts";
import { rootIdOf, taskOfRoot } from "#lib/modules/files/rules.ts";
import { RootName } from "#lib/modules/files/schema.ts";

/** The files of a project's workspace, or of a run's worktree (`?root=`): the tree, and what is open. */
export function FilesView() {
  const { projectId, workspaceId, isWritable } = useOpenWorkspace();
  const root = RootName.safeParse(useSearchParams().get("root") ?? undefined).data ?? null;
  const rootId = rootIdOf(workspaceId, root);
  const number = root === null ? null : taskOfRoot(root);
  return (
    <>
      {number !== null && <WorktreeBar projectId={projectId} number={number} />}
      <Files key={rootId} rootId={rootId} isWritable={isWritable} />
    </>
  );
}

function Files({ rootId, isWritable }: { rootId: string; isWritable: boolean }) {
  const personId = usePersonId();
  const opened = useMemo(() => openFilesOf(personId, rootId), [personId, rootId]);
  const files = useOpenFiles(opened);
  const address = useFileAddress();
  const { path, line, show, follow } = address;
  const isWide = useIsWide();
  const tree = useTree(rootId);
  const [isSheetOpen, setIsSheetOpen] = useState(false);
  const [watchProblem, setWatchProblem] = useState<string | null>(null);
  const [fresh, addFresh] = useFreshPaths();
  const saving = useSave(rootId, opened);
  useShownFile({ personId, rootId, opened, address, isLastShown: isWide });

  const look = useCallback(
    (next: string, at: number | null = null) => {
      void opened.open(next, { isPreview: true });
      show(next, at);
      setIsSheetOpen(false);
    },
    [opened, show],
  );
  const openFile = useCallback(
    (next: string) => {
      look(next);
      opened.keep(next);
    },
    [opened, look],
  );
  const actions = useFileActions({
    rootId,
    opened,
    onOpenFile: openFile,
    onReveal: tree.reveal,
    onMoved: follow,
  });
  useFileWatch(rootId, {
    onCoverage: setWatchProblem,
    onChange(paths) {
      if (paths !== "any") addFresh(paths);
      return opened.noticeChange(paths);
    },
  });
  useEffect(() => dropModels(rootId, new Set(files.map((file) => file.path))), [rootId, files]);

  const { save } = saving;
  const saveShown = useCallback(() => {
    const file = path === null ? undefined : opened.find(path);
    if (isWritable && file && isDirty(file)) void save(file.path);
  }, [path, opened, save, isWritable]);
  useSaveKey(saveShown);
  const closing = useCloseFiles({ opened, files, address });
  const shown = files.find((file) => file.path === path);

  const first = (
    <SidePanel
      rootId={rootId}
      isWritable={isWritable}
      tree={tree}
      active={path}
      fresh={fresh}
      watchProblem={watchProblem}
      actions={actions}
      onLook={look}
      onOpenFile={openFile}
    />
  );
  const second = (
    <>
      {files.length > 0 && (
        <div className="flex flex-none">
          <FileTabs
            opened={opened}
            files={files}
            active={path}
            closing={closing}
            onChoose={(chosen) => show(chosen)}
            onReveal={tree.reveal}
          />
        </div>
      )}
      <OpenFileView
        rootId={rootId}
        isWritable={isWritable}
        opened={opened}
        file={shown}
        line={line}
        isSaving={saving.isSaving}
        onSave={saveShown}
        onCompare={() => shown && saving.showConflict(shown.path)}
        onTree={() => setIsSheetOpen(true)}
      />
    </>
  );
  return (
    <>
      <h1 className="sr-only">Files</h1>
      <Panes isWide={isWide} isChosen={path !== null} first={first} second={second}>
        <Sheet open={isSheetOpen} onOpenChange={setIsSheetOpen}>
          <SheetContent side="left" aria-describedby={undefined} onOpenAutoFocus={focusTree}>
            <SheetTitle className="sr-only">Files</SheetTitle>
            {first}
          </SheetContent>
        </Sheet>
      </Panes>
      {actions.question && <PathDialog question={actions.question} onClose={actions.closeQuestion} />}
      <FileDialogs
        rootId={rootId}
        isWritable={isWritable}
        opened={opened}
        closing={closing}
        saving={saving}
      />
    </>
  );
}

/** Not on a button, whose tooltip would open too. */
function focusTree(event: Event): void {
  const tree = event.currentTarget instanceof Element && event.currentTarget.querySelector("[role=tree]");
  if (!(tree instanceof HTMLElement)) return;
  event.preventDefault();
  tree.focus();
}

interface PanesProps {
  isWide: boolean;
  isChosen: boolean;
  first: ReactNode;
  second: ReactNode;
  /** The sheet that holds the tree where a file takes the whole screen. */
  children: ReactNode;
}

/** Tree and file side by side; where there is no room for both, the file, and the tree in a sheet. */
function Panes({ isWide, isChosen, first, second, children }: PanesProps) {
  if (!isWide) {
    return (
      <div className="flex min-h-0 flex-1 flex-col">
        {isChosen ? second : first}
        {isChosen && children}
      </div>
    );
  }
  return (
    <Split
      label="Width of the tree"
      defaultSizePx={232}
      minSizePx={160}
      maxSizePx={560}
      storageKey="lockkeeper-files-tree"
      first={first}
      second={second}
    />
  );
}
