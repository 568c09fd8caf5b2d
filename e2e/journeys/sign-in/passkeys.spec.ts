import type { Browser, CDPSession, Page } from "@playwright/test";
import { ageSignIns } from "#e2e/fixtures/age-sign-ins.ts";
import type { Lockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";

/** Chromium's own virtual authenticator: real WebAuthn, with a key that nobody has to touch. */
interface Authenticator {
  cdp: CDPSession;
  id: string;
}

test.describe.configure({ mode: "serial", timeout: 120_000 });

test.beforeAll("an owner is there", ({ ownerSession }) => expect(ownerSession.key).not.toBe(""));

async function personAt(browser: Browser, lockkeeper: Lockkeeper, who: string) {
  const context = await browser.newContext({ baseURL: lockkeeper.url, reducedMotion: "reduce" });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId: id } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const name = `${who} Passkey`;
  const email = `${who.toLowerCase()}.passkey@example.org`;
  const link = await signInLink(lockkeeper, "--email", email, "--name", name, "--role", "owner");
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("button", { name: `Signed in as ${name}, owner` })).toBeVisible();
  await page.waitForLoadState();
  return { page, authenticator: { cdp, id } };
}

const card = (page: Page) => page.getByRole("region", { name: "Passkeys" });
const dialogOf = (page: Page) => page.getByRole("dialog");

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.goto("/account");
  await card(page).getByRole("button", { name: "Add a passkey…" }).click();
  await dialogOf(page).getByLabel("Name").fill(name);
  await dialogOf(page).getByRole("button", { name: "Add passkey" }).click();
  await expect(dialogOf(page)).toHaveCount(0);
  await expect(card(page).getByText(name, { exact: true })).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Signed in as/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("You are signed out")).toBeVisible();
  await page.waitForLoadState();
}

const verifies = ({ cdp, id: authenticatorId }: Authenticator, isUserVerified: boolean) =>
  cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });

test("a passkey is added on the account page, signs in without anything to type, is renamed and removed", async ({
  browser,
  lockkeeper,
}) => {
  const { page, authenticator } = await personAt(browser, lockkeeper, "Pia");
  await page.getByRole("button", { name: /^Signed in as/ }).click();
  await page.getByRole("menuitem", { name: "Your account" }).click();
  await expect(page.getByRole("heading", { name: "Your account", level: 1 })).toBeVisible();
  await expect(card(page)).toContainText("None yet");
  await expectAccessible(page);
  await addPasskey(page, "laptop <b>");
  await expectAccessible(page);

  await signOut(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("button", { name: "Signed in as Pia Passkey, owner" })).toBeVisible();
  await page.goto("/account");
  await expect(card(page)).toContainText(/used (now|just|.*ago)/);
  await expect(page.getByRole("region", { name: "Sessions" })).toContainText("Signed in with a passkey");

  await card(page).getByRole("button", { name: "Rename laptop <b>…" }).click();
  await dialogOf(page).getByLabel("Name").fill("blue key");
  await dialogOf(page).getByRole("button", { name: "Rename" }).click();
  await expect(card(page).getByText("blue key")).toBeVisible();
  await card(page).getByRole("button", { name: "Remove blue key…" }).click();
  await expectAccessible(page);
  await dialogOf(page).getByRole("button", { name: "Remove passkey" }).click();
  await expect(card(page)).toContainText("None yet");

  // The authenticator still has it, and offers it.
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "opens nothing here" })).toBeVisible();
  await verifies(authenticator, false);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "You are not signed in" })).toBeVisible();
  await page.context().close();
});

test("what asks for a fresh sign-in takes the passkey in its own dialog, and nothing typed is lost", async ({
  browser,
  lockkeeper,
}) => {
  const { page } = await personAt(browser, lockkeeper, "Ria");
  await addPasskey(page, "phone");
  await ageSignIns(lockkeeper);
  await page.reload();
  await card(page).getByRole("button", { name: "Add a passkey…" }).click();
  await dialogOf(page).getByLabel("Name").fill("a second one");
  await dialogOf(page).getByRole("button", { name: "Add passkey" }).click();
  await expect(dialogOf(page).getByText("Sign in again first")).toBeVisible();
  await expectAccessible(page);
  await expect(dialogOf(page).getByLabel("Name")).toHaveValue("a second one");
  await dialogOf(page).getByRole("button", { name: "Use your passkey" }).click();
  // The authenticator has one of this person already: it is told so, which it was not before.
  await expect(dialogOf(page).getByText("This device has a passkey of yours already.")).toBeVisible();
  await expect(dialogOf(page).getByText("Sign in again first")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await card(page).getByRole("button", { name: "Remove phone…" }).click();
  await dialogOf(page).getByRole("button", { name: "Remove passkey" }).click();
  await expect(card(page)).toContainText("None yet");
  await page.context().close();
});

test("a cooldown is skipped with a passkey in place: the page stays, and the reason that was typed", async ({
  browser,
  lockkeeper,
  ownerSession,
}) => {
  const { page } = await personAt(browser, lockkeeper, "Mia");
  await addPasskey(page, "key");
  const asked = await fetch(`${lockkeeper.url}/api/protection/rules/project.stop/relax`, {
    method: "POST",
    headers: { authorization: `Bearer ${ownerSession.key}`, "content-type": "application/json" },
    body: JSON.stringify({ level: "LOW", reason: "often" }),
  });
  expect(asked.status, await asked.clone().text()).toBe(202);
  const { operation } = await asked.json();
  await page.goto(`/approvals/${operation.id}`);
  const detail = page.getByRole("article", { name: "Chosen operation" });
  await detail.getByLabel(/^Type project\.stop/).fill("project.stop");
  await detail.getByRole("button", { name: /Start the cooldown|Relax the rule/ }).click();
  await ageSignIns(lockkeeper);
  await detail.getByRole("button", { name: "Skip the cooldown…" }).click();
  const glass = page.getByRole("dialog");
  await glass.getByLabel("Reason").fill("It is urgent");
  await glass.getByRole("button", { name: "Skip the cooldown" }).click();
  await glass.getByRole("button", { name: "Use your passkey" }).click();
  await expect(page.getByRole("region", { name: "Skipped cooldowns" })).toContainText("It is urgent");
  await page.context().close();
});

test("at an address of numbers the page says where passkeys work, on a phone and in the dark too", async ({
  browser,
  lockkeeper,
  ownerSession,
}) => {
  expect(ownerSession.key).not.toBe("");
  const context = await browser.newContext({
    baseURL: lockkeeper.url.replace("localhost", "127.0.0.1"),
    viewport: { width: 390, height: 844 },
    colorScheme: "dark",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto((await signInLink(lockkeeper)).replace("localhost", "127.0.0.1"));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/projects/);
  await page.goto("/account");
  await expect(card(page).getByRole("button", { name: "Add a passkey…" })).toBeDisabled();
  await expect(card(page).getByRole("note")).toContainText(lockkeeper.url);
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await context.close();
});
