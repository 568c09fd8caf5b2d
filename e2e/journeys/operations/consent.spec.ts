import type { Page } from "@playwright/test";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { visitShell } from "#e2e/fixtures/shell-prompt.ts";
import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";

// One project and what is asked of it: each test goes on where the one before it stopped.
test.describe.configure({ mode: "serial" });

const name = "Consent";
let projectId: string;

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  projectId = await newProject(lockkeeper, ownerSession, { name, source: { type: "empty" } });
});

/** A page whose transitions are over at once, so that axe sees colours as they stay. */
async function visit(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(path);
}

test("what was done is listed with who, what, level and state, and opens with its steps", async ({
  owner,
}) => {
  await visit(owner, "/operations");
  const row = owner.getByRole("row").filter({ hasText: "Create project" }).filter({ hasText: name });
  for (const text of ["LOW", "Olivia Owner", "Succeeded"]) await expect(row).toContainText(text);
  await expectAccessible(owner);
  await owner.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(owner);

  await row.getByRole("link").first().click();
  await expect(owner.getByRole("heading", { name: `Create project ${name}` })).toBeVisible();
  const steps = ["Create the workspace", "Start the workspace", "Initialise the repository", "Prepare"];
  for (const step of steps) {
    await expect(owner.getByRole("listitem").filter({ hasText: step })).toContainText("Done");
  }
  await expect(owner.getByText("over the API")).toBeVisible();
  await expectAccessible(owner);
  await owner.getByRole("link", { name: "Open the project" }).click();
  await expect(owner).toHaveURL(`/projects/${projectId}/board`);
});

test("stopping a workspace in which a terminal is busy lists it and waits for a confirmation", async ({
  owner,
}) => {
  await visitShell(owner, projectId);
  await owner.keyboard.type("sleep 600\n");
  await expect(owner.getByRole("button", { name: /^main\b.*sleep runs/ })).toBeVisible();

  await visit(owner, `/projects/${projectId}/settings`);
  await owner.getByRole("button", { name: "Stop…" }).click();
  const dialog = owner.getByRole("alertdialog");
  await expect(dialog).toContainText("MEDIUM");
  await expect(dialog.getByLabel("What would go")).toContainText("sleep in terminal main");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(owner.getByRole("button", { name: "Stop…" })).toBeEnabled();

  await owner.getByRole("button", { name: "Stop…" }).click();
  await dialog.getByRole("button", { name: "Stop the workspace" }).click();
  // Beside it stands Restart until then.
  const startButton = owner.getByRole("button", { name: "Start", exact: true });
  await expect(startButton).toBeEnabled({ timeout: 60_000 });
  await visit(owner, `/projects/${projectId}/files`);
  await expect(owner.getByText("The workspace is stopped")).toBeVisible();
  await expectAccessible(owner);

  await visit(owner, "/operations");
  const stops = owner.getByRole("row").filter({ hasText: "Stop project" });
  await expect(stops.filter({ hasText: "Cancelled" })).toHaveCount(1);
  await expect(stops.filter({ hasText: "Succeeded" })).toHaveCount(1);
});

/** Of this journey's project; others on the same server ask for deletions of theirs. */
const deletionRow = (page: Page) =>
  page.getByRole("row").filter({ hasText: "Delete project" }).filter({ hasText: name });

test("deleting a project takes its name, a reason and an hour of cooldown; until then nothing is deleted", async ({
  owner,
}) => {
  await visit(owner, `/projects/${projectId}/settings`);
  await expect(owner.getByRole("heading", { name: "Danger zone" })).toBeVisible();
  await expectAccessible(owner);
  await owner.getByRole("button", { name: "Delete…" }).click();
  const dialog = owner.getByRole("alertdialog");
  await expect(dialog).toContainText("HIGH");
  const start = dialog.getByRole("button", { name: "Start the cooldown" });
  await expect(start).toBeDisabled();
  const size = owner.viewportSize() ?? { width: 1440, height: 900 };
  await owner.setViewportSize({ width: 390, height: 420 });
  for (const shown of [start, dialog.getByRole("heading")]) {
    await shown.scrollIntoViewIfNeeded();
    await expect(start, "the buttons stay while the rest is scrolled").toBeInViewport({ ratio: 1 });
  }
  await owner.setViewportSize(size);
  await dialog.getByLabel(`Type ${name}`).fill("Consen");
  await dialog.getByLabel("Reason").fill("It was for practice");
  await expect(start).toBeDisabled();
  await dialog.getByLabel(`Type ${name}`).fill(name);
  await expectAccessible(owner);
  await start.click();
  await expect(dialog).toContainText(/Nothing happens for another (59|60|1 ?h)/);
  await dialog.getByRole("button", { name: "Close" }).click();

  await visit(owner, "/operations");
  const row = deletionRow(owner);
  await expect(row).toContainText("Held");
  await row.getByRole("link").first().click();
  await expect(owner.getByText("“It was for practice”").first()).toBeVisible();
  // Before it may stand how much is new.
  await expect(owner).toHaveTitle(new RegExp(`Delete project ${name} · Lockkeeper$`));
  await expect(owner.getByRole("link", { name: "See its approval" })).toBeVisible();
  await expectAccessible(owner);

  await visit(owner, `/projects/${projectId}/settings`);
  await owner.getByRole("button", { name: "Start" }).click();
  await expect(owner.getByRole("button", { name: "Stop…" })).toBeVisible({ timeout: 30_000 });
});

test("a held operation that is withdrawn is over", async ({ owner }) => {
  await visit(owner, "/operations");
  await deletionRow(owner).getByRole("link").first().click();
  await owner.getByRole("button", { name: "Withdraw" }).click();
  await expect(owner.getByRole("status").filter({ hasText: "Cancelled" })).toBeVisible();
  await expect(owner.getByRole("link", { name: "See its approval" })).toHaveCount(0);
});

test("a member without access to a project finds neither it nor what was done to it", async ({
  owner,
  browser,
  lockkeeper,
}) => {
  await visit(owner, "/operations");
  await deletionRow(owner).getByRole("link").first().click();
  await expect(owner.getByRole("heading", { name: `Delete project ${name}` })).toBeVisible();
  const operationPath = new URL(owner.url()).pathname;

  const context = await browser.newContext({ baseURL: lockkeeper.url });
  const member = await context.newPage();
  await visit(member, await signInLink(lockkeeper, "--email", "mina@example.org", "--name", "Mina Member"));
  await member.getByRole("button", { name: "Sign in" }).click();
  await expect(member.getByRole("button", { name: "Signed in as Mina Member, member" })).toBeVisible();
  await expect(member.getByText(name, { exact: true })).toHaveCount(0);
  for (const page of ["files", "terminal", "git", "settings"]) {
    await visit(member, `/projects/${projectId}/${page}`);
    await expect(member.getByText("There is no such project")).toBeVisible();
    await expect(member.getByRole("button", { name: /Stop|Delete|Retry/ })).toHaveCount(0);
  }
  await expectAccessible(member);
  await visit(member, operationPath);
  await expect(member.getByText("There is no such operation")).toBeVisible();
  await expectAccessible(member);
  await visit(member, "/operations");
  await expect(member.getByText("No operations yet")).toBeVisible();
  await context.close();
});
