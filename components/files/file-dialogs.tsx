"use client";

import { CloseDialog } from "#components/files/close-dialog.tsx";
import { ConflictDialog } from "#components/files/conflict-dialog.tsx";
import type { ClosingFiles } from "#components/files/use-close-files.ts";
import type { Saving } from "#components/files/use-save.ts";
import { isDirty, type OpenFiles } from "#lib/client/open-files.ts";

interface FileDialogsProps {
  rootId: string;
  isWritable: boolean;
  opened: OpenFiles;
  closing: ClosingFiles;
  saving: Saving;
}

/** What is asked before text is lost: on closing a file, and on saving over somebody else's. */
export function FileDialogs({ rootId, isWritable, opened, closing, saving }: FileDialogsProps) {
  const conflicting = saving.conflict === null ? undefined : opened.find(saving.conflict.path);
  const { asked, closeNow, keep } = closing;
  const unsaved = asked?.filter((path) => {
    const file = opened.find(path);
    return file !== undefined && isDirty(file);
  });
  const saveAll = async () => {
    if (!asked || !unsaved) return;
    const isSaved = await unsaved.reduce(
      async (before, path) => (await before) && (await saving.save(path)),
      Promise.resolve(true),
    );
    if (isSaved) closeNow(asked);
    else keep();
  };
  return (
    <>
      {asked && unsaved && unsaved.length > 0 && (
        <CloseDialog
          paths={unsaved}
          isSaving={saving.isSaving}
          onSave={() => void saveAll()}
          onDiscard={() => closeNow(asked)}
          onClose={keep}
        />
      )}
      {saving.conflict && conflicting && (
        <ConflictDialog
          key={conflicting.path}
          rootId={rootId}
          file={conflicting}
          conflictCount={saving.conflict.count}
          isSaving={saving.isSaving}
          isWritable={isWritable}
          onKeepMine={(text, etag) => {
            opened.replace(conflicting.path, text);
            void saving.saveOver(conflicting.path, etag);
          }}
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
