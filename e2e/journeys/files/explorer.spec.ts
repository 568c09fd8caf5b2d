import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { visitFiles } from "#e2e/fixtures/files-page.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { workspaceFolder } from "#e2e/fixtures/workspace-folder.ts";

let projectId: string;
let folder: string;

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  projectId = await newProject(lockkeeper, ownerSession, { name: "Explorer", source: { type: "empty" } });
  folder = await workspaceFolder(lockkeeper, ownerSession, projectId);
  await mkdir(join(folder, "many"));
  await mkdir(join(folder, "src"));
  for (let at = 0; at < 10_000; at += 500) {
    const names = Array.from(
      { length: 500 },
      (_, index) => `entry-${String(at + index).padStart(5, "0")}.txt`,
    );
    await Promise.all(names.map((name) => writeFile(join(folder, "many", name), "")));
  }
});

/**
 * How often rows of the large folder are looked up meanwhile: the measure of what a step costs that does not depend on
 * the machine.
 */
async function countLookups(page: Page, during: () => Promise<unknown>): Promise<number> {
  const counter = await page.evaluateHandle(() => {
    const { get } = Map.prototype;
    const counted = {
      count: 0,
      end() {
        Map.prototype.get = get;
        return counted.count;
      },
    };
    Map.prototype.get = function (this: Map<unknown, unknown>, key: unknown) {
      if (typeof key === "string" && key.includes("/entry-")) counted.count += 1;
      return get.call(this, key);
    };
    return counted;
  });
  await during();
  return counter.evaluate((counted) => counted.end());
}

/** Scrolls the tree to its end, a step in each frame; gives how many rows were drawn at most. */
const scrollTree = (page: Page, frames: number) =>
  page.getByRole("tree", { name: "Files" }).evaluate(async (tree, frames) => {
    const stepPx = tree.scrollHeight / frames;
    let rowsMax = 0;
    for (let at = 0; at < frames; at += 1) {
      tree.scrollTop += stepPx;
      await new Promise(requestAnimationFrame);
      rowsMax = Math.max(rowsMax, tree.querySelectorAll("[role=treeitem]").length);
    }
    return rowsMax;
  }, frames);

test("a folder of ten thousand files scrolls to its end, and only what is in sight is drawn and measured", async ({
  owner,
}) => {
  const files = await visitFiles(owner, projectId);
  await files.entry("many").click();
  await files.entry("entry-00000.txt").waitFor();
  const frames = 80;
  let rowsMax = 0;
  const scrolled = await countLookups(owner, async () => {
    rowsMax = await scrollTree(owner, frames);
  });
  await expect(files.entry("entry-09999.txt")).toBeVisible();
  expect(rowsMax).toBeLessThan(150);
  // The rows in sight, a few times each.
  expect(scrolled).toBeGreaterThan(frames);
  expect(scrolled).toBeLessThan(frames * 1000);

  await files.entry("entry-09999.txt").click();
  await files.editor("many/entry-09999.txt").focus();
  const text = "what is typed leaves the tree as it is";
  const typed = await countLookups(owner, () => owner.keyboard.type(text));
  await expect(files.tab("entry-09999.txt, not saved")).toBeVisible();
  expect(typed).toBeLessThan(text.length * 10);
});

test("what is clicked right after a scroll stays under the pointer", async ({ owner }) => {
  const files = await visitFiles(owner, projectId);
  await files.entry("many").click();
  await files.entry("entry-00000.txt").waitFor();
  const scrolled = await owner.getByRole("tree", { name: "Files" }).evaluate(async (tree) => {
    tree.scrollTop = 240;
    const below = tree.getBoundingClientRect().bottom;
    const drawn = [...tree.querySelectorAll<HTMLElement>("[role=treeitem]")];
    const last = drawn.filter((row) => row.getBoundingClientRect().bottom <= below).at(-1);
    const name = last?.textContent;
    last?.click();
    for (let frame = 0; frame < 20; frame += 1) await new Promise(requestAnimationFrame);
    const chosen = tree.querySelector("[role=treeitem][aria-selected=true]")?.textContent;
    return { top: tree.scrollTop, isChosen: chosen === name };
  });
  expect(scrolled).toEqual({ top: 240, isChosen: true });
});

test("more than one zip takes is refused in words, not by the server", async ({ owner }) => {
  const files = await visitFiles(owner, projectId);
  await files.entry("many").click();
  await files.entry("entry-00000.txt").waitFor();
  await owner.getByRole("tree", { name: "Files" }).focus();
  await owner.keyboard.press("Control+a");
  // Without the folder itself, which would stand for all that is in it.
  await owner.keyboard.press("Control+Space");
  await files.menu("entry-00003.txt", "Download as zip");
  await expect(owner.getByText("are too many to choose for one zip")).toBeVisible();
});

