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

const keyOf = (rootId: string, path: string) => `${rootId}/${path}`;

/** The editor's model of an open file; read anew, it takes the new text as one step that can be undone. */
export function modelOf(monaco: typeof Monaco, rootId: string, file: OpenFile): Model {
  const key = keyOf(rootId, file.path);
  const known = models.get(key);
  if (known && !known.model.isDisposed()) {
    if (known.revision !== file.revision) {
      known.revision = file.revision;
      if (known.model.getValue(undefined, true) !== file.text) replaceText(known.model, file.text);
    }
    return known.model;
  }
  const uri = monaco.Uri.from({ scheme: "workspace", authority: rootId, path: `/${file.path}` });
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
export function dropModels(rootId: string, openPaths: ReadonlySet<string>): void {
  for (const [key, { model }] of models) {
    if (!key.startsWith(`${rootId}/`) || openPaths.has(key.slice(rootId.length + 1))) continue;
    model.dispose();
    models.delete(key);
    places.delete(key);
  }
}

/** Where cursor and scroll stand in each file that was shown, in the editor's own form. */
const places = new Map<string, unknown>();

export function rememberPlace(rootId: string, path: string, editor: Monaco.editor.ICodeEditor): void {
  places.set(keyOf(rootId, path), editor.saveViewState());
}

/** Shows a file where it was left, if it was shown before. */
export function returnToPlace(rootId: string, path: string, editor: Monaco.editor.ICodeEditor): void {
  const place = places.get(keyOf(rootId, path));
  if (!place) return;
  // What was kept by an earlier page may be of an editor of another version; it takes from it what it knows.
  editor.restoreViewState(place as Monaco.editor.ICodeEditorViewState);
}

/** The places of the files that are still open, by path. */
export function placesOf(rootId: string): Record<string, unknown> {
  const prefix = `${rootId}/`;
  return Object.fromEntries(
    [...places]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, place]) => [key.slice(prefix.length), place]),
  );
}

export function takePlaces(rootId: string, known: Readonly<Record<string, unknown>>): void {
  for (const [path, place] of Object.entries(known)) places.set(keyOf(rootId, path), place);
}
