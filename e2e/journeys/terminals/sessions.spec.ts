import type { Locator, Page } from "@playwright/test";
import type { Lockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { expect, expectAccessible, type Owner, test } from "#e2e/fixtures/test.ts";

/** An empty project whose workspace runs; gives its id. */
async function newProject(lockkeeper: Lockkeeper, { key }: Owner, name: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const body = JSON.stringify({ name, source: { type: "empty" } });
  const created = await fetch(`${lockkeeper.url}/api/projects`, { method: "POST", headers, body });
  expect(created.status).toBe(202);
  const { project } = await created.json();
  const stateOf = async () => {
    const answer = await fetch(`${lockkeeper.url}/api/projects/${project.id}`, { headers });
    return (await answer.json()).workspace?.state;
  };
  await expect.poll(stateOf, { timeout: 60_000 }).toBe("running");
  return project.id;
}

const livePanes = (page: Page): Locator => page.locator("[data-slot=terminal-pane][data-state=live]");

/** The terminal's text as a screen reader is given it; the pixels themselves cannot be read. */
const screenOf = (page: Page): Locator => page.locator(".xterm-accessibility-tree").first();

async function visitTerminal(page: Page, projectId: string): Promise<void> {
  await page.addInitScript(() => localStorage.setItem("lockkeeper-terminal", '{"isSpoken":true}'));
  await page.goto(`/projects/${projectId}/terminal`);
  await expect(livePanes(page)).toHaveCount(1);
}

test("the first visit opens a shell, and what is typed runs in it", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, "typing");
  await visitTerminal(owner, projectId);
  await owner.keyboard.type("echo sum-$((20+22))\n");
  await expect(screenOf(owner)).toContainText("sum-42");
  await expect(owner).toHaveURL(/terminal=[0-9a-f-]{36}/);
  await expectAccessible(owner);
});

test("a reload brings the screen and what runs on it back", async ({ owner, lockkeeper, ownerSession }) => {
  const projectId = await newProject(lockkeeper, ownerSession, "reloading");
  await visitTerminal(owner, projectId);
  await owner.keyboard.type("mark=kept-$$; echo $mark; sleep 600\n");
  await expect(screenOf(owner)).toContainText(/^.*kept-\d+/s);
  await owner.reload();
  await expect(livePanes(owner)).toHaveCount(1);
  await expect(screenOf(owner)).toContainText(/kept-\d+/);
  await owner.keyboard.press("Control+C");
  await owner.keyboard.type("echo again-$mark\n");
  await expect(screenOf(owner)).toContainText(/again-kept-\d+/);
});

test("a restart of the server ends no shell; the pane says that it reconnects and refuses typing meanwhile", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, "restarting");
  await visitTerminal(owner, projectId);
  await owner.keyboard.type("before=held-$$; echo $before\n");
  await expect(screenOf(owner)).toContainText(/held-\d+/);
  await lockkeeper.kill();
  const pane = owner.getByRole("region", { name: "Terminal main" });
  await expect(pane).toContainText("Reconnecting");
  await owner.keyboard.type("x");
  await expect(pane).toContainText("What you typed was not sent.");
  // Long after the page itself has noticed, the pane alone speaks of it.
  await expect(pane).toContainText(/Reconnecting.*Try [4-9]/);
  await expect(owner.locator("[data-slot=stale-banner]")).toHaveCount(1);
  // A link does not lead out to the browser's own error page.
  await owner.getByRole("link", { name: "Files" }).click();
  await expect(owner.getByText("The server does not answer", { exact: true })).toBeVisible();
  await expect(owner).toHaveURL(/\/terminal\b/);
  await pane.click();
  await lockkeeper.restart();
  await expect(livePanes(owner)).toHaveCount(1, { timeout: 30_000 });
  await owner.keyboard.type("echo after-$before\n");
  await expect(screenOf(owner)).toContainText(/after-held-\d+/);
});

test("tabs split, are renamed, and a busy one is closed after saying what runs in it", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, "splitting");
  await visitTerminal(owner, projectId);
  await owner.getByRole("button", { name: "Split right" }).click();
  await expect(livePanes(owner)).toHaveCount(2);
  await owner.keyboard.type("sleep 600\n");
  const tabs = owner.getByRole("navigation", { name: "Terminals" });
  await expect(tabs.getByRole("button", { name: /^main-2\b.*sleep runs/ })).toBeVisible();

  await tabs.getByRole("button", { name: "Close main-2" }).click();
  const dialog = owner.getByRole("dialog", { name: "Close main-2?" });
  await expect(dialog).toContainText("sleep runs in it");
  await dialog.getByRole("button", { name: "Close terminal" }).click();
  await expect(livePanes(owner)).toHaveCount(1);

  await tabs.getByRole("button", { name: "main", exact: true }).dblclick();
  const renaming = owner.getByRole("dialog", { name: "Rename main" });
  await renaming.getByRole("textbox", { name: "Name" }).fill("dev <b>server</b>");
  await renaming.getByRole("button", { name: "Rename" }).click();
  await expect(tabs.getByRole("button", { name: "dev <b>server</b>", exact: true })).toBeVisible();
  await expectAccessible(owner);
});

test("a narrow screen has the keys that its keyboard lacks", async ({ owner, lockkeeper, ownerSession }) => {
  const projectId = await newProject(lockkeeper, ownerSession, "narrow");
  await owner.setViewportSize({ width: 390, height: 844 });
  await visitTerminal(owner, projectId);
  await owner.keyboard.type("cat; echo ended-$((3+4))\n");
  const keys = owner.getByRole("toolbar", { name: "Keys" });
  await keys.getByRole("button", { name: "Control, for the next key" }).click();
  await owner.keyboard.type("d");
  await expect(screenOf(owner)).toContainText("ended-7");
  await expectAccessible(owner);
});
