"use client";

export interface DroppedFile {
  file: File;
  /** Below the folder it was dropped on: `photos/2026/a.jpg`. */
  path: string;
}

/** The files of a drop, those in dropped folders too. Reads nothing of what is in them. */
export async function droppedFiles(data: DataTransfer): Promise<DroppedFile[]> {
  // Taken before anything is awaited: afterwards the browser gives nothing away.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...data.files].map((file) => ({ file, path: file.name }));
  const found: DroppedFile[] = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

/** The files of an input; those of a folder with the folder's name before theirs. */
export const chosenFiles = (files: FileList): DroppedFile[] =>
  [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

async function walk(entry: FileSystemEntry, above: string, found: DroppedFile[]): Promise<void> {
  const path = above + entry.name;
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    found.push({ file, path });
  } else if (entry instanceof FileSystemDirectoryEntry) {
    const reader = entry.createReader();
    // It gives a hundred at a time, and none when there are no more.
    for (let more = await read(reader); more.length > 0; more = await read(reader)) {
      for (const inner of more) await walk(inner, `${path}/`, found);
    }
  }
}

const read = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));
