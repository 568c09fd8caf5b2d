"use client";

import { useEffect, useLayoutEffect, useRef } from "react";
import { EditorStatus } from "#components/files/editor-status.tsx";
import { modelOf, rememberPlace, returnToPlace } from "#components/files/text-models.ts";
import { type EditorParts, useEditor } from "#components/files/use-editor.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import type { OpenFile, OpenFiles } from "#lib/client/open-files.ts";

interface EditorPaneProps {
  rootId: string;
  opened: OpenFiles;
  file: OpenFile;
  /** From 1; brought into sight once, when it or the file changes. */
  line: number | null;
  isReadOnly: boolean;
  onSave: () => void;
}

const placePauseMs = 200;

/** The one editor; a tab is a model in it, so that undo, cursor and scroll survive a look at another file. */
export function EditorPane({ rootId, opened, file, line, isReadOnly, onSave }: EditorPaneProps) {
  const host = useRef<HTMLDivElement>(null);
  const { parts, error, retry } = useEditor(host, onSave);
  const shownLine = useRef<string | null>(null);

  useEffect(() => {
    parts?.editor.updateOptions({
      readOnly: isReadOnly,
      ariaLabel: file.path,
      readOnlyMessage: { value: "You may read this project, not change it." },
    });
  }, [parts, isReadOnly, file.path]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text of a file is taken over once for each revision; after that the editor is ahead
  useLayoutEffect(() => {
    if (!parts) return;
    const { monaco, editor } = parts;
    const model = modelOf(monaco, rootId, file);
    if (editor.getModel() !== model) {
      editor.setModel(model);
      returnToPlace(rootId, file.path, editor);
    }
    const listening = model.onDidChangeContent(() => opened.edit(file.path, model.getValue(undefined, true)));
    return () => listening.dispose();
  }, [parts, rootId, file.path, file.revision, opened]);

  // Left behind before the editor is taken apart, which happens in the effects of the same turn.
  useLayoutEffect(
    () => (parts ? followPlace(parts, rootId, file.path) : undefined),
    [parts, rootId, file.path],
  );

  useEffect(() => {
    if (!parts) return;
    const place = line === null ? null : `${line}:${file.path}`;
    if (place === shownLine.current) return;
    shownLine.current = place;
    if (line === null) return;
    parts.editor.setPosition({ lineNumber: line, column: 1 });
    parts.editor.revealLineInCenter(line);
    parts.editor.focus();
  }, [parts, line, file.path]);

  return (
    <>
      <div className="relative min-h-0 flex-1">
        <div ref={host} data-slot="editor" className="absolute inset-0" />
        {!parts && !error && (
          <LoadingText label="Loading the editor" lines={8} className="absolute inset-0 bg-background p-6" />
        )}
        {error !== null && (
          <ErrorView
            title="The editor could not be loaded"
            error={error}
            onRetry={retry}
            className="relative m-4"
          />
        )}
      </div>
      {parts && <EditorStatus parts={parts} file={file} isReadOnly={isReadOnly} />}
    </>
  );
}

/** Remembers where cursor and scroll stand, a moment after they moved and when the file is left. */
function followPlace({ editor }: EditorParts, rootId: string, path: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const model = editor.getModel();
  const remember = () => {
    clearTimeout(timer);
    timer = undefined;
    if (editor.getModel() === model) rememberPlace(rootId, path, editor);
  };
  const later = () => {
    if (timer === undefined) timer = setTimeout(remember, placePauseMs);
  };
  const listening = [editor.onDidChangeCursorSelection(later), editor.onDidScrollChange(later)];
  // Before what is kept is written for the last time.
  window.addEventListener("pagehide", remember, { capture: true });
  return () => {
    window.removeEventListener("pagehide", remember, { capture: true });
    for (const one of listening) one.dispose();
    if (timer !== undefined) remember();
  };
}
