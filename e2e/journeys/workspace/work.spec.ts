import type { Page } from "@playwright/test";
import { type BareOrigin, bareOrigin } from "#e2e/fixtures/bare-origin.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { visitShell } from "#e2e/fixtures/shell-prompt.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";

// A day's work in one workspace: each test goes on where the one before it stopped.
test.describe.configure({ mode: "serial" });

let origin: BareOrigin;
let projectId: string;

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  origin = await bareOrigin();
  const source = { type: "git", url: origin.path } as const;
  projectId = await newProject(lockkeeper, ownerSession, { name: "A day of work", source });
});

test.afterAll(() => origin?.remove());

const line = "A line written in the browser.";

async function visit(page: Page, name: "Files" | "Git"): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  if (page.url() === "about:blank") await page.goto(`/projects/${projectId}`);
  await page.getByRole("navigation", { name: "Project" }).getByRole("link", { name }).click();
}

const entry = (page: Page, name: string) => page.getByRole("treeitem", { name: new RegExp(`^${name}(,|$)`) });
const tab = (page: Page, name: string) => page.getByRole("tab", { name, exact: true });

test("a file opens from the tree, and what is typed into it is saved", async ({ owner }) => {
  await visit(owner, "Files");
  await entry(owner, "README.md").click();
  const editor = owner.getByRole("textbox", { name: "README.md" });
  await editor.focus();
  await editor.press("Control+End");
  await owner.keyboard.type(line);
  await expect(tab(owner, "README.md, not saved")).toBeVisible();
  await owner.keyboard.press("Control+s");
  await expect(tab(owner, "README.md")).toBeVisible();
  await expect(entry(owner, "README.md")).toHaveAccessibleName(/modified/);
  await expectAccessible(owner);

  await owner.reload();
  await owner.getByRole("textbox", { name: "README.md" }).press("Control+End");
  await expect(owner.getByRole("tabpanel", { name: "README.md" })).toContainText(line);
});

test("a file is made, renamed, deleted, and brought back", async ({ owner }) => {
  await visit(owner, "Files");
  await entry(owner, "README.md").waitFor();
  await owner.getByRole("button", { name: "New file" }).click();
  await owner.getByRole("textbox", { name: "Name of the new file" }).fill("draft.txt");
  await expectAccessible(owner);
  await owner.keyboard.press("Enter");
  await expect(tab(owner, "draft.txt")).toBeVisible();

  await entry(owner, "draft.txt").click({ button: "right" });
  await owner.getByRole("menuitem", { name: "Rename" }).click();
  await owner.getByRole("textbox", { name: "New name for draft.txt" }).fill("notes.txt");
  await owner.keyboard.press("Enter");
  await expect(entry(owner, "notes.txt")).toBeVisible();
  await expect(entry(owner, "draft.txt")).toHaveCount(0);

  await entry(owner, "notes.txt").click({ button: "right" });
  await owner.getByRole("menuitem", { name: "Delete" }).click();
  await expect(owner.getByText("notes.txt moved to the trash")).toBeVisible();
  await expect(entry(owner, "notes.txt")).toHaveCount(0);
  await owner.getByRole("button", { name: "Undo" }).click();
  await expect(entry(owner, "notes.txt")).toBeVisible();
});

test("a file is closed with the keyboard, and the next one is shown and focused", async ({ owner }) => {
  await visit(owner, "Files");
  await entry(owner, "README.md").dblclick();
  await expect(tab(owner, "README.md")).toBeVisible();
  await entry(owner, "package.json").dblclick();
  await tab(owner, "package.json").focus();
  await owner.keyboard.press("Tab");
  await expect(owner.getByRole("button", { name: "Close package.json" })).toBeFocused();
  await expectAccessible(owner);
  await owner.keyboard.press("Enter");
  await expect(tab(owner, "package.json")).toHaveCount(0);
  await expect(tab(owner, "README.md")).toBeFocused();
  await owner.keyboard.press("Delete");
  await expect(owner.getByText("No file is open")).toBeVisible();
});

test("what a program in the terminal writes shows in Files without a reload", async ({ owner }) => {
  const files = await owner.context().newPage();
  await visit(files, "Files");
  await entry(files, "README.md").waitFor();
  await visitShell(owner, projectId);
  await owner.keyboard.type("git log -1 --format=%s > last-subject.txt\n");
  await expect(entry(files, "last-subject.txt")).toBeVisible();
});

test("changes are seen, committed, held before they reach the default branch, and pushed on consent", async ({
  owner,
}) => {
  await visit(owner, "Git");
  await owner.getByRole("button", { name: /^README\.md/ }).click();
  await expect(owner.getByRole("region", { name: "Difference" })).toContainText(line);
  await expect(owner.getByRole("checkbox", { name: "Stage notes.txt" })).toBeVisible();
  await expectAccessible(owner);

  await owner.getByLabel("Commit message").fill("Write a line");
  await owner.getByRole("button", { name: "Commit all 3 files" }).click();
  await expect(owner.getByText("1 ahead, 0 behind origin/main")).toBeVisible();
  await expect(owner.getByText("Nothing has changed since the last commit.")).toBeVisible();

  const before = await origin.git("rev-parse", "main");
  const push = owner.getByRole("button", { name: /^Push 1/ });
  await push.click();
  const dialog = owner.getByRole("alertdialog");
  await expect(dialog.getByRole("heading", { name: "Push main?" })).toBeVisible();
  await expect(dialog).toContainText("Others see it.");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  expect(await origin.git("rev-parse", "main")).toBe(before);

  await push.click();
  await dialog.getByRole("button", { name: "Push" }).click();
  await expect(owner.getByText("Pushed main")).toBeVisible();
  await expect(owner.getByText("0 ahead, 0 behind origin/main: nothing to push")).toBeVisible();
  await expect(owner.getByRole("button", { name: /^Push/ })).toBeDisabled();
  expect(await origin.git("log", "-1", "--format=%s", "main")).toBe("Write a line");
  expect(await origin.git("show", "main:README.md")).toContain(line);
});
