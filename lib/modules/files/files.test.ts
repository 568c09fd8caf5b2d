import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "#drizzle/schema/operations.ts";
import { workspaces } from "#drizzle/schema/projects.ts";
import { newId } from "#lib/kernel/ids.ts";
import { type TestPlace, testPlace } from "#lib/modules/files/testing.ts";

let place: TestPlace;
beforeAll(async () => {
  place = await testPlace();
});
afterAll(() => place.close());

const inside = (path: string) => join(place.workspace.folder, path);

test("a file is written, read back in the tree, and written again only with the etag that was read", async () => {
  const made = await place.run("files.write", { path: "a.txt", content: "one", isNew: true });
  expect(made).toMatchObject({ outcome: "done", result: { path: "a.txt", sizeBytes: 3, isNew: true } });
  const tree = await place.ask("files.tree", {});
  expect(tree).toMatchObject({ entries: [{ name: "a.txt", type: "file", sizeBytes: 3 }] });
  const etag = made.outcome === "done" ? (made.result as { etag: string }).etag : "";
  const saved = await place.run("files.write", { path: "a.txt", content: "two", ifMatch: etag });
  expect(saved).toMatchObject({ outcome: "done", result: { isNew: false } });
  expect(await readFile(inside("a.txt"), "utf8")).toBe("two");
});

test("a file that changed underneath is a 409 with its current etag, and stays as it is", async () => {
  const made = await place.run("files.write", { path: "b.txt", content: "mine", isNew: true });
  const etag = made.outcome === "done" ? (made.result as { etag: string }).etag : "";
  await writeFile(inside("b.txt"), "theirs");
  const refused = await place.run("files.write", { path: "b.txt", content: "mine again", ifMatch: etag });
  expect(refused).toMatchObject({ outcome: "error", error: { type: "CONFLICT", status: 409 } });
  const current = refused.outcome === "error" ? refused.error.details.etag : null;
  expect(current).toEqual(expect.any(String));
  expect(await readFile(inside("b.txt"), "utf8")).toBe("theirs");
  const over = await place.run("files.write", { path: "b.txt", content: "decided", ifMatch: current });
  expect(over.outcome).toBe("done");
  const again = await place.run("files.write", { path: "b.txt", content: "x", isNew: true });
  expect(again).toMatchObject({ outcome: "error", error: { status: 409 } });
});

test("the content of a file is not kept with its operation", async () => {
  const planted = "do-not-keep-this-content";
  const made = await place.run("files.write", { path: "kept.txt", content: planted, isNew: true });
  const id = made.outcome === "done" ? made.operation.id : "";
  const [row] = await place.product.platform.database.orm
    .select()
    .from(operations)
    .where(eq(operations.id, id));
  expect(row?.input).toMatchObject({ path: "kept.txt", content: "[24 bytes]" });
  expect(JSON.stringify(row)).not.toContain(planted);
});

test.each([
  ["../outside"],
  ["a/../../outside"],
  ["/etc/passwd"],
  ["nul\0byte"],
  ["x".repeat(10_000)],
  [`${"y".repeat(300)}/a`],
  [""],
  ["."],
  [".git/config"],
  ["link-out/file"],
])("a hostile path is a 400 that names the field: %j", async (path) => {
  await mkdir(inside(".git"), { recursive: true });
  await symlink("/etc", inside("link-out")).catch(() => undefined);
  const write = await place.run("files.write", { path, content: "x", isNew: true });
  expect(write).toMatchObject({ outcome: "error", error: { status: 400, details: { field: "path" } } });
  const remove = await place.run("files.delete", { path });
  expect(remove).toMatchObject({ outcome: "error", error: { status: 400, details: { field: "path" } } });
  const folder = await place.run("files.mkdir", { path });
  expect(folder).toMatchObject({ outcome: "error", error: { status: 400, details: { field: "path" } } });
  const move = await place.run("files.move", { from: "a.txt", to: path });
  expect(move).toMatchObject({ outcome: "error", error: { status: 400, details: { field: "to" } } });
});

test.each([["$(reboot).txt"], ["🚢 harbor.txt"], ["שלום.txt"], ["-rf"], ["a\nb.txt"], ["%2e%2e"]])(
  "a silly name is taken literally: %j",
  async (path) => {
    const made = await place.run("files.write", { path, content: path, isNew: true });
    expect(made).toMatchObject({ outcome: "done", result: { path } });
    expect(await readFile(inside(path), "utf8")).toBe(path);
    expect((await place.run("files.delete", { path })).outcome).toBe("done");
  },
);

test("a deleted folder comes back from the trash as it was", async () => {
  await place.run("files.mkdir", { path: "docs/deep" });
  await writeFile(inside("docs/deep/note.md"), "hello");
  const deleted = await place.run("files.delete", { path: "docs" });
  expect(deleted).toMatchObject({ outcome: "done", result: { path: "docs" } });
  await expect(readFile(inside("docs/deep/note.md"))).rejects.toThrow("ENOENT");
  const trashId = deleted.outcome === "done" ? (deleted.result as { trashId: string }).trashId : "";
  expect((await place.run("files.restore", { trashId })).outcome).toBe("done");
  expect(await readFile(inside("docs/deep/note.md"), "utf8")).toBe("hello");
  expect(await place.run("files.restore", { trashId })).toMatchObject({
    outcome: "error",
    error: { status: 404 },
  });
});

