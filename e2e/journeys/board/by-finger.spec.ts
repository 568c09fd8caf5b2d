import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";

test.describe.configure({ timeout: 240_000 });

test("on a phone cards are selected by taps and moved together, and a tap opens again once that is over", async ({
  browser,
  lockkeeper,
  ownerSession,
}) => {
  const api = rest(lockkeeper, ownerSession.key);
  const projectId = await newProject(lockkeeper, ownerSession, {
    name: "By finger",
    source: { type: "empty" },
  });
  for (const title of ["Sweep", "Paint", "Rest"])
    await api.send("POST", `/projects/${projectId}/tasks`, { title });
  const context = await browser.newContext({
    baseURL: lockkeeper.url,
    storageState: ownerSession.state,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await page.goto(`/projects/${projectId}/board`);
  const card = (name: string) => page.getByRole("link", { name });
  await page.getByRole("button", { name: "Select cards" }).tap({ timeout: 60_000 });
  const bar = page.getByRole("region", { name: "Selected cards" });
  await expect(bar).toContainText("Tap the cards to select");
  await card("#1 Sweep").tap();
  await card("#3 Rest").tap();
  await expect(bar).toContainText("2 selected");
  await expectAccessible(page);
  await bar.getByRole("button", { name: "Move to" }).tap();
  await page.getByRole("menuitem", { name: /^Done/ }).tap();
  await expect(bar).toHaveCount(0);
  await expect(card("#1 Sweep")).toHaveCount(0);
  await page.getByRole("navigation", { name: "Columns" }).getByRole("button", { name: /^Done/ }).tap();
  await expect(card("#1 Sweep")).toBeVisible();
  await expect(card("#3 Rest")).toBeVisible();
  await card("#3 Rest").tap();
  await expect(page).toHaveURL(/\/board\/3$/);
  await context.close();
});
