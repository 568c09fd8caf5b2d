import type { Locator, Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { workspaces } from "#drizzle/schema/projects.ts";
import { inDatabaseOf } from "#e2e/fixtures/database-of.ts";
import { expect, test, untilThere } from "#e2e/fixtures/docker-test.ts";
import { type Rest, rest } from "#e2e/fixtures/rest.ts";
import { expectAccessible, expect as soon } from "#e2e/fixtures/test.ts";

/** The life of one workspace in a container, from the project that asks for it on. */
test.describe.configure({ mode: "serial", timeout: 240_000 });

const Project = z.object({ workspace: z.object({ id: z.string() }) });
let projectId: string;
let workspaceId: string;

const stateOf = (page: Page): Locator => page.getByRole("main").locator("header").getByRole("status");

const visit = (page: Page, path: string, there: Locator) =>
  untilThere(async () => {
    await page.goto(`/projects/${projectId}/${path}`);
    await soon(there).toBeVisible();
  });

async function visitWorkspace(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await visit(page, "workspace", page.getByRole("heading", { name: "Workspace", level: 1 }));
}

const runsAgain = (page: Page) => expect(stateOf(page)).toHaveText("Running", { timeout: 60_000 });

const Started = z.object({ startedAt: z.string().nullable() });
/** Answers what waits until it was started anew: of a short way down a page may show nothing. */
async function nextStart(api: Rest): Promise<() => Promise<void>> {
  const read = async () => (await api.get(`/workspaces/${workspaceId}`, Started)).startedAt;
  const before = await read();
  expect(before).not.toBeNull();
  return () =>
    expect.poll(async () => [before, null].includes(await read()), { timeout: 60_000 }).toBe(false);
}

test("a new project runs on Docker unless told otherwise, and says what each phase took", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  await owner.goto("/projects");
  await owner.getByRole("button", { name: "New project" }).first().click();
  const dialog = owner.getByRole("dialog", { name: "New project" });
  await dialog.getByRole("tab", { name: "Folder" }).click();
  await expect(dialog.getByRole("radio", { name: /^Docker/ })).toBeDisabled();
  await expect(dialog.getByRole("radio", { name: /^This machine.*no wall/ })).toBeChecked();
  await dialog.getByRole("tab", { name: "Empty" }).click();
  await expect(dialog.getByRole("radio", { name: /^Docker.*walled off/ })).toBeChecked();
  await dialog.getByLabel("Name").fill("Walled");
  await dialog.getByRole("button", { name: "Advanced" }).click();
  await dialog.getByLabel("Processors").fill("200");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Create project" }).click();
  await expect(dialog.getByText("Must be from 0.1 to 64 processors")).toBeVisible();
  await dialog.getByLabel("Processors").fill("1");
  await dialog.getByRole("button", { name: "Create project" }).click();
  await owner.waitForURL(/\/projects\/[0-9a-f-]{36}\/board$/);
  projectId = new URL(owner.url()).pathname.split("/")[2] ?? "";
  await owner.getByRole("link", { name: "Workspace", exact: true }).click();
  await expect(owner.getByRole("heading", { name: "Workspace", level: 1 })).toBeVisible({ timeout: 180_000 });
  const made = owner.getByRole("region", { name: "How it was made" });
  for (const phase of ["Prepare the image", "Create the workspace", "Start the workspace"]) {
    await expect(made.getByRole("listitem").filter({ hasText: phase })).toHaveText(/\d+ (ms|s)$/);
  }
  const project = await rest(lockkeeper, ownerSession.key).get(`/projects/${projectId}`, Project);
  workspaceId = project.workspace.id;
  // Work that is nowhere else: a file that was not committed.
  const file = { root: "workspace", path: "draft.txt", content: "draft\n", isNew: true };
  await rest(lockkeeper, ownerSession.key).send("PUT", `/workspaces/${workspaceId}/files/content`, file);
});

test("its page shows what it uses and says, live, and keeps the limits that are set", async ({ owner }) => {
  await visitWorkspace(owner);
  const usage = owner.getByRole("region", { name: "Usage" });
  await expect(usage.getByRole("region", { name: "CPU" })).toContainText(/\d\.\d\d of 1/);
  await expect(usage.getByRole("region", { name: "Memory" })).toContainText(/(MiB|GiB) of 4 GiB/);
  await expect(usage.getByRole("region", { name: "Network" })).toContainText(/B\/s in/);
  await expect(usage.getByRole("img", { name: /^CPU over the last three minutes, now/ })).toBeVisible();

  const log = owner.getByRole("region", { name: "Workspace log" });
  await expect(log).toContainText("workspaced listens");
  await expectAccessible(owner);
  await log.getByRole("searchbox", { name: "Search in the log" }).fill("listens");
  await expect(log.getByRole("status")).toHaveText("1 of 1");
  await log.getByRole("button", { name: "Pause" }).click();
  await expect(log.getByRole("button", { name: "Follow" })).toBeVisible();

  const form = owner.getByRole("form", { name: "Limits and image" });
  await form.getByLabel("Memory").fill("0.1");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Must be 256 MiB or more, in bytes")).toBeVisible();
  await form.getByLabel("Memory").fill("1");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Saved. Limits count at once.")).toBeVisible();
  await expect(usage.getByRole("region", { name: "Memory" })).toContainText("of 1 GiB");
  await log.getByRole("searchbox", { name: "Search in the log" }).fill("");
  await owner.setViewportSize({ width: 390, height: 844 });
  await owner.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expectAccessible(owner);
});