test("emptying the trash lists what goes and waits for a yes", async () => {
  await writeFile(inside("gone.txt"), "12345");
  await place.run("files.delete", { path: "gone.txt" });
  const inTrash = {
    items: expect.arrayContaining([expect.objectContaining({ path: "gone.txt", sizeBytes: 5 })]),
  };
  expect(await place.ask("files.trash", {})).toMatchObject(inTrash);
  const old = await place.run("files.empty-trash", { olderThanDays: 30 });
  expect(old).toMatchObject({ outcome: "held", operation: { level: "MEDIUM", losses: [] } });
  const held = await place.run("files.empty-trash", {});
  expect(held).toMatchObject({
    outcome: "held",
    operation: {
      level: "MEDIUM",
      losses: expect.arrayContaining([{ kind: "Deleted file", name: "gone.txt", sizeBytes: 5 }]),
    },
  });
  expect(await place.ask("files.trash", {})).toMatchObject(inTrash);
});

test("a copy stands beside what was copied; quick open finds both and says what a file is", async () => {
  await place.run("files.mkdir", { path: "lib" });
  await place.run("files.write", { path: "lib/read-harbor-config.ts", content: "x", isNew: true });
  const copied = await place.run("files.duplicate", { path: "lib/read-harbor-config.ts" });
  expect(copied).toMatchObject({ outcome: "done", result: { path: "lib/read-harbor-config copy.ts" } });
  expect(await place.ask("files.names", { q: "rhconf", limit: "1" })).toMatchObject({
    items: [{ path: "lib/read-harbor-config.ts", positions: expect.any(Array) }],
    isCut: false,
  });
  expect(await place.ask("files.info", { path: "lib/read-harbor-config.ts" })).toMatchObject({
    type: "file",
    kind: "text",
    mimeType: "text/plain",
    isEditable: true,
  });
});

test("a move onto something that is there is a 409; a move of nothing is a 404", async () => {
  await place.run("files.write", { path: "from.txt", content: "f", isNew: true });
  await place.run("files.write", { path: "to.txt", content: "t", isNew: true });
  expect(await place.run("files.move", { from: "from.txt", to: "to.txt" })).toMatchObject({
    error: { status: 409 },
  });
  expect(await place.run("files.move", { from: "nothing", to: "new" })).toMatchObject({
    error: { status: 404 },
  });
  expect((await place.run("files.move", { from: "from.txt", to: "moved.txt" })).outcome).toBe("done");
});

test("a search finds lines and names, and says when there is more", async () => {
  await writeFile(inside("needles.txt"), "needle 1\nhay\nNeedle 2\n");
  const found = await place.ask("files.search", { q: "needle" });
  expect(found).toMatchObject({
    items: [
      { path: "needles.txt", line: 1, text: "needle 1" },
      { path: "needles.txt", line: 3, text: "Needle 2" },
    ],
    isTruncated: false,
  });
  expect(await place.ask("files.search", { q: "needle", limit: "1" })).toMatchObject({ isTruncated: true });
  expect(await place.ask("files.search", { q: "needles", kind: "name" })).toMatchObject({
    items: [{ path: "needles.txt", line: null }],
  });
  await expect(place.ask("files.search", { q: "(", isRegex: "true" })).rejects.toMatchObject({
    details: { field: "q" },
  });
});

test("content beyond 5 MiB, or without a word about what it replaces, is a 400 naming the field", async () => {
  const large = await place.run("files.write", {
    path: "large",
    content: "x".repeat(5 * 1024 * 1024 + 1),
    isNew: true,
  });
  expect(large).toMatchObject({ error: { status: 400, details: { field: "content" } } });
  const unsaid = await place.run("files.write", { path: "unsaid", content: "x" });
  expect(unsaid).toMatchObject({ error: { status: 400, details: { field: "ifMatch" } } });
});

test("a stranger reads the same for a workspace they may not see and one that is not there", async () => {
  const stranger = await place.product.person("member");
  const hidden = await place.run("files.write", { path: "x", content: "x", isNew: true }, stranger);
  const missing = await place.run(
    "files.write",
    { workspaceId: newId(), path: "x", content: "x", isNew: true },
    stranger,
  );
  expect(hidden).toMatchObject({ outcome: "error", error: { status: 404 } });
  expect({ ...hidden, requestId: "" }).toEqual({ ...missing, requestId: "" });
  await expect(place.ask("files.tree", {}, stranger)).rejects.toMatchObject({ type: "NOT_FOUND" });
});

test("a stopped workspace says so, and how to go on", async () => {
  const { orm } = place.product.platform.database;
  await orm.update(workspaces).set({ observedState: "stopped", desiredState: "stopped" });
  try {
    await expect(place.ask("files.tree", {})).rejects.toMatchObject({
      type: "SERVICE_UNAVAILABLE",
      publicMessage: "The workspace is stopped. Start it first.",
    });
  } finally {
    await orm.update(workspaces).set({ observedState: "running", desiredState: "running" });
  }
});
