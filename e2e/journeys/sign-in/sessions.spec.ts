import type { Locator, Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { sessions } from "#drizzle/schema/people.ts";
import { installationSettings } from "#drizzle/schema/spending.ts";
import { inDatabaseOf } from "#e2e/fixtures/database-of.ts";
import { type Lockkeeper, startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { signedIn } from "#e2e/fixtures/signed-in.ts";
import { test as base, expect, expectAccessible } from "#e2e/fixtures/test.ts";

// A server of its own: cookies of everybody who is signed in there are aged, and soon due from then on.
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

test.describe.configure({ mode: "serial", timeout: 180_000 });

test.beforeAll("an owner is there", ({ ownerSession }) => expect(ownerSession.key).not.toBe(""));

const thea = { name: "Thea Traveller", role: "owner" } as const;
const card = (page: Page) => page.getByRole("region", { name: "Sessions" });
const screenOf = (page: Page): Locator => page.locator(".xterm-accessibility-tree").first();

async function openTerminal(page: Page, projectId: string): Promise<void> {
  await page.addInitScript(() => localStorage.setItem("lockkeeper-terminal", '{"isSpoken":true}'));
  await page.goto(`/projects/${projectId}/terminal`);
  await expect(page.locator("[data-slot=terminal-pane][data-state=live]")).toHaveCount(1);
}

async function type(page: Page, text: string, answer: string): Promise<void> {
  await page.keyboard.type(`${text}\n`);
  await expect(screenOf(page)).toContainText(answer);
}

/** Every cookie is due, as if it had been given out so long ago. */
const ageCookies = (lockkeeper: Lockkeeper, minutes: number) =>
  inDatabaseOf(lockkeeper, (orm) => {
    const earlier = sql.raw(`interval '${minutes} minutes'`);
    const renewedAt = sql`${sessions.renewedAt} - ${earlier}`;
    return orm.update(sessions).set({ renewedAt, arrivedAt: sql`${sessions.arrivedAt} - ${earlier}` });
  });

/** The new cookies came back long ago, so that the ones before are no longer good. */
const ageArrivals = (lockkeeper: Lockkeeper) =>
  inDatabaseOf(lockkeeper, (orm) =>
    orm.update(sessions).set({ arrivedAt: sql`${sessions.arrivedAt} - interval '2 minutes'` }),
  );

const cookieOf = async (page: Page) =>
  (await page.context().cookies()).find(({ name }) => name.endsWith("lockkeeper_session"))?.value;

test("a browser is signed out from another one: what it has open closes, and it reads why", async ({
  browser,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, { name: "Pier", source: { type: "empty" } });
  const here = await signedIn(browser, lockkeeper, thea);
  const there = await signedIn(browser, lockkeeper, thea);
  await openTerminal(there, projectId);
  await type(there, "echo sum-$((20+22))", "sum-42");

  await here.goto("/account");
  await expect(card(here).getByRole("listitem")).toHaveCount(2);
  const mine = card(here).getByRole("listitem").filter({ hasText: "This one" });
  await expect(mine).toContainText("Chrome on Linux");
  await expect(mine).toContainText("This network, 127.0.0.1");
  await expect(mine).toContainText("Signed in with a link");
  await expectAccessible(here);
  await card(here).getByRole("button", { name: "Sign out Chrome on Linux" }).click();
  await expect(there).toHaveURL(/\/sign-in\?/, { timeout: 5_000 });
  await expect(there.getByText("This browser was signed out")).toBeVisible();
  await expect(card(here).getByRole("listitem")).toHaveCount(1);
  await there.context().close();

  const third = await signedIn(browser, lockkeeper, thea);
  await expect(card(here).getByRole("listitem")).toHaveCount(2);
  await card(here).getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(third).toHaveURL(/\/sign-in\?/, { timeout: 10_000 });
  for (const page of [here, third]) await page.context().close();
});

test("a page that is left open over the renewal of its cookie keeps its live updates and its terminal", async ({
  browser,
  lockkeeper,
  ownerSession,
}) => {
  const projectId = await newProject(lockkeeper, ownerSession, {
    name: "Slipway",
    source: { type: "empty" },
  });
  await inDatabaseOf(lockkeeper, (orm) =>
    orm
      .insert(installationSettings)
      .values({ key: "sessions", value: { accessMinutes: 1 } })
      .onConflictDoUpdate({ target: installationSettings.key, set: { value: { accessMinutes: 1 } } }),
  );
  const page = await signedIn(browser, lockkeeper, thea);
  await openTerminal(page, projectId);
  await type(page, "echo before-$((1+1))", "before-2");
  const list = await page.context().newPage();
  await list.goto("/projects");
  await expect(list.getByText("Slipway").first()).toBeVisible();

  for (const [round, name] of ["Weir", "Sluice"].entries()) {
    const before = await cookieOf(page);
    await ageCookies(lockkeeper, 2);
    // Nobody touches either page: what is told of the new project makes the list ask, and the answer brings the cookie.
    await rest(lockkeeper, ownerSession.key).send("POST", "/projects", { name, source: { type: "empty" } });
    await expect(list.getByText(name).first()).toBeVisible();
    await expect.poll(() => cookieOf(page)).not.toBe(before);
    await page.bringToFront();
    await type(page, `echo round-$((${round}+40))`, `round-${round + 40}`);
  }
  await expect(page).toHaveURL(/terminal/);
  await type(page, "echo after-$((3+3))", "after-6");
  for (const each of [list, page]) await expect(each).not.toHaveURL(/sign-in/);
  await page.context().close();
});

test("a copied cookie that is used after its exchange ends the session, and the person reads why", async ({
  browser,
  lockkeeper,
}) => {
  const page = await signedIn(browser, lockkeeper, thea);
  // A request that the page breaks off would take the answer with the new cookie along, for a minute.
  const isQuiet = () => expect(page.getByText("Live", { exact: true })).toBeVisible();
  await isQuiet();
  const [stolen, before] = [await page.context().cookies(), await cookieOf(page)];
  await ageCookies(lockkeeper, 70);
  expect((await page.request.get("/api/auth/me")).status()).toBe(200);
  expect(await cookieOf(page)).not.toBe(before);
  await page.reload();
  await isQuiet();
  await ageArrivals(lockkeeper);

  const thief = await browser.newContext({ baseURL: lockkeeper.url });
  await thief.addCookies(stolen);
  const theirs = await thief.newPage();
  await theirs.goto("/projects");
  await expect(theirs).toHaveURL(/\/sign-in/);
  await expect(page).toHaveURL(/\/sign-in/, { timeout: 10_000 });
  await expect(page.getByText("Your session was ended to protect you")).toBeVisible();
  await expectAccessible(page);
  await thief.close();
  await page.context().close();
});
