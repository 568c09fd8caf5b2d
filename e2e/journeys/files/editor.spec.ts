import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { visitFiles } from "#e2e/fixtures/files-page.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { workspaceFolder } from "#e2e/fixtures/workspace-folder.ts";

let projectId: string;
let folder: string;
const write = (name: string, text: string | Uint8Array) => writeFile(join(folder, name), text);

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  projectId = await newProject(lockkeeper, ownerSession, { name: "Editor", source: { type: "empty" } });
  folder = await workspaceFolder(lockkeeper, ownerSession, projectId);
  for (const name of ["one.ts", "two.ts", "three.ts"]) await write(name, `export const ${name[0]} = 1;\n`);
});

test("a click opens for a look, a double click to stay; tabs are moved, and closed together", async ({
  owner,
}) => {
  const files = await visitFiles(owner, projectId);
  await files.entry("one.ts").click();
  await expect(files.tab("one.ts, preview")).toBeVisible();
  await files.entry("two.ts").dblclick();
  await expect(files.tab("two.ts")).toBeVisible();
  await expect(files.tab("one.ts, preview")).toHaveCount(0);
  await files.entry("one.ts").dblclick();
  await files.entry("three.ts").click();
  const names = () => owner.getByRole("tab").allInnerTexts();
  await expect.poll(names).toEqual(["two.ts", "one.ts", "three.ts"]);
  await files.tab("three.ts, preview").focus();
  await owner.keyboard.press("Shift+ArrowLeft");
  await expect.poll(names).toEqual(["two.ts", "three.ts", "one.ts"]);
  await expectAccessible(owner);

  await files.tab("one.ts").click({ button: "right" });
  await owner.getByRole("menuitem", { name: "Close the others" }).click();
  await expect.poll(names).toEqual(["one.ts"]);
});

test("after a reload tabs, cursor and what was typed are back; over a newer file nothing is saved unasked", async ({
  owner,
}) => {
  await write("draft.md", "first\nsecond\nthird\n");
  const files = await visitFiles(owner, projectId, "draft.md");
  await files.editor("draft.md").focus();
  await owner.keyboard.press("Control+End");
  await owner.keyboard.type("typed and not saved");
  await expect(files.tab("draft.md, not saved")).toBeVisible();
  await expect(owner.getByText("Ln 4, Col 20")).toBeVisible();
  // What is typed is kept a moment later; until then the browser itself would ask.
  await expect
    .poll(() => owner.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }))))
    .toBe(false);
  await owner.reload();
  await expect(files.tab("draft.md, not saved")).toBeVisible();
  await expect(owner.getByText(/What you typed .* and did not save is back/)).toBeVisible();
  await expect(owner.getByRole("tabpanel")).toContainText("typed and not saved");
  await expect(owner.getByText("Ln 4, Col 20")).toBeVisible();
  await expectAccessible(owner);

  await write("draft.md", "first, by somebody else\nsecond\nthird\n");
  await expect(owner.getByText("draft.md changed on the disk. What you see is still yours.")).toBeVisible();
  let isDown = true;
  await owner.route("**/files/content?**", (route) =>
    isDown ? route.fulfill({ status: 500, json: {} }) : route.fallback(),
  );
  await owner.keyboard.press("Control+s");
  const dialog = owner.getByRole("dialog", { name: /Changed on the disk/ });
  await expect(dialog).toContainText("What is on the disk could not be read");
  isDown = false;
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(dialog).toContainText("by somebody else");
  expect(await readFile(join(folder, "draft.md"), "utf8")).toBe("first, by somebody else\nsecond\nthird\n");
  await expectAccessible(owner);

  await dialog.getByRole("textbox", { name: /^Yours/ }).focus();
  await owner.keyboard.press("Control+Home");
  await owner.keyboard.type("merged: ");
  await write("draft.md", "first, by somebody else\nsecond, too\nthird\n");
  await dialog.getByRole("button", { name: "Save the merged text" }).click();
  await expect(dialog).toContainText("changed this file once more");
  await expect(dialog).toContainText("second, too");
  expect(await readFile(join(folder, "draft.md"), "utf8")).toContain("second, too");
  await dialog.getByRole("button", { name: "Save mine" }).click();
  await expect(dialog).toHaveCount(0);
  await expect
    .poll(() => readFile(join(folder, "draft.md"), "utf8"))
    .toBe("merged: first\nsecond\nthird\ntyped and not saved");
  await expect(files.tab("draft.md")).toBeVisible();
});

test("pictures, Markdown, drawings, bytes and huge files are shown for what they are", async ({ owner }) => {
  await mkdir(join(folder, "shown"));
  const dot =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await write("shown/dot.png", Buffer.from(dot, "base64"));
  await write("shown/blob.bin", Buffer.from([0, 1, 2, 255, 76, 111, 99, 107]));
  await write("shown/huge.log", "a line of the log\n".repeat(400_000));
  await write(
    "shown/read.md",
    "# Title\n\n![A dot](dot.png) <b onclick=x>raw</b> [other](../one.ts) [out](https://example.org)\n",
  );
  const files = await visitFiles(owner, projectId, "shown/dot.png");
  await expect(owner.getByText("1 × 1")).toBeVisible();
  await owner.getByRole("button", { name: "Larger" }).click();
  await expectAccessible(owner);

  await files.entry("blob.bin").click();
  await expect(owner.getByLabel("The first bytes of the file")).toContainText("00 01 02 ff 4c 6f 63 6b");
  await expectAccessible(owner);

  await files.entry("huge.log").click();
  await expect(owner.getByText(/The first 1\.0 MB of 7\.2 MB, read-only/)).toBeVisible();
  await expect(owner.getByRole("tabpanel")).toContainText("a line of the log");

  await files.entry("read.md").click();
  await owner.getByRole("button", { name: "Both" }).click();
  const preview = owner.getByRole("region", { name: "Preview" });
  await expect(preview.getByRole("heading", { name: "Title" })).toBeVisible();
  await expect(preview.getByRole("img", { name: "A dot" })).toHaveJSProperty("naturalWidth", 1);
  await expect(preview).toContainText("<b onclick=x>raw</b>");
  await expect(preview.getByRole("link", { name: "out" })).toHaveAttribute("target", "_blank");
  await expectAccessible(owner);
  await preview.getByRole("link", { name: "other" }).click();
  await expect(files.editor("one.ts")).toBeAttached();
});

test("on a phone the tree is a sheet beside the editor, which takes what is typed", async ({ owner }) => {
  await owner.setViewportSize({ width: 390, height: 844 });
  const files = await visitFiles(owner, projectId);
  await files.entry("one.ts").click();
  await expect(files.editor("one.ts")).toBeAttached();
  await files.editor("one.ts").focus();
  await owner.keyboard.type("// typed on a phone\n");
  await owner.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => readFile(join(folder, "one.ts"), "utf8")).toContain("// typed on a phone");
  await owner.getByRole("button", { name: "Show the files" }).click();
  await expectAccessible(owner);
  await owner.getByRole("button", { name: "Actions for two.ts" }).click();
  await owner.getByRole("menuitem", { name: "Rename" }).click();
  const field = owner.getByRole("textbox", { name: "New name for two.ts" });
  await field.fill("four.ts");
  await field.press("Enter");
  await files.entry("four.ts").click();
  await expect(files.editor("four.ts")).toBeAttached();
  await expect(files.tab("four.ts, preview")).toBeVisible();
  await owner.getByRole("button", { name: "Actions for the tab four.ts" }).click();
  await owner.getByRole("menuitem", { name: "Close the others" }).click();
  await expect(owner.getByRole("tab")).toHaveCount(1);
});
