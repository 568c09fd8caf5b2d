"use client";

import type { Monaco } from "#components/files/load-monaco.ts";
import { changeBetween } from "#components/files/text-change.ts";
import type { OpenFile } from "#lib/client/open-files.ts";

type Model = Monaco.editor.ITextModel;

interface Kept {
  model: Model;
  revision: number;
}

const models = new Map<string, Kept>();

export const editorOptions: Monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fixedOverflowWidgets: true,
  fontFamily: "var(--font-mono)",
  fontSize: 12.5,
  lineHeight: 20,
  fontLigatures: false,
  padding: { top: 8, bottom: 8 },
  minimap: { enabled: false, renderCharacters: false },
  scrollBeyondLastLine: false,
  smoothScrolling: false,
  renderLineHighlight: "all",
  stickyScroll: { enabled: false },
  bracketPairColorization: { enabled: false },
  guides: { indentation: false },
  unicodeHighlight: { ambiguousCharacters: false },
  wordBasedSuggestions: "currentDocument",
  accessibilitySupport: "auto",
};

const keyOf = (workspaceId: string, path: string) => `${workspaceId}/${path}`;

/** The editor's model of an open file; read anew, it takes the new text as one step that can be undone. */
export function modelOf(monaco: typeof Monaco, workspaceId: string, file: OpenFile): Model {
  const key = keyOf(workspaceId, file.path);
  const known = models.get(key);
  if (known && !known.model.isDisposed()) {
    if (known.revision !== file.revision) {
      known.revision = file.revision;
      if (known.model.getValue(undefined, true) !== file.text) replaceText(known.model, file.text);
    }
    return known.model;
  }
  const uri = monaco.Uri.from({ scheme: "workspace", authority: workspaceId, path: `/${file.path}` });
  const model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(file.text, undefined, uri);
  models.set(key, { model, revision: file.revision });
  return model;
}

function replaceText(model: Model, text: string): void {
  // The model keeps its own byte order mark and line ends.
  const next = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  model.pushStackElement();
  model.pushEditOperations([], [changeBetween(model.getLinesContent(), next)], () => null);
  model.pushStackElement();
}

/** Lets the models go whose files are no longer open. */
export function dropModels(workspaceId: string, openPaths: ReadonlySet<string>): void {
  for (const [key, { model }] of models) {
    if (!key.startsWith(`${workspaceId}/`) || openPaths.has(key.slice(workspaceId.length + 1))) continue;
    model.dispose();
    models.delete(key);
    places.delete(key);
  }
}

/** Where cursor and scroll stand in each file that was shown, in the editor's own form. */
const places = new Map<string, unknown>();

export function rememberPlace(workspaceId: string, path: string, editor: Monaco.editor.ICodeEditor): void {
  places.set(keyOf(workspaceId, path), editor.saveViewState());
}

/** Shows a file where it was left, if it was shown before. */
export function returnToPlace(workspaceId: string, path: string, editor: Monaco.editor.ICodeEditor): void {
  const place = places.get(keyOf(workspaceId, path));
  if (!place) return;
  // What was kept by an earlier page may be of an editor of another version; it takes from it what it knows.
  editor.restoreViewState(place as Monaco.editor.ICodeEditorViewState);
}

/** The places of the files that are still open, by path. */
export function placesOf(workspaceId: string): Record<string, unknown> {
  const prefix = `${workspaceId}/`;
  return Object.fromEntries(
    [...places]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, place]) => [key.slice(prefix.length), place]),
  );
}

export function takePlaces(workspaceId: string, known: Readonly<Record<string, unknown>>): void {
  for (const [path, place] of Object.entries(known)) places.set(keyOf(workspaceId, path), place);
}
