"use client";

export interface DroppedFile {
  file: File;
  /** Below the folder it was dropped on: `photos/2026/a.jpg`. */
  path: string;
}

export interface Drop {
  files: DroppedFile[];
  /** Folders with nothing in them. */
  emptyFolders: string[];
  /** What the browser was refused: without rights, or gone meanwhile. */
  unread: string[];
}

/** What was dropped, with what is in dropped folders. Reads nothing of the files themselves. */
export async function readDrop(data: DataTransfer): Promise<Drop> {
  const drop: Drop = { files: [], emptyFolders: [], unread: [] };
  // Taken before anything is awaited: afterwards the browser gives nothing away.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return { ...drop, files: chosenFiles(data.files) };
  for (const entry of entries) await walk(entry, "", drop);
  return drop;
}

/** The files of an input; those of a folder with the folder's name before theirs. */
export const chosenFiles = (files: FileList): DroppedFile[] =>
  [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

/** What cannot be read is written down and keeps nothing else back. */
async function walk(entry: FileSystemEntry, above: string, drop: Drop): Promise<void> {
  const path = above + entry.name;
  try {
    if (isFile(entry)) drop.files.push({ file: await fileOf(entry), path });
    else if (isFolder(entry)) await walkFolder(entry, path, drop);
  } catch {
    drop.unread.push(path);
  }
}

async function walkFolder(folder: FileSystemDirectoryEntry, path: string, drop: Drop): Promise<void> {
  const reader = folder.createReader();
  let isEmpty = true;
  // It gives a hundred at a time, and none when there are no more.
  for (let more = await read(reader); more.length > 0; more = await read(reader)) {
    isEmpty = false;
    for (const inner of more) await walk(inner, `${path}/`, drop);
  }
  if (isEmpty) drop.emptyFolders.push(path);
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

const read = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));
