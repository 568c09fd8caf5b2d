"use client";

import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { nameOf } from "#lib/modules/files/rules.ts";

interface CloseDialogProps {
  /** Those with changes that are not saved; at least one. */
  paths: readonly string[];
  isSaving: boolean;
  onSave: () => void;
  onDiscard: () => void;
  onClose: () => void;
}

/** Asks before tabs close whose text is on no disk. */
export function CloseDialog({ paths, isSaving, onSave, onDiscard, onClose }: CloseDialogProps) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <DialogHeader className="pb-4">
          <DialogTitle>
            {paths.length > 1 ? (
              `Save ${paths.length} files?`
            ) : (
              <>
                Save <code>{nameOf(paths[0] ?? "")}</code>?
              </>
            )}
          </DialogTitle>
          <DialogDescription>
            {paths.length > 1
              ? `What you typed in ${paths.map(nameOf).join(", ")} is not on the disk yet and goes with the tabs.`
              : "What you typed is not on the disk yet and goes with the tab."}
          </DialogDescription>
        </DialogHeader>
        <DialogFooter>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button onClick={onDiscard}>Discard</Button>
          <Button variant="primary" isBusy={isSaving} onClick={onSave}>
            {paths.length > 1 ? "Save all" : "Save"}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
