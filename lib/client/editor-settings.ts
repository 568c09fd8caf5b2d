"use client";

import { useSyncExternalStore } from "react";
import { z } from "zod";

/** How a person likes the editor, kept in this browser for all projects. */
const EditorSettings = z.object({
  fontSizePx: z.number().min(10).max(24),
  /** null: lines are wrapped where there is little room. */
  isWrapped: z.boolean().nullable(),
  hasMinimap: z.boolean(),
});
export type EditorSettings = z.infer<typeof EditorSettings>;

export const fontSizesPx = [11, 12, 12.5, 13, 14, 16, 18, 20] as const;

const key = "lockkeeper-editor";
const usual: EditorSettings = { fontSizePx: 12.5, isWrapped: null, hasMinimap: false };
const listeners = new Set<() => void>();
let settings: EditorSettings | undefined;

function read(): EditorSettings {
  try {
    return EditorSettings.parse(JSON.parse(localStorage.getItem(key) ?? ""));
  } catch {
    return usual;
  }
}

const current = (): EditorSettings => {
  settings ??= read();
  return settings;
};

function change(changes: Partial<EditorSettings>): void {
  settings = { ...current(), ...changes };
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // Storage is forbidden: the choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The settings, and how one of them is changed. */
export function useEditorSettings(): [EditorSettings, (changes: Partial<EditorSettings>) => void] {
  return [useSyncExternalStore(subscribe, current, () => usual), change];
}