test("names are typed in the tree: new, refused where taken, renamed; Escape leaves all as it was", async ({
  owner,
}) => {
  const files = await visitFiles(owner, projectId);
  await files.menu("src", "New file here");
  const name = owner.getByRole("textbox", { name: "Name of the new file" });
  await name.fill("deep/er/draft.txt");
  await expectAccessible(owner);
  await name.press("Enter");
  await expect(files.tab("draft.txt")).toBeVisible();
  await expect(files.entry("draft.txt")).toBeVisible();

  await owner.getByRole("tree", { name: "Files" }).focus();
  await owner.keyboard.press("F2");
  const field = owner.getByRole("textbox", { name: "New name for draft.txt" });
  await field.fill("notes.txt");
  await field.press("Escape");
  await expect(files.entry("draft.txt")).toBeVisible();
  await owner.keyboard.press("F2");
  await field.fill("notes.txt");
  await field.press("Enter");
  await expect(files.entry("notes.txt")).toBeVisible();
  await expect(files.tab("notes.txt")).toBeVisible();

  await files.menu("er", "New file here");
  await name.fill("notes.txt");
  await name.press("Enter");
  await expect(owner.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await name.press("Escape");
  await expect(name).toHaveCount(0);
});

test("several are chosen, copied, dragged into a folder and back, deleted and brought back", async ({
  owner,
}) => {
  for (const name of ["a.txt", "b.txt", "c.txt"]) await writeFile(join(folder, name), `text of ${name}`);
  const files = await visitFiles(owner, projectId);
  await files.entry("a.txt").click();
  await files.entry("c.txt").click({ modifiers: ["Shift"] });
  for (const name of ["a.txt", "b.txt", "c.txt"]) {
    await expect(files.entry(name)).toHaveAttribute("aria-selected", "true");
  }
  await files.entry("b.txt").dragTo(files.entry("src"));
  await expect(owner.getByText("3 items moved to src")).toBeVisible();
  await expect
    .poll(() => readFile(join(folder, "src", "c.txt"), "utf8").catch(() => ""))
    .toBe("text of c.txt");
  await owner.getByRole("button", { name: "Undo" }).click();
  // The last to be moved is the first to come back.
  await expect.poll(() => readFile(join(folder, "a.txt"), "utf8").catch(() => "")).toBe("text of a.txt");
  await expect(owner.getByRole("treeitem", { name: /^a\.txt/, level: 1 })).toBeVisible();

  await files.entry("a.txt").click();
  await owner.getByRole("tree", { name: "Files" }).focus();
  await owner.keyboard.press("Control+d");
  await expect(files.entry("a copy.txt")).toBeVisible();

  await files.entry("b.txt").click();
  await files.entry("a copy.txt").click({ modifiers: ["Control"] });
  await owner.keyboard.press("Delete");
  await expect(owner.getByText("2 items moved to the trash")).toBeVisible();
  await expect(files.entry("b.txt")).toHaveCount(0);
  await owner.getByRole("button", { name: "Undo" }).click();
  await expect(files.entry("b.txt")).toBeVisible();
  await expect(files.entry("a copy.txt")).toBeVisible();
});

test("what was deleted lies in the trash, comes back from it, or goes for good once confirmed", async ({
  owner,
}) => {
  for (const name of ["keep.txt", "drop.txt"]) await writeFile(join(folder, name), name);
  const files = await visitFiles(owner, projectId);
  for (const name of ["keep.txt", "drop.txt"]) {
    await files.menu(name, "Delete");
    await expect(files.entry(name)).toHaveCount(0);
  }
  await owner.getByRole("button", { name: "More for files" }).click();
  await owner.getByRole("menuitem", { name: "Trash" }).click();
  const trash = owner.getByRole("region", { name: "Trash" });
  await expect(trash).toContainText("keep.txt");
  await expectAccessible(owner);
  await trash.getByRole("button", { name: "Restore keep.txt" }).click();
  await expect(trash.getByText("keep.txt")).toHaveCount(0);
  await trash.getByRole("button", { name: "Delete drop.txt for good" }).click();
  const dialog = owner.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await expect(trash.getByText("drop.txt")).toHaveCount(0);
  await owner.getByRole("button", { name: "Back to the files" }).click();
  await expect(files.entry("keep.txt")).toBeVisible();
});
