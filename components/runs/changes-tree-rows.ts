import type { DiffFile } from "#lib/modules/git/schema.ts";

export type ChangesRow =
  | { kind: "folder"; key: string; path: string; name: string; depth: number; isOpen: boolean }
  | { kind: "file"; key: string; file: DiffFile; name: string; depth: number };

interface Folder {
  path: string;
  folders: Map<string, Folder>;
  files: DiffFile[];
}

const emptyFolder = (path: string): Folder => ({ path, folders: new Map(), files: [] });

/** Files by their folders, in the order they are shown; a folder that holds one folder alone shares its line. */
export function changesRows(files: readonly DiffFile[], folded: ReadonlySet<string>): ChangesRow[] {
  const rows: ChangesRow[] = [];
  const add = (folder: Folder, depth: number): void => {
    const byName = [...folder.folders].sort(([one], [other]) => one.localeCompare(other));
    for (const [, child] of byName) {
      const joined = lastOfChain(child);
      const name = joined.path.slice(folder.path === "" ? 0 : folder.path.length + 1);
      const isOpen = !folded.has(joined.path);
      rows.push({ kind: "folder", key: `${joined.path}/`, path: joined.path, name, depth, isOpen });
      if (isOpen) add(joined, depth + 1);
    }
    for (const file of folder.files) {
      rows.push({ kind: "file", key: file.path, file, name: nameIn(file.path), depth });
    }
  };
  add(treeOf(files), 0);
  return rows;
}

/** The same order as the tree draws them in, so that the list beside it does not jump. */
export const inTreeOrder = (files: readonly DiffFile[]): DiffFile[] =>
  changesRows(files, new Set()).flatMap((row) => (row.kind === "file" ? [row.file] : []));

function treeOf(files: readonly DiffFile[]): Folder {
  const root = emptyFolder("");
  for (const file of files) {
    const parts = file.path.split("/").slice(0, -1);
    let folder = root;
    for (const part of parts) {
      const path = folder.path === "" ? part : `${folder.path}/${part}`;
      const next = folder.folders.get(part) ?? emptyFolder(path);
      folder.folders.set(part, next);
      folder = next;
    }
    folder.files.push(file);
  }
  return root;
}

function lastOfChain(folder: Folder): Folder {
  const [only] = folder.folders.values();
  return folder.files.length === 0 && folder.folders.size === 1 && only ? lastOfChain(only) : folder;
}

const nameIn = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
