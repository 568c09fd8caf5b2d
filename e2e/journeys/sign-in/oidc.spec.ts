import type { Browser, Page } from "@playwright/test";
import { startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { type OidcIssuer, startOidcIssuer } from "#e2e/fixtures/oidc-issuer.ts";
import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { test as base, expect, expectAccessible } from "#e2e/fixtures/test.ts";

interface WorkerFixtures {
  readonly issuer: OidcIssuer;
}

/** A server whose variables name an issuer. */
const test = base.extend<object, WorkerFixtures>({
  issuer: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      const issuer = await startOidcIssuer({
        ada: { name: "Ada Lovelace", email: "ada@example.org", groups: ["staff", "operators"] },
        eve: { name: "Eve", email: "eve@example.com", groups: ["staff"] },
        mia: { name: "Mia", email: "mia@example.org", isEmailVerified: false },
        olivia: { name: "Olivia Owner", email: "olivia@example.org", groups: ["staff"] },
      });
      await use(issuer);
      await issuer.close();
    },
    { scope: "worker" },
  ],
  lockkeeper: [
    async ({ issuer }, use) => {
      const lockkeeper = await startLockkeeper({
        env: {
          LOCKKEEPER_OIDC_ISSUER: issuer.url,
          LOCKKEEPER_OIDC_CLIENT_ID: issuer.clientId,
          LOCKKEEPER_OIDC_CLIENT_SECRET: issuer.clientSecret,
          LOCKKEEPER_OIDC_NAME: "Keycloak",
          LOCKKEEPER_OIDC_EMAIL_DOMAINS: "example.org",
        },
      });
      await use(lockkeeper);
      await lockkeeper.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

test.describe.configure({ mode: "serial", timeout: 120_000 });

const stranger = async (browser: Browser, baseURL: string): Promise<Page> =>
  await (await browser.newContext({ baseURL, reducedMotion: "reduce" })).newPage();

async function continueAs(page: Page, account: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with Keycloak" }).click();
  await page.getByRole("button", { name: account }).click();
}

test("an issuer that the environment names is a way in, and is shown as such", async ({
  browser,
  lockkeeper,
  owner,
}) => {
  await owner.goto("/settings/sign-in");
  await expect(owner.getByText("From the environment")).toBeVisible();
  await owner.getByRole("button", { name: "Test Keycloak" }).click();
  await expect(owner.getByText("It answers and knows this client")).toBeVisible();
  const page = await stranger(browser, lockkeeper.url);
  await continueAs(page, "Continue as ada");
  await expect(page.getByRole("button", { name: "Signed in as Ada Lovelace, member" })).toBeVisible();
  await page.context().close();
});

test("who cancels there, or may not come in, reads why", async ({ browser, lockkeeper }) => {
  const page = await stranger(browser, lockkeeper.url);
  await continueAs(page, "Cancel");
  await expect(page.getByText("Signing in was cancelled at Keycloak.")).toBeVisible();
  await continueAs(page, "Continue as eve");
  await expect(page.getByText("Your e-mail address may not come in")).toBeVisible();
  // The issuer still knows Eve, and asks all the same.
  await page.getByRole("button", { name: "Continue with Keycloak" }).click();
  await page.getByRole("button", { name: "Continue as mia" }).click();
  await expect(page.getByText("Your e-mail address is not verified")).toBeVisible();
  await page.context().close();
});

test("a group gives access to a project, set in the dashboard, and takes it back", async ({
  browser,
  lockkeeper,
  issuer,
  owner,
  ownerSession,
}) => {
  await newProject(lockkeeper, ownerSession, { name: "Foundry", source: { type: "empty" } });
  await owner.goto("/settings/sign-in");
  await owner.getByRole("button", { name: "Edit Keycloak" }).click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add a group" }).click();
  await dialog.getByLabel("Group 1", { exact: true }).fill("operators");
  await dialog.getByRole("combobox", { name: "What group 1 gives" }).click();
  await owner.getByRole("option", { name: "Foundry: may write" }).click();
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(owner.getByText("From the environment")).toBeHidden();
  const page = await stranger(browser, lockkeeper.url);
  await continueAs(page, "Continue as ada");
  await expect(page.getByRole("link", { name: "Foundry" }).first()).toBeVisible();
  issuer.accounts.ada = { name: "Ada Lovelace", email: "ada@example.org", groups: ["staff"] };
  const again = await stranger(browser, lockkeeper.url);
  await continueAs(again, "Continue as ada");
  await expect(again.getByRole("button", { name: "Signed in as Ada Lovelace, member" })).toBeVisible();
  await expect(again.getByRole("link", { name: "Foundry" })).toHaveCount(0);
  await page.context().close();
  await again.context().close();
});

test("another origin's page, a callback that nobody began, and what next-auth could do besides are refused", async ({
  lockkeeper,
  owner,
  playwright,
}) => {
  const request = await playwright.request.newContext({ baseURL: lockkeeper.url });
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  const leave = (headers: Record<string, string>) =>
    request.post("/api/auth/signin/oidc", { headers, data: { csrfToken }, maxRedirects: 0 });
  expect((await leave({ origin: "https://evil.test" })).status()).toBe(403);
  expect((await leave({})).status()).toBe(403);
  expect((await leave({ origin: lockkeeper.url })).status()).toBe(200);
  const back = await request.get("/api/auth/callback/oidc?code=x&state=y", { maxRedirects: 0 });
  expect(back.headers().location).toBe("/sign-in?refused=checks&provider=oidc");
  for (const path of ["session", "providers", "signout", "signin", "error", "verify-request", "_log"]) {
    expect((await owner.request.get(`/api/auth/${path}`)).status(), path).toBe(404);
    const headers = { origin: lockkeeper.url };
    expect((await owner.request.post(`/api/auth/${path}`, { headers, data: {} })).status(), path).toBe(404);
  }
  await request.dispose();
});

test("the sign-in page fits a phone, in light and in dark, with the link still there", async ({
  browser,
  lockkeeper,
}) => {
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({
      baseURL: lockkeeper.url,
      colorScheme,
      viewport: { width: 390, height: 844 },
    });
    const page = await context.newPage();
    await page.goto("/sign-in?refused=wrong_domain&provider=oidc");
    await expect(page.getByRole("button", { name: "Continue with Keycloak" })).toBeVisible();
    await expect(page.getByLabel("Sign-in link")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expectAccessible(page);
    await context.close();
  }
});

test("a sign-in link of the console opens also where the issuer is away", async ({
  browser,
  lockkeeper,
  issuer,
}) => {
  await issuer.close();
  const page = await stranger(browser, lockkeeper.url);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with Keycloak" }).click();
  await expect(page.getByText("Keycloak does not answer")).toBeVisible();
  await page.goto(await signInLink(lockkeeper));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: /^Signed in as Olivia Owner/ })).toBeVisible();
  await page.context().close();
});
