"use client";

import { NewProjectForm } from "#components/projects/new-project-form.tsx";
import type { SourceType } from "#components/projects/project-draft.ts";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";

interface NewProjectDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Which tab stands open first. */
  source?: SourceType;
}

export function NewProjectDialog({ isOpen, onOpenChange, source = "git" }: NewProjectDialogProps) {
  return (
    <Dialog open={isOpen} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-lg">
        <DialogHeader>
          <DialogTitle>New project</DialogTitle>
          <DialogDescription>A repository with a workspace and a board of its own.</DialogDescription>
        </DialogHeader>
        <NewProjectForm firstSource={source} onClose={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}
