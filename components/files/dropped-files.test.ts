import { expect, test } from "vitest";
import { readDrop } from "#components/files/dropped-files.ts";

type Tree = { [name: string]: Tree | "file" | "unreadable" };

/** What a browser gives for something that was dropped; a folder's entries in two parts, as of large ones. */
function entryOf(name: string, content: Tree | "file" | "unreadable"): FileSystemEntry {
  const base = { name, fullPath: `/${name}`, filesystem: {} as FileSystem, getParent: () => undefined };
  if (typeof content === "string") {
    const file = (done: (file: File) => void, refuse: (cause: unknown) => void) =>
      content === "file" ? done(new File(["x"], name)) : refuse(new Error("NotReadableError"));
    return Object.assign(base, { isFile: true, isDirectory: false, file });
  }
  const entries = Object.entries(content).map(([inner, what]) => entryOf(inner, what));
  const parts = [entries.slice(0, 1), entries.slice(1), []].filter((part, at) => part.length > 0 || at === 2);
  const createReader = () => ({
    readEntries: (done: (entries: FileSystemEntry[]) => void) => done(parts.shift() ?? []),
  });
  return Object.assign(base, { isFile: false, isDirectory: true, createReader });
}

test("one file that cannot be read keeps nothing else back, and empty folders are kept in mind", async () => {
  const dropped: Tree = {
    photos: { "a.jpg": "file", locked: "unreadable", later: {}, deep: { empty: {}, "b.jpg": "file" } },
    "c.txt": "file",
  };
  const items = Object.entries(dropped).map(([name, content]) => ({
    webkitGetAsEntry: () => entryOf(name, content),
  }));
  const drop = await readDrop({ items, files: [] } as unknown as DataTransfer);
  expect(drop.files.map(({ path }) => path)).toEqual(["photos/a.jpg", "photos/deep/b.jpg", "c.txt"]);
  expect(drop.emptyFolders).toEqual(["photos/later", "photos/deep/empty"]);
  expect(drop.unread).toEqual(["photos/locked"]);
});
