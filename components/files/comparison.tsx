"use client";

import { useEffect, useRef, useState } from "react";
import { loadMonaco, type Monaco } from "#components/files/load-monaco.ts";
import { applyTheme } from "#components/files/monaco-theme.ts";
import { editorOptions } from "#components/files/text-models.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { cn } from "#lib/client/class-names.ts";
import { useEditorSettings } from "#lib/client/editor-settings.ts";
import { useTheme } from "#lib/client/theme.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

interface ComparisonProps {
  theirs: string;
  mine: string;
  path: string;
  isReadOnly: boolean;
  /** The right side as it stands after each key. */
  onEdit: (text: string) => void;
}

/** Both versions side by side, or one in the other where there is little room; the right one can be edited. */
export function Comparison({ theirs, mine, path, isReadOnly, onEdit }: ComparisonProps) {
  const host = useRef<HTMLDivElement>(null);
  const { isDark } = useTheme();
  const [{ fontSizePx }] = useEditorSettings();
  const listener = useRef(onEdit);
  listener.current = onEdit;
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: attempt asks for another try
  useEffect(() => {
    let dispose = () => {};
    let isGone = false;
    const compare = (monaco: typeof Monaco) => {
      if (isGone || !host.current) return;
      const [original, modified] = [theirs, mine].map((text, side) => modelFor(monaco, text, path, side));
      if (!original || !modified) return;
      const editor = monaco.editor.createDiffEditor(host.current, {
        ...editorOptions,
        fontSize: fontSizePx,
        readOnly: isReadOnly,
        originalEditable: false,
        renderMarginRevertIcon: true,
        renderGutterMenu: false,
        renderSideBySideInlineBreakpoint: 700,
        hideUnchangedRegions: { enabled: true },
      });
      editor.setModel({ original, modified });
      editor.getOriginalEditor().updateOptions({ ariaLabel: `On the disk: ${nameOf(path)}` });
      editor.getModifiedEditor().updateOptions({ ariaLabel: `Yours: ${nameOf(path)}` });
      modified.onDidChangeContent(() => listener.current(modified.getValue(undefined, true)));
      dispose = () => {
        editor.dispose();
        original.dispose();
        modified.dispose();
      };
    };
    loadMonaco().then(compare, (cause: unknown) => !isGone && setError(cause));
    return () => {
      isGone = true;
      dispose();
    };
  }, [theirs, mine, path, isReadOnly, fontSizePx, attempt]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: attempt asks for another try
  useEffect(() => {
    // Without the editor there is nothing to colour; that it is missing is said above.
    loadMonaco().then(
      (monaco) => applyTheme(monaco, isDark),
      () => undefined,
    );
  }, [isDark, attempt]);

  const retry = () => {
    setError(null);
    setAttempt((before) => before + 1);
  };
  return (
    <div className="mt-4">
      {error !== null && (
        <ErrorView
          title="The editor could not be loaded"
          error={error}
          onRetry={retry}
          className="mx-5 mb-4"
        />
      )}
      <div aria-hidden="true" className="grid grid-cols-2 border-t px-5 py-1.5 text-muted-foreground text-xs">
        <span>On the disk</span>
        <span className="pl-4">Yours</span>
      </div>
      <div
        ref={host}
        data-slot="comparison"
        className={cn("h-[min(60vh,640px)] border-t", error !== null && "hidden")}
      />
    </div>
  );
}

let comparisons = 0;

/** A model of its own under the file's name, by which the editor knows the language. */
function modelFor(monaco: typeof Monaco, text: string, path: string, side: number) {
  comparisons += 1;
  const uri = monaco.Uri.from({
    scheme: "comparison",
    authority: `${comparisons}-${side}`,
    path: `/${path}`,
  });
  return monaco.editor.createModel(text, undefined, uri);
}
