import type { Locator, Page } from "@playwright/test";
import type { Lockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { newProject as newProjectOf } from "#e2e/fixtures/new-project.ts";
import { expect, expectAccessible, type Owner, test } from "#e2e/fixtures/test.ts";

/** An empty project whose workspace runs; gives its id. */
const newProject = (lockkeeper: Lockkeeper, owner: Owner, name: string): Promise<string> =>
  newProjectOf(lockkeeper, owner, { name, source: { type: "empty" } });

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
  await owner.getByRole("button", { name: /^Split right/ }).click();
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
  const field = owner.getByRole("textbox", { name: "New name of main" });
  await field.fill("dev <b>server</b>");
  await field.press("Enter");
  await expect(tabs.getByRole("button", { name: "dev <b>server</b>", exact: true })).toBeVisible();
  await expectAccessible(owner);
});

test("whoever types a name in a tab goes on typing it where another terminal ends", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, "naming");
  await visitTerminal(owner, projectId);
  await owner.getByRole("button", { name: /^Split right/ }).click();
  await expect(livePanes(owner)).toHaveCount(2);
  await owner.keyboard.type("sleep 3; exit\n");
  const tabs = owner.getByRole("navigation", { name: "Terminals" });
  await tabs.getByRole("button", { name: "main", exact: true }).dblclick();
  await owner.keyboard.type("dev ");
  await expect(livePanes(owner)).toHaveCount(1);
  await owner.keyboard.type("server\n");
  await expect(tabs.getByRole("button", { name: "dev server", exact: true })).toBeVisible();
});

test("a narrow screen has the keys that its keyboard lacks, and holds Ctrl and Alt for the next one", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, "narrow");
  await owner.setViewportSize({ width: 390, height: 844 });
  await visitTerminal(owner, projectId);
  await owner.keyboard.type("cat; echo ended-$((3+4))\n");
  const keys = owner.getByRole("toolbar", { name: "Keys" });
  const control = keys.getByRole("button", { name: /^Control/ });
  await control.click();
  await owner.keyboard.type("d");
  await expect(screenOf(owner)).toContainText("ended-7");
  // Pressed twice it stays.
  await owner.keyboard.type("cat -v\n");
  await control.dblclick();
  await owner.keyboard.type("vf");
  await expect(screenOf(owner)).toContainText("^F");
  await control.click();
  await expect(control).toHaveAttribute("aria-pressed", "false");
  for (const name of ["Slash", "Pipe", "Tilde", "Dash"]) await keys.getByRole("button", { name }).click();
  await expect(screenOf(owner)).toContainText("^F/|~-");
  await keys.getByRole("button", { name: "Interrupt" }).click();
  await expectAccessible(owner);
  // A keyboard on the screen: the prompt stays above it.
  await owner.setViewportSize({ width: 390, height: 420 });
  const footer = owner.locator("[data-slot=terminal-desk] footer");
  await expect.poll(async () => ((await footer.boundingBox())?.y ?? 999) < 420).toBe(true);
});
