"use client";

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Comparison } from "#components/files/comparison.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
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
import { RequestError } from "#lib/client/request-error.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

interface ConflictDialogProps {
  rootId: string;
  file: OpenFile;
  /** Another number: it changed once more, and is read anew. */
  conflictCount: number;
  isWritable: boolean;
  isSaving: boolean;
  /** Saves the right side over what is on the disk; null: as a new file, for there is none. */
  onKeepMine: (text: string, etag: string | null) => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

type Theirs =
  | { state: "reading" | "gone" }
  | { state: "read"; content: Content }
  | { state: "failed"; error: unknown };

/** A file changed on the disk while it was edited: both are shown, the person merges by hand or takes one of them. */
export function ConflictDialog({
  rootId,
  file,
  conflictCount,
  isWritable,
  isSaving,
  ...on
}: ConflictDialogProps) {
  const [theirs, readAgain] = useTheirs(rootId, file.path, conflictCount);
  const [mine, setMine] = useState(file.text);
  const [firstCount] = useState(conflictCount);
  const latest = useRef(mine);
  latest.current = mine;
  // biome-ignore lint/correctness/useExhaustiveDependencies: beside another left side the right one goes on from where it was
  const start = useMemo(() => latest.current, [theirs]);
  const isDeleted = theirs.state === "gone";
  const isKnown = isDeleted || theirs.state === "read";
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
              : conflictCount === firstCount
                ? "Somebody changed this file while you were editing it. Take one of the two, or merge them: the right side can be edited, and an arrow between the sides takes over a change."
                : "Nothing was saved: somebody changed this file once more while you were comparing. The left side is what is on the disk now, the right side is still yours."}
          </DialogDescription>
        </DialogHeader>
        {theirs.state === "failed" ? (
          <ErrorView
            title="What is on the disk could not be read"
            error={theirs.error}
            onRetry={readAgain}
            className="mx-5 my-4"
          />
        ) : theirs.state === "read" && theirs.content.kind === "text" ? (
          <Comparison
            theirs={theirs.content.text}
            mine={start}
            path={file.path}
            isReadOnly={!isWritable}
            onEdit={setMine}
          />
        ) : (
          <p className="px-5 py-4 text-muted-foreground">
            {theirs.state === "reading"
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
            <Button onClick={on.onTakeTheirs} disabled={!isKnown || isSaving}>
              Take theirs
            </Button>
          )}
          {isWritable && (
            <Button
              variant="primary"
              disabled={!isKnown}
              isBusy={isSaving}
              onClick={() => on.onKeepMine(mine, theirs.state === "read" ? theirs.content.etag : null)}
            >
              {saveWords}
            </Button>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

/** What is on the disk, read anew for each conflict and on request. */
function useTheirs(rootId: string, path: string, conflictCount: number): [Theirs, () => void] {
  const [theirs, setTheirs] = useState<Theirs>({ state: "reading" });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conflict or attempt is the reason to read
  useEffect(() => {
    let isLeft = false;
    setTheirs({ state: "reading" });
    readContent(rootId, path).then(
      (content) => !isLeft && setTheirs({ state: "read", content }),
      (error: unknown) => {
        const isGone = error instanceof RequestError && error.status === 404;
        if (!isLeft) setTheirs(isGone ? { state: "gone" } : { state: "failed", error });
      },
    );
    return () => {
      isLeft = true;
    };
  }, [rootId, path, conflictCount, attempt]);
  return [theirs, useCallback(() => setAttempt((before) => before + 1), [])];
}
