import type { Browser, Page } from "@playwright/test";
import { type GithubAccounts, startGithubAccounts } from "#e2e/fixtures/github-accounts.ts";
import { type Lockkeeper, startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { test as base, expect, expectAccessible } from "#e2e/fixtures/test.ts";

// One installation that learns to let people in with GitHub; other files' pages do without it.
const test = base.extend<object, { lockkeeper: Lockkeeper }>({
  lockkeeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      const lockkeeper = await startLockkeeper();
      await use(lockkeeper);
      await lockkeeper.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

test.describe.configure({ mode: "serial", timeout: 120_000 });

let github: GithubAccounts;

test.beforeAll(async ({ lockkeeper }) => {
  github = await startGithubAccounts({
    callbackUrl: `${lockkeeper.url}/api/auth/callback/github`,
    users: [
      { login: "ada", name: "Ada Lovelace", email: "ada@example.org" },
      { login: "eve", name: "Eve", email: "eve@example.org" },
      { login: "olivia", name: "Olivia Owner", email: "olivia@example.org" },
    ],
    organisation: { login: "acme", members: ["ada", "olivia"] },
  });
});
test.afterAll(() => github?.close());

async function stranger(browser: Browser, lockkeeper: Lockkeeper): Promise<Page> {
  const context = await browser.newContext({ baseURL: lockkeeper.url, reducedMotion: "reduce" });
  return await context.newPage();
}

async function continueAs(page: Page, login: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with GitHub" }).click();
  await page.getByRole("button", { name: login }).click();
}

test("an admin sets GitHub up in the dashboard, and its test says whether that works", async ({ owner }) => {
  await owner.goto("/settings");
  await owner.getByRole("link", { name: "Sign-in" }).click();
  await expect(owner.getByRole("heading", { name: "Sign-in", level: 1 })).toBeVisible();
  await expect(owner.getByText("No providers yet")).toBeVisible();
  await expectAccessible(owner);
  await owner.getByRole("button", { name: "Add a provider" }).click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByRole("textbox", { name: /^Address/ }).fill(github.url);
  await dialog.getByLabel("Client id").fill(github.clientId);
  await dialog.getByLabel("Client secret").fill("not-the-right-secret");
  await dialog.getByLabel("Organisations").fill("acme");
  await dialog.getByRole("checkbox", { name: /New people become members/ }).click();
  await expect(dialog.getByText("/api/auth/callback/github")).toBeVisible();
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Add provider" }).click();
  await expect(dialog).toBeHidden();
  await expect(owner.getByText("Members of acme; new people become members")).toBeVisible();

  await owner.getByRole("button", { name: "Test GitHub" }).click();
  await expect(owner.getByText("GitHub does not know this client id with this secret.")).toBeVisible();
  await owner.getByRole("button", { name: "Edit GitHub" }).click();
  await expect(owner.getByLabel("Client secret")).toHaveValue("");
  await owner.getByLabel("Client secret").fill(github.clientSecret);
  await owner.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await owner.getByRole("button", { name: "Save the provider" }).click();
  await expect(owner.getByRole("dialog")).toBeHidden();
  await owner.getByRole("button", { name: "Test GitHub" }).click();
  await expect(owner.getByText("It answers and knows this client")).toBeVisible();
  await expectAccessible(owner);
});

test("a member of the organisation signs in with it, signs out, and is the same person afterwards", async ({
  browser,
  lockkeeper,
}) => {
  const page = await stranger(browser, lockkeeper);
  await page.goto("/sign-in?next=/board");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue with GitHub" }).click();
  await page.getByRole("button", { name: "ada" }).click();
  await page.waitForURL(/\/board$/);
  const menu = page.getByRole("button", { name: "Signed in as Ada Lovelace, member" });
  await menu.click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out")).toBeVisible();
  await page.waitForLoadState();
  await page.getByRole("button", { name: "Continue with GitHub" }).click();
  await page.getByRole("button", { name: "ada" }).click();
  await expect(menu).toBeVisible();
  await page.context().close();
});

test("who is refused reads why, in words that the address does not bring", async ({
  browser,
  lockkeeper,
}) => {
  const page = await stranger(browser, lockkeeper);
  await continueAs(page, "eve");
  await expect(page.getByText("You are not in an organisation that may come in")).toBeVisible();
  await expectAccessible(page);
  await continueAs(page, "olivia");
  await expect(page.getByText("Your GitHub account is not linked")).toBeVisible();
  await page.goto("/sign-in?refused=%3Cb%3EPay%20here&provider=%3Cb%3EEvil");
  await expect(page.getByRole("button", { name: "Continue with GitHub" })).toBeVisible();
  await expect(page.locator("body")).not.toContainText("Pay here");
  await page.goto("/sign-in?refused=not_listed&provider=%3Cb%3EEvil");
  await expect(page.locator("body")).not.toContainText("Evil");
  await page.context().close();
});

test("who has left the organisation is signed out", async ({ browser, lockkeeper, owner }) => {
  const page = await stranger(browser, lockkeeper);
  await continueAs(page, "ada");
  await expect(page.getByRole("button", { name: "Signed in as Ada Lovelace, member" })).toBeVisible();
  await github.removeFromOrganisation("ada");
  const other = await stranger(browser, lockkeeper);
  await continueAs(other, "ada");
  await expect(other.getByText("You are not in an organisation that may come in")).toBeVisible();
  await page.goto("/projects");
  await expect(page).toHaveURL(/\/sign-in/);
  const log = await (await owner.request.get("/api/audit?limit=20")).text();
  expect(log).toContain("account.place_lost");
  expect(log).toContain("not_in_organisation");
  await page.context().close();
  await other.context().close();
});
