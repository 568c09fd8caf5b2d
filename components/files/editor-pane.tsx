"use client";

import { useEffect, useRef, useState } from "react";
import { loadMonaco, type Monaco } from "#components/files/load-monaco.ts";
import { applyTheme } from "#components/files/monaco-theme.ts";
import { editorOptions, modelOf } from "#components/files/text-models.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import type { OpenFile, OpenFiles } from "#lib/client/open-files.ts";
import { useTheme } from "#lib/client/theme.ts";

interface EditorPaneProps {
  workspaceId: string;
  opened: OpenFiles;
  file: OpenFile;
  /** From 1; brought into sight when it changes. */
  line: number | null;
  isReadOnly: boolean;
  onSave: () => void;
}

type Editor = Monaco.editor.IStandaloneCodeEditor;

/** The one editor; a tab is a model in it, so that undo and scroll survive a look at another file. */
export function EditorPane({ workspaceId, opened, file, line, isReadOnly, onSave }: EditorPaneProps) {
  const host = useRef<HTMLDivElement>(null);
  const [parts, setParts] = useState<{ monaco: typeof Monaco; editor: Editor } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const { isDark } = useTheme();
  const save = useRef(onSave);
  save.current = onSave;

  // biome-ignore lint/correctness/useExhaustiveDependencies: attempt asks for another try
  useEffect(() => {
    let isGone = false;
    let editor: Editor | null = null;
    loadMonaco().then(
      (monaco) => {
        if (isGone || !host.current) return;
        const isNarrow = matchMedia("(max-width: 767px)").matches;
        const narrow = isNarrow ? ({ minimap: { enabled: false }, wordWrap: "on" } as const) : {};
        editor = monaco.editor.create(host.current, { ...editorOptions, ...narrow, model: null });
        editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, () => save.current());
        setParts({ monaco, editor });
      },
      (cause: unknown) => !isGone && setError(cause),
    );
    return () => {
      isGone = true;
      editor?.dispose();
      setParts(null);
    };
  }, [attempt]);

  useEffect(() => {
    if (parts) applyTheme(parts.monaco, isDark);
  }, [parts, isDark]);

  useEffect(() => {
    parts?.editor.updateOptions({ readOnly: isReadOnly, ariaLabel: file.path });
  }, [parts, isReadOnly, file.path]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text of a file is taken over once for each revision; after that the editor is ahead
  useEffect(() => {
    if (!parts) return;
    const { monaco, editor } = parts;
    const model = modelOf(monaco, workspaceId, file);
    if (editor.getModel() !== model) editor.setModel(model);
    const listening = model.onDidChangeContent(() => opened.edit(file.path, model.getValue(undefined, true)));
    return () => listening.dispose();
  }, [parts, workspaceId, file.path, file.revision, opened]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the line is shown anew when the file has been read
  useEffect(() => {
    if (!parts || line === null) return;
    parts.editor.setPosition({ lineNumber: line, column: 1 });
    parts.editor.revealLineInCenter(line);
    parts.editor.focus();
  }, [parts, line, file.path, file.revision]);

  return (
    <div className="relative min-h-0 flex-1">
      <div ref={host} data-slot="editor" className="absolute inset-0" />
      {!parts && !error && (
        <LoadingText label="Loading the editor" lines={8} className="absolute inset-0 bg-background p-6" />
      )}
      {error !== null && (
        <ErrorView
          title="The editor could not be loaded"
          error={error}
          onRetry={() => {
            setError(null);
            setAttempt(attempt + 1);
          }}
          className="relative m-4"
        />
      )}
    </div>
  );
}
