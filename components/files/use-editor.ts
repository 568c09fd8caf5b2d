"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { loadMonaco, type Monaco } from "#components/files/load-monaco.ts";
import { applyTheme } from "#components/files/monaco-theme.ts";
import { editorOptions } from "#components/files/text-models.ts";
import { useEditorSettings } from "#lib/client/editor-settings.ts";
import { useTheme } from "#lib/client/theme.ts";
import { useIsWide } from "#lib/client/use-is-wide.ts";

export type Editor = Monaco.editor.IStandaloneCodeEditor;

export interface EditorParts {
  monaco: typeof Monaco;
  editor: Editor;
}

/** An editor in `host`, in the page's theme and with the person's settings; Ctrl+S and Alt+Z work in it. */
export function useEditor(host: RefObject<HTMLDivElement | null>, onSave: () => void) {
  const [parts, setParts] = useState<EditorParts | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const [settings, changeSettings] = useEditorSettings();
  const { isDark } = useTheme();
  const isWide = useIsWide();
  const isWrapped = settings.isWrapped ?? !isWide;
  const keys = useRef({ onSave, toggleWrap: () => {} });
  keys.current = { onSave, toggleWrap: () => changeSettings({ isWrapped: !isWrapped }) };

  // biome-ignore lint/correctness/useExhaustiveDependencies: attempt asks for another try
  useEffect(() => {
    let isGone = false;
    let editor: Editor | null = null;
    loadMonaco().then(
      (monaco) => {
        if (isGone || !host.current) return;
        editor = monaco.editor.create(host.current, { ...editorOptions, model: null });
        editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, () => keys.current.onSave());
        editor.addAction({
          id: "lockkeeper.wrap",
          label: "Wrap Long Lines",
          keybindings: [monaco.KeyMod.Alt | monaco.KeyCode.KeyZ],
          run: () => keys.current.toggleWrap(),
        });
        setParts({ monaco, editor });
      },
      (cause: unknown) => !isGone && setError(cause),
    );
    return () => {
      isGone = true;
      editor?.dispose();
      setParts(null);
    };
  }, [attempt, host]);

  useEffect(() => {
    if (parts) applyTheme(parts.monaco, isDark);
  }, [parts, isDark]);

  useEffect(() => {
    parts?.editor.updateOptions({
      fontSize: settings.fontSizePx,
      lineHeight: Math.round(settings.fontSizePx * 1.6),
      wordWrap: isWrapped ? "on" : "off",
      minimap: { enabled: settings.hasMinimap && isWide, renderCharacters: false },
      lineNumbersMinChars: isWide ? 5 : 3,
      folding: isWide,
    });
  }, [parts, settings, isWrapped, isWide]);

  const retry = useCallback(() => {
    setError(null);
    setAttempt((before) => before + 1);
  }, []);
  return { parts, error, retry };
}
