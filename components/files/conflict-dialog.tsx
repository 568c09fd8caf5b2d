"use client";

import { useEffect, useState } from "react";
import { Comparison } from "#components/files/comparison.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import type { OpenFile } from "#lib/client/open-files.ts";
import { type Content, readContent } from "#lib/client/read-content.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

interface ConflictDialogProps {
  workspaceId: string;
  file: OpenFile;
  isWritable: boolean;
  /** Saves the right side over what is on the disk; null: as a new file, for there is none. */
  onKeepMine: (text: string, etag: string | null) => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** A file changed on the disk while it was edited: both are shown, the person merges by hand or takes one of them. */
export function ConflictDialog({ workspaceId, file, isWritable, ...on }: ConflictDialogProps) {
  const [theirs, setTheirs] = useState<Content | "gone" | null>(null);
  const [mine, setMine] = useState(file.text);
  useEffect(() => {
    let isGone = false;
    readContent(workspaceId, file.path).then(
      (content) => !isGone && setTheirs(content),
      () => !isGone && setTheirs("gone"),
    );
    return () => {
      isGone = true;
    };
  }, [workspaceId, file.path]);
  const isDeleted = theirs === "gone";
  const isMerged = mine !== file.text;
  const saveWords = isDeleted ? "Save as new" : isMerged ? "Save the merged text" : "Save mine";

  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && on.onClose()}>
      <DialogContent className="max-w-6xl">
        <DialogHeader>
          <DialogTitle>
            {isDeleted ? "Deleted on the disk: " : "Changed on the disk: "}
            <code>{nameOf(file.path)}</code>
          </DialogTitle>
          <DialogDescription>
            {isDeleted
              ? "Somebody deleted or moved this file while you were editing it. Your text is still here."
              : "Somebody changed this file while you were editing it. Take one of the two, or merge them: the right side can be edited, and an arrow between the sides takes over a change."}
          </DialogDescription>
        </DialogHeader>
        {theirs !== null && theirs !== "gone" && theirs.kind === "text" ? (
          <Comparison
            theirs={theirs.text}
            mine={file.text}
            path={file.path}
            isReadOnly={!isWritable}
            onEdit={setMine}
          />
        ) : (
          <p className="px-5 py-4 text-muted-foreground">
            {theirs === null
              ? "Reading what is on the disk …"
              : isDeleted
                ? "Saving makes it anew."
                : "What is on the disk now is not text and cannot be compared."}
          </p>
        )}
        <DialogFooter>
          <Button variant="ghost" onClick={on.onClose}>
            Keep editing
          </Button>
          {!isDeleted && (
            <Button onClick={on.onTakeTheirs} disabled={theirs === null}>
              Take theirs
            </Button>
          )}
          {isWritable && (
            <Button
              variant="primary"
              disabled={theirs === null}
              onClick={() => theirs !== null && on.onKeepMine(mine, theirs === "gone" ? null : theirs.etag)}
            >
              {saveWords}
            </Button>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
