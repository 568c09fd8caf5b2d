import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { visitFiles } from "#e2e/fixtures/files-page.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { workspaceFolder } from "#e2e/fixtures/workspace-folder.ts";

let projectId: string;
let folder: string;

const booking = "src/bookings/create-booking.ts";

/** What is looked for stands in line 42. */
const bookingText = (third: string): string =>
  Array.from({ length: 60 }, (_, index) => `line ${index + 1}`)
    .with(2, third)
    .with(41, "const berth = takeBerth();")
    .join("\n");

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  projectId = await newProject(lockkeeper, ownerSession, { name: "Finding", source: { type: "empty" } });
  folder = await workspaceFolder(lockkeeper, ownerSession, projectId);
  await mkdir(join(folder, "src", "bookings"), { recursive: true });
  await writeFile(join(folder, booking), bookingText("line 3"));
  await writeFile(join(folder, "src", "berths.test.ts"), "berth\nBerth\nberths\n");
});

test("a few letters and a line lead to a file from any page of the project; what was open lately comes first", async ({
  owner,
}) => {
  await owner.goto(`/projects/${projectId}/board`);
  // What was read by the browser stands there: the page hears keys.
  await owner.getByText("Give an agent its first task").waitFor();
  await owner.keyboard.press("Control+p");
  const dialog = owner.getByRole("dialog", { name: "Go to file" });
  await dialog.getByRole("combobox").fill("crebook:42");
  await expect(dialog.getByRole("option", { name: /create-booking\.ts/ })).toBeVisible();
  await expectAccessible(owner);
  await owner.keyboard.press("Enter");
  await expect(owner.getByRole("textbox", { name: "src/bookings/create-booking.ts" })).toBeAttached({
    timeout: 40_000,
  });
  await expect(owner.getByText("Ln 42, Col 1")).toBeVisible();

  await owner.keyboard.press("Control+p");
  await dialog.getByRole("combobox").fill(":7");
  await owner.keyboard.press("Enter");
  await expect(owner.getByText("Ln 7, Col 1")).toBeVisible();
});

test("what is found in files comes as it is found, by file; keys lead to a line", async ({ owner }) => {
  const files = await visitFiles(owner, projectId);
  await files.entry("src").waitFor();
  await owner.keyboard.press("Control+Shift+f");
  await owner.getByRole("textbox", { name: "Find in files" }).fill("berth");
  await expect(owner.getByText("4 matches in 2 files.")).toBeVisible();
  await owner.getByRole("button", { name: "Whole words" }).click();
  await owner.getByRole("button", { name: "Match case" }).click();
  await expect(owner.getByText("2 matches in 2 files.")).toBeVisible();
  await owner.getByRole("button", { name: "Choose files" }).click();
  await owner.getByRole("textbox", { name: "Files to leave out" }).fill("*.test.ts");
  await expect(owner.getByText("1 match in 1 file.")).toBeVisible();
  await expectAccessible(owner);
  await owner.getByRole("textbox", { name: "Find in files" }).press("ArrowDown");
  await owner.keyboard.press("ArrowDown");
  await owner.keyboard.press("Enter");
  await expect(owner.getByText("Ln 42, Col 1")).toBeVisible();

  // Whoever has gone on from there stays where he is when the file changes underneath.
  await owner.keyboard.press("Control+Home");
  await expect(owner.getByText("Ln 1, Col 1")).toBeVisible();
  await owner.getByRole("textbox", { name: "Find in files" }).focus();
  await writeFile(join(folder, booking), bookingText("line 3, by an agent"));
  await expect(owner.getByRole("tabpanel")).toContainText("line 3, by an agent");
  await expect(owner.getByText("Ln 1, Col 1")).toBeVisible();
  await expect(owner.getByRole("textbox", { name: "Find in files" })).toBeFocused();

  await owner.getByRole("button", { name: "Regular expression" }).click();
  await owner.getByRole("textbox", { name: "Find in files" }).fill("(");
  await expect(owner.getByRole("status").filter({ hasText: /pattern|regular|expression/i })).toBeVisible();
});
