import type { Folder } from "#lib/modules/files/queries.ts";
import type { FileEntry } from "#lib/modules/files/schema.ts";

/** One line of the tree as it is drawn: an entry, or a word about a folder that is being read or could not be. */
export type TreeRow =
  | { kind: "entry"; key: string; entry: FileEntry; depth: number; isOpen: boolean; at: number; of: number }
  | { kind: "note"; key: string; depth: number; text: string; isError: boolean };

export interface FolderState {
  data: Folder | undefined;
  error: Error | null;
}

/** The open folders, flattened in the order they are drawn. */
export function treeRows(folders: ReadonlyMap<string, FolderState>): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (path: string, depth: number): void => {
    const state = folders.get(path);
    const note = (text: string, isError = false) =>
      rows.push({ kind: "note", key: `${path}/?${text}`, depth, text, isError });
    if (!state?.data) {
      note(state?.error ? state.error.message : "Loading …", Boolean(state?.error));
      return;
    }
    const { isCut } = state.data;
    // Git's own folder changes through git only.
    const entries = state.data.entries.filter((entry) => entry.name !== ".git");
    if (entries.length === 0) note(depth === 0 ? "Nothing is here yet." : "Empty");
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
    marks.set(path.replace(/\/$/, ""), letter);
    for (let at = path.replace(/\/$/, "").lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      marks.set(path.slice(0, at), "•");
    }
  }
  return marks;
}
