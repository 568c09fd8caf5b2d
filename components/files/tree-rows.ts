import type { Folder } from "#lib/modules/files/queries.ts";
import { parentOf } from "#lib/modules/files/rules.ts";
import type { FileEntry } from "#lib/modules/files/schema.ts";

/** A name that is being typed in the tree: a new one in a folder, or another one for what is there. */
export type TreeEdit =
  | { kind: "new"; type: "file" | "folder"; folder: string }
  | { kind: "rename"; path: string };

/** One line of the tree as it is drawn: an entry, a new name, or a word about a folder that could not be read. */
export type TreeRow =
  | { kind: "entry"; key: string; entry: FileEntry; depth: number; isOpen: boolean; at: number; of: number }
  | { kind: "new"; key: string; depth: number; type: "file" | "folder" }
  | { kind: "note"; key: string; depth: number; text: string; isError: boolean };

export interface FolderState {
  data: Folder | undefined;
  error: Error | null;
}

/** The open folders, flattened in the order they are drawn. */
export function treeRows(folders: ReadonlyMap<string, FolderState>, edit: TreeEdit | null): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (path: string, depth: number): void => {
    const state = folders.get(path);
    const note = (text: string, isError = false) =>
      rows.push({ kind: "note", key: `${path}/?${text}`, depth, text, isError });
    const isNewHere = edit?.kind === "new" && edit.folder === path;
    if (isNewHere) rows.push({ kind: "new", key: `${path}/?new`, depth, type: edit.type });
    if (!state?.data) {
      note(state?.error ? state.error.message : "Loading …", Boolean(state?.error));
      return;
    }
    const { isCut } = state.data;
    // Git's own folder changes through git only.
    const entries = state.data.entries.filter((entry) => entry.name !== ".git");
    if (entries.length === 0 && !isNewHere) note(depth === 0 ? "Nothing is here yet." : "Empty");
    entries.forEach((entry, index) => {
      const isOpen = entry.type === "folder" && folders.has(entry.path);
      rows.push({ kind: "entry", key: entry.path, entry, depth, isOpen, at: index + 1, of: entries.length });
      if (isOpen) add(entry.path, depth + 1);
    });
    if (isCut) note("There is more in this folder than is listed.");
  };
  add("", 0);
  return rows;
}

/** git's letter for each changed path, and a dot for the folders above. */
export function marksOf(
  changes: readonly {
    path: string;
    staged: string | null;
    unstaged: string | null;
    untracked: boolean;
    conflicted: boolean;
  }[],
): Map<string, string> {
  const marks = new Map<string, string>();
  for (const { path, staged, unstaged, untracked, conflicted } of changes) {
    const letter = conflicted ? "!" : untracked ? "A" : (unstaged ?? staged ?? "M");
    const trimmed = path.replace(/\/$/, "");
    marks.set(trimmed, letter);
    for (let above = parentOf(trimmed); above !== "" && !marks.has(above); above = parentOf(above)) {
      marks.set(above, "•");
    }
  }
  return marks;
}

/** The folder that something made or dropped at a row belongs in. */
export const folderAt = (entry: Pick<FileEntry, "path" | "type"> | undefined): string =>
  entry === undefined ? "" : entry.type === "folder" ? entry.path : parentOf(entry.path);
