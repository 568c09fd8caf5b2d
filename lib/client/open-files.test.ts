import { expect, test } from "vitest";
import { createOpenFiles, isDirty } from "#lib/client/open-files.ts";
import type { Content } from "#lib/client/read-content.ts";

function disk(files: Record<string, string>) {
  const versions = new Map<string, number>();
  const read = async (path: string): Promise<Content> => {
    const text = files[path];
    if (text === undefined) throw new Error("gone");
    return { kind: "text", text, etag: `${path}-${versions.get(path) ?? 0}`, sizeBytes: text.length };
  };
  const write = (path: string, text: string) => {
    files[path] = text;
    versions.set(path, (versions.get(path) ?? 0) + 1);
  };
  return { opened: createOpenFiles(read), write, remove: (path: string) => delete files[path] };
}

test("a clean file follows the disk, an edited one keeps what was typed and says that it is stale", async () => {
  const { opened, write } = disk({ "a.txt": "a", "b.txt": "b" });
  await opened.open("a.txt");
  await opened.open("b.txt");
  opened.edit("b.txt", "typed");
  write("a.txt", "a2");
  write("b.txt", "b2");
  await opened.noticeChange(["a.txt", "b.txt", "never-opened.txt"]);
  expect(opened.find("a.txt")).toMatchObject({ text: "a2", isStale: false, etag: "a.txt-1" });
  expect(opened.find("b.txt")).toMatchObject({ text: "typed", isStale: true, etag: "b.txt-0" });
});

test("our own save is no change underneath", async () => {
  const { opened, write } = disk({ "a.txt": "a" });
  await opened.open("a.txt");
  opened.edit("a.txt", "mine");
  write("a.txt", "mine");
  opened.markSaved("a.txt", { text: "mine", etag: "a.txt-1", sizeBytes: 4 });
  await opened.noticeChange("any");
  expect(opened.find("a.txt")).toMatchObject({ text: "mine", isStale: false });
});

test("what is typed while a save is under way stays unsaved", async () => {
  const { opened } = disk({ "a.txt": "a" });
  await opened.open("a.txt");
  opened.edit("a.txt", "first");
  opened.edit("a.txt", "first and second");
  opened.markSaved("a.txt", { text: "first", etag: "new", sizeBytes: 4 });
  const file = opened.find("a.txt");
  expect(file && isDirty(file)).toBe(true);
});

test("a file deleted underneath keeps its text and says that it is stale", async () => {
  const { opened, remove } = disk({ "a.txt": "a" });
  await opened.open("a.txt");
  remove("a.txt");
  await opened.noticeChange(["a.txt"]);
  expect(opened.find("a.txt")).toMatchObject({ state: "text", text: "a", isStale: true });
});

test("a moved folder takes its open files along; a deleted one closes them unless they were edited", async () => {
  const { opened } = disk({ "src/a.txt": "a", "src/b.txt": "b", "srcs.txt": "c" });
  for (const path of ["src/a.txt", "src/b.txt", "srcs.txt"]) await opened.open(path);
  opened.move("src", "lib");
  expect(opened.files().map((file) => file.path)).toEqual(["lib/a.txt", "lib/b.txt", "srcs.txt"]);
  opened.edit("lib/b.txt", "typed");
  opened.forget("lib");
  expect(opened.files().map((file) => file.path)).toEqual(["lib/b.txt", "srcs.txt"]);
});

test("a look takes the tab of the look before it, unless that was edited or kept", async () => {
  const { opened } = disk({ "a.txt": "a", "b.txt": "b", "c.txt": "c", "d.txt": "d" });
  const paths = () => opened.files().map(({ path }) => path);
  await opened.open("a.txt", { isPreview: true });
  await opened.open("b.txt", { isPreview: true });
  expect(paths()).toEqual(["b.txt"]);
  opened.edit("b.txt", "typed");
  await opened.open("c.txt", { isPreview: true });
  opened.keep("c.txt");
  await opened.open("d.txt", { isPreview: true });
  expect(paths()).toEqual(["b.txt", "c.txt", "d.txt"]);
  opened.reorder("d.txt", 0);
  expect(paths()).toEqual(["d.txt", "b.txt", "c.txt"]);
});

const draftOf = (text: string, etag: string) => ({ text, etag, at: "2026-11-21T10:00:00.000Z" });

test("typed text comes back after a reload, and over a newer file it says so and keeps the version it was typed in", async () => {
  const { opened, write } = disk({ "a.txt": "a", "b.txt": "b", "c.txt": "c" });
  write("b.txt", "b of somebody else");
  const drafts = new Map([
    ["a.txt", draftOf("a, typed", "a.txt-0")],
    ["b.txt", draftOf("b, typed", "b.txt-0")],
    ["gone.txt", draftOf("typed into what is gone", "gone.txt-0")],
  ]);
  opened.restore([{ path: "c.txt", isPreview: true }], drafts);
  const state = (path: string) => opened.find(path)?.state;
  await expect.poll(() => ["a.txt", "b.txt", "gone.txt"].map(state)).toEqual(["text", "text", "text"]);
  expect(opened.find("a.txt")).toMatchObject({ text: "a, typed", savedText: "a", isStale: false });
  expect(opened.find("b.txt")).toMatchObject({ text: "b, typed", etag: "b.txt-0", isStale: true });
  expect(opened.find("gone.txt")).toMatchObject({ text: "typed into what is gone", isStale: true });
  expect(opened.find("c.txt")).toMatchObject({ state: "unread", isPreview: true });
  await opened.open("c.txt");
  expect(opened.find("c.txt")).toMatchObject({ state: "text", text: "c" });
});

test("a draft that the disk says already is none; one that comes after its file was read is taken over", async () => {
  const { opened } = disk({ "a.txt": "a", "b.txt": "b" });
  await opened.open("b.txt");
  const before = opened.find("b.txt")?.revision ?? 0;
  opened.restore(
    [],
    new Map([
      ["a.txt", draftOf("a", "old")],
      ["b.txt", draftOf("typed", "b.txt-0")],
    ]),
  );
  expect(opened.find("b.txt")).toMatchObject({ text: "typed", revision: before + 1 });
  await expect.poll(() => opened.find("a.txt")?.state).toBe("text");
  expect(opened.find("a.txt")).toMatchObject({ text: "a", broughtBackAt: null, isStale: false });
});
