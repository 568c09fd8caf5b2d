import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { passkeys, users } from "#drizzle/schema/people.ts";
import { ageSignIns } from "#e2e/fixtures/age-sign-ins.ts";
import { inDatabaseOf } from "#e2e/fixtures/database-of.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { signInLink } from "#e2e/fixtures/sign-in-link.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";
import { newId } from "#lib/kernel/ids.ts";

// One person, who makes keys in the browser, uses one, and revokes it.
test.describe.configure({ mode: "serial", timeout: 120_000 });

const rowOf = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });

test("a key is made in the browser, opens the API, and what it has open closes when it is revoked", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const source = { type: "empty" } as const;
  await newProject(lockkeeper, ownerSession, { name: "Wharf", source });
  await owner.goto("/settings");
  await owner.getByRole("link", { name: "API keys" }).click();
  await expect(owner.getByRole("heading", { name: "API keys", level: 1 })).toBeVisible();
  await expect(owner).toHaveTitle(/API keys/);
  await expect(rowOf(owner, "First key")).toContainText("Active");
  await expectAccessible(owner);

  await owner.getByRole("button", { name: "New key" }).click();
  const dialog = owner.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Make key" })).toBeDisabled();
  await dialog.getByLabel("Name").fill("<b>Laptop</b>");
  await dialog.getByRole("checkbox", { name: /^Confirm/ }).click();
  await dialog.getByRole("radio", { name: /^Service/ }).click();
  await expect(dialog.getByRole("checkbox", { name: /^Confirm/ })).toBeDisabled();
  await expect(dialog.getByRole("checkbox", { name: /^Confirm/ })).not.toBeChecked();
  await dialog.getByRole("combobox", { name: "Project" }).click();
  await owner.getByRole("option", { name: "Wharf" }).click();
  await dialog.getByRole("combobox", { name: "Expires" }).click();
  await owner.getByRole("option", { name: "30 days" }).click();
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Make key" }).click();

  await expect(dialog.getByText("it is shown this once")).toBeVisible();
  const key = (await dialog.locator("[data-slot=api-key]").textContent()) ?? "";
  expect(key).toMatch(/^lk_[\w-]{43}$/);
  await expect(dialog.getByText("curl")).toBeVisible();
  await dialog.getByRole("tab", { name: "Command line" }).click();
  await expect(dialog.getByText(`lockkeeper login ${lockkeeper.url}`)).toBeVisible();
  await expectAccessible(owner);
  await owner.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(rowOf(owner, "<b>Laptop</b>")).toContainText("Wharf");
  await expect(rowOf(owner, "<b>Laptop</b>")).toContainText("Never");

  const headers = { authorization: `Bearer ${key}` };
  const projects = await fetch(`${lockkeeper.url}/api/projects`, { headers });
  expect((await projects.json()).items).toMatchObject([{ name: "Wharf" }]);
  const stream = await fetch(`${lockkeeper.url}/api/events`, { headers });
  expect(stream.status).toBe(200);
  const ended = stream.text().then(() => performance.now());
  await owner.reload();
  await expect(
    rowOf(owner, "<b>Laptop</b>")
      .getByText(/now|ago/)
      .filter({ visible: true }),
  ).toBeVisible();

  await owner.getByRole("button", { name: "Revoke <b>Laptop</b>…" }).click();
  await expect(dialog).toContainText("Event streams and terminals that it holds open close");
  await expectAccessible(owner);
  const askedAt = performance.now();
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  expect((await ended) - askedAt).toBeLessThan(5_000);
  await expect(dialog).toBeHidden();
  await expect(rowOf(owner, "<b>Laptop</b>")).toContainText("Revoked");
  expect((await fetch(`${lockkeeper.url}/api/projects`, { headers })).status).toBe(401);
  expect(lockkeeper.log()).not.toContain(key);
});

test("hours after the sign-in a key takes another one of who has a passkey, and the page of the keys is come back to", async ({
  owner,
  lockkeeper,
}) => {
  const passkey = {
    name: "phone",
    credentialId: "not here",
    publicKey: "AA",
    transports: [],
    isBackedUp: false,
  };
  await inDatabaseOf(lockkeeper, async (orm) => {
    const [olivia] = await orm.select().from(users).where(eq(users.email, "olivia@example.org"));
    await orm.insert(passkeys).values({ id: newId(), userId: olivia?.id ?? "", counter: 0, ...passkey });
  });
  await owner.goto("/settings/keys");
  const dialog = owner.getByRole("dialog");
  const make = async () => {
    await owner.getByRole("button", { name: "New key" }).click();
    await dialog.getByLabel("Name").fill("Late key");
    await dialog.getByRole("button", { name: "Make key" }).click();
  };
  await ageSignIns(lockkeeper);
  await make();
  await expect(dialog.getByText("Sign in again first")).toBeVisible();
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Use a link from the server’s console" }).click();
  await dialog.getByLabel("Sign-in link").fill(await signInLink(lockkeeper));
  await dialog.getByRole("button", { name: "Open the link" }).click();
  await owner.getByRole("button", { name: "Sign in" }).click();
  await expect(owner).toHaveURL(/\/settings\/keys$/);
  await make();
  await expect(dialog.getByText("it is shown this once")).toBeVisible();
  await inDatabaseOf(lockkeeper, (orm) => orm.delete(passkeys));
});

test("the keys fit a phone, in the dark, and one that made others says what goes with it", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const made = await fetch(`${lockkeeper.url}/api/keys`, {
    method: "POST",
    headers: { authorization: `Bearer ${ownerSession.key}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "made with the first", kind: "agent", scopes: ["read"] }),
  });
  expect(made.status).toBe(201);
  await owner.setViewportSize({ width: 390, height: 844 });
  await owner.emulateMedia({ colorScheme: "dark" });
  await owner.goto("/settings/keys");
  await expect(rowOf(owner, "made with the first")).toContainText("Active");
  await expectAccessible(owner);
  expect(await owner.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await owner.getByRole("button", { name: "Revoke First key…" }).click();
  await expect(owner.getByRole("dialog")).toContainText("1 key that was made with it is revoked too.");
  await owner.getByRole("button", { name: "Keep it" }).click();
  await owner.getByRole("button", { name: "New key" }).click();
  await expectAccessible(owner);
});

test("who may not load the keys is told, and can try again", async ({ owner }) => {
  await owner.route("**/api/keys*", (route) =>
    route.fulfill({
      status: 503,
      json: { error: { type: "SERVICE_UNAVAILABLE", message: "Away.", status: 503, details: {} } },
    }),
  );
  await owner.goto("/settings/keys");
  await expect(owner.getByText("The keys could not be loaded")).toBeVisible();
  await owner.unroute("**/api/keys*");
  await owner.getByRole("button", { name: "Try again" }).click();
  await expect(rowOf(owner, "First key")).toBeVisible();
});
