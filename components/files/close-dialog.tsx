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
  path: string;
  isSaving: boolean;
  onSave: () => void;
  onDiscard: () => void;
  onClose: () => void;
}

/** Asks before a tab closes whose text is on no disk. */
export function CloseDialog({ path, isSaving, onSave, onDiscard, onClose }: CloseDialogProps) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <DialogHeader className="pb-4">
          <DialogTitle>
            Save <code>{nameOf(path)}</code>?
          </DialogTitle>
          <DialogDescription>What you typed is not on the disk yet and goes with the tab.</DialogDescription>
        </DialogHeader>
        <DialogFooter>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button onClick={onDiscard}>Discard</Button>
          <Button variant="primary" isBusy={isSaving} onClick={onSave}>
            Save
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