test("a rebuild makes it anew from its image, and its files stay", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  await visitWorkspace(owner);
  const started = await nextStart(rest(lockkeeper, ownerSession.key));
  await owner.getByRole("button", { name: "More" }).click();
  await owner.getByRole("menuitem", { name: /^Rebuild…/ }).click();
  const question = owner.getByRole("alertdialog");
  await expect(question).toContainText("its files stay");
  await question.getByRole("button", { name: "Rebuild the workspace" }).click();
  await started();
  await runsAgain(owner);
  await owner.getByRole("link", { name: "Files", exact: true }).click();
  await expect(owner.getByRole("treeitem", { name: /^draft.txt/ })).toBeVisible({ timeout: 30_000 });
});

test("a stop says what it interrupts; a start brings everything back", async ({ owner }) => {
  await visitWorkspace(owner);
  await owner.getByRole("button", { name: "Stop…" }).click();
  const question = owner.getByRole("alertdialog");
  await expect(question).toContainText("Running work in it is interrupted");
  await question.getByRole("button", { name: "Stop the workspace" }).click();
  await expect(stateOf(owner)).toHaveText("Stopped", { timeout: 60_000 });
  await expectAccessible(owner);
  await owner.getByRole("link", { name: "Files", exact: true }).click();
  await expect(owner.getByRole("heading", { name: "The workspace is stopped" })).toBeVisible();
  await owner.getByRole("link", { name: "Workspace", exact: true }).click();
  await owner.getByRole("button", { name: "Start", exact: true }).click();
  await runsAgain(owner);
});

test("one that idled starts by itself as soon as somebody needs it", async ({ owner, lockkeeper }) => {
  await visitWorkspace(owner);
  await owner.getByRole("button", { name: "Stop…" }).click();
  await owner.getByRole("alertdialog").getByRole("button", { name: "Stop the workspace" }).click();
  await expect(stateOf(owner)).toHaveText("Stopped", { timeout: 60_000 });
  await inDatabaseOf(lockkeeper, (orm) =>
    orm.update(workspaces).set({ stopCause: "idle" }).where(sql`${workspaces.id} = ${workspaceId}`),
  );
  await owner.reload();
  await expect(owner.getByText("It stopped by itself")).toBeVisible();
  await owner.getByRole("link", { name: "Files", exact: true }).click();
  await expect(owner.getByRole("treeitem", { name: /^draft.txt/ })).toBeVisible({ timeout: 60_000 });
});

test("a container that is killed behind our back is noticed, and comes back", async ({
  owner,
  docker,
  lockkeeper,
  ownerSession,
}) => {
  await visitWorkspace(owner);
  await runsAgain(owner);
  const started = await nextStart(rest(lockkeeper, ownerSession.key));
  await docker.kill(workspaceId);
  await started();
  await runsAgain(owner);
});

test("a removal lists what was never pushed or committed first", async ({ owner }) => {
  await visitWorkspace(owner);
  await runsAgain(owner);
  await owner.getByRole("button", { name: "More" }).click();
  await owner.getByRole("menuitem", { name: /^Remove…/ }).click();
  const question = owner.getByRole("alertdialog");
  const losses = question.locator("[data-slot=loss-list] dt");
  await expect(losses.first()).toContainText("Commit not pushed");
  await expect(losses.nth(1)).toContainText("File not committed draft.txt");
  await expectAccessible(owner);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toHaveCount(0);
});

test("what no workspace claims is listed in the settings, and goes only when that is asked for by its name", async ({
  owner,
  docker,
  lockkeeper,
}) => {
  const name = await docker.leaveVolume(lockkeeper.home);
  const row = owner.getByRole("main").getByRole("listitem").filter({ hasText: name });
  await owner.emulateMedia({ reducedMotion: "reduce" });
  await untilThere(async () => {
    await owner.goto("/settings/leftovers");
    await soon(row).toContainText("Docker");
  });
  await expect(owner.getByRole("main").getByRole("listitem")).toHaveCount(1);
  await expectAccessible(owner);
  await row.getByRole("button", { name: "Remove…" }).click();
  const question = owner.getByRole("alertdialog");
  await expect(question).toContainText(name);
  await expect(question).toContainText("Nothing brings it back");
  await expectAccessible(owner);
});
