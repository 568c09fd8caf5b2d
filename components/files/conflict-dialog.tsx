"use client";

import { useEffect, useRef, useState } from "react";
import { loadMonaco } from "#components/files/load-monaco.ts";
import { applyTheme } from "#components/files/monaco-theme.ts";
import { editorOptions } from "#components/files/text-models.ts";
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
import { useTheme } from "#lib/client/theme.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

interface ConflictDialogProps {
  workspaceId: string;
  file: OpenFile;
  isWritable: boolean;
  /** Saves what is in the editor over what is on the disk; null: as a new file, for there is none. */
  onKeepMine: (etag: string | null) => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** A file changed on the disk while it was edited: both are shown, and the person decides. */
export function ConflictDialog({ workspaceId, file, isWritable, ...on }: ConflictDialogProps) {
  const [theirs, setTheirs] = useState<Content | "gone" | null>(null);
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

  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && on.onClose()}>
      <DialogContent className="max-w-5xl">
        <DialogHeader>
          <DialogTitle>
            {isDeleted ? "Deleted on the disk: " : "Changed on the disk: "}
            <code>{nameOf(file.path)}</code>
          </DialogTitle>
          <DialogDescription>
            {isDeleted
              ? "Somebody deleted or moved this file while you were editing it. Your text is still here."
              : "Somebody changed this file while you were editing it. Left: what is on the disk. Right: yours."}
          </DialogDescription>
        </DialogHeader>
        {theirs !== null && theirs !== "gone" && theirs.kind === "text" ? (
          <Comparison theirs={theirs.text} mine={file.text} path={file.path} />
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
              onClick={() => theirs !== null && on.onKeepMine(theirs === "gone" ? null : theirs.etag)}
            >
              {isDeleted ? "Save as new" : "Save mine"}
            </Button>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function Comparison({ theirs, mine, path }: { theirs: string; mine: string; path: string }) {
  const host = useRef<HTMLDivElement>(null);
  const { isDark } = useTheme();
  useEffect(() => {
    let dispose = () => {};
    let isGone = false;
    void loadMonaco().then((monaco) => {
      if (isGone || !host.current) return;
      const language = languageOf(monaco.languages.getLanguages(), path);
      const original = monaco.editor.createModel(theirs, language);
      const modified = monaco.editor.createModel(mine, language);
      applyTheme(monaco, isDark);
      const editor = monaco.editor.createDiffEditor(host.current, {
        ...editorOptions,
        minimap: { enabled: false },
        readOnly: true,
        originalEditable: false,
        renderSideBySideInlineBreakpoint: 700,
        hideUnchangedRegions: { enabled: true },
      });
      editor.setModel({ original, modified });
      dispose = () => {
        editor.dispose();
        original.dispose();
        modified.dispose();
      };
    });
    return () => {
      isGone = true;
      dispose();
    };
  }, [theirs, mine, path, isDark]);
  return <div ref={host} data-slot="comparison" className="mt-4 h-[50vh] border-t" />;
}

function languageOf(
  languages: readonly { id: string; extensions?: string[] }[],
  path: string,
): string | undefined {
  return languages.find(({ extensions }) => extensions?.some((ending) => path.endsWith(ending)))?.id;
}
