import type { Page } from "@playwright/test";
import { type BareOrigin, bareOrigin } from "#e2e/fixtures/bare-origin.ts";
import { type Lockkeeper, startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";

// One way, from an empty machine on: each test goes on where the one before it stopped.
test.describe.configure({ mode: "serial" });

let lockkeeper: Lockkeeper;
let origin: BareOrigin;
let page: Page;
let setupLink: string;
let ownerLink: string;

test.beforeAll(async ({ browser }) => {
  [lockkeeper, origin] = await Promise.all([startLockkeeper(), bareOrigin()]);
  setupLink = lockkeeper.setupLink;
  const context = await browser.newContext({ baseURL: lockkeeper.url, reducedMotion: "reduce" });
  page = await context.newPage();
});

test.afterAll(async () => {
  await page?.context().close();
  await Promise.all([lockkeeper?.stop(), origin?.remove()]);
});

test("who opens the setup link and says who they are is the owner", async () => {
  await page.goto(setupLink);
  await expect(page.getByRole("heading", { name: "Set up this installation" })).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel("Name").fill("Olivia Owner");
  await page.getByLabel("E-mail").fill("not an address");
  await page.getByRole("button", { name: "Become the owner" }).click();
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");

  await page.getByLabel("E-mail").fill("olivia@example.org");
  await page.getByRole("button", { name: "Become the owner" }).click();
  await expect(page.getByText("Olivia Owner · olivia@example.org")).toBeVisible();
  expect(new URL(page.url()).search, "the used token stays neither in the address nor in the history").toBe(
    "",
  );
});

test("the setup shows which runtimes were found and lets the provider be skipped", async () => {
  await expect(page.getByText("This machine ready")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save and go on" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Skip for now" }).click();
  await expect(page.getByText("skipped; Settings has it")).toBeVisible();
  await page.getByRole("link", { name: "Look around first" }).click();
  await expect(page).toHaveURL(/\/projects$/);
});

test("the empty Projects page invites the first project, in the light and in the dark", async () => {
  await expect(page.getByRole("heading", { name: "Start the first project" })).toBeVisible();
  await expect(page.getByLabel("Git URL")).toBeFocused();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "light" });
});

test("a project made from a Git URL shows its steps as they happen, then its page", async () => {
  await page.getByLabel("Git URL").fill(origin.path);
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("heading", { name: "Creating lockkeeper" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Clone the repository" })).toBeVisible();

  await expect(page.getByText("Give an agent its first task")).toBeVisible({ timeout: 45_000 });
  await expect(page).toHaveURL(/\/board$/);
  const pages = page.getByRole("navigation", { name: "Project" }).getByRole("link");
  expect(await pages.allTextContents()).toEqual([
    "Board",
    "Files",
    "Terminal",
    "Git",
    "Workspace",
    "Agents",
    "Project settings",
  ]);
  await expectAccessible(page);
});

test("a wrong URL says what failed and leaves nothing; Retry with the right one makes the project", async () => {
  await page.goto("/projects");
  await expect(page.getByRole("link", { name: /lockkeeper/ }).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "New project" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New project" });
  await dialog.getByRole("button", { name: "Create project" }).click();
  await expect(dialog.getByRole("alert")).toHaveCount(2);
  await expect(dialog.getByLabel("Repository URL")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Repository URL").fill(`${origin.path}-gone`);
  await dialog.getByLabel("Name").fill("Second try");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Create project" }).click();

  await expect(page.getByRole("heading", { name: "Second try could not be created" })).toBeVisible({
    timeout: 45_000,
  });
  await expect(page.getByRole("alert").filter({ hasText: `${origin.path}-gone` })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Clone the repository" })).toContainText(
    "Failed",
  );
  await expect(page.getByRole("listitem").filter({ hasText: "Create the workspace" })).toContainText(
    "Undone",
  );
  await expectAccessible(page);

  await page.getByLabel("Git URL").fill(origin.path);
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByText("Give an agent its first task")).toBeVisible({ timeout: 45_000 });
  await expect(page).toHaveURL(/\/board$/);
});

test("signing out ends the session on this browser", async () => {
  await page.getByRole("button", { name: "Signed in as Olivia Owner, owner" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out")).toBeVisible();
  await expectAccessible(page);
  await page.goto("/projects");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a link from the server's shell signs the owner in again", async () => {
  ownerLink = await signInLink(lockkeeper);
  await page.goto(ownerLink);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/projects$/);
  await expect(page.getByRole("heading", { name: "Projects" })).toBeVisible();
});

test("a used link says in plain words that it was used, and the way on", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: lockkeeper.url, reducedMotion: "reduce" });
  const stranger = await context.newPage();
  await stranger.goto(ownerLink);
  await stranger.getByRole("button", { name: "Sign in" }).click();
  const refusal = stranger.getByRole("alert").filter({ hasText: "has been used, and it works once" });
  await expect(refusal).toContainText("npm run sign-in-link");
  await expect(stranger.getByLabel("Sign-in link")).toBeVisible();
  await expectAccessible(stranger);

  await stranger.goto(setupLink);
  await expect(stranger.getByRole("heading", { name: "This installation is set up" })).toBeVisible();
  await expect(stranger.getByRole("link", { name: "Sign in" })).toBeVisible();
  await expectAccessible(stranger);
  await context.close();
});
