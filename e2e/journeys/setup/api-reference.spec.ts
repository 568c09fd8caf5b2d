import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures/test.ts";

test.setTimeout(180_000);

/** What differs from one place of the page to another; all hundred lines of it look like one of these. */
async function expectPartsAccessible(page: Page): Promise<void> {
  const parts = ["header", ".search", "#project\\.delete", "#files\\.watch", "#shape-Need", "#failures"];
  const axe = parts.reduce((builder, part) => builder.include(part), new AxeBuilder({ page }));
  const { violations } = await axe.analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test("a person finds the API reference, searches it, and reads what a command needs", async ({
  owner: page,
}) => {
  const faults: string[] = [];
  const foreign: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  await page.goto("/settings");
  const own = new URL(page.url()).origin;
  page.on("request", (request) => {
    if (!request.url().startsWith(own)) foreign.push(request.url());
  });
  await page.getByRole("button", { name: /^Signed in as/ }).click();
  await page.getByRole("menuitem", { name: "API reference" }).click();
  await expect(page.getByRole("heading", { name: "API reference" })).toBeVisible();

  // The page is long, and listens once all of it is there.
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox", { name: "Search" })).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.type("delete project");
  await expect(page.getByRole("status")).toHaveText(/^\d+ found$/);
  const deletion = page.locator("#project\\.delete");
  await expect(deletion).toBeVisible();
  await expect(page.locator("#task\\.create")).toBeHidden();
  await expect(deletion.getByText("HIGH", { exact: true })).toBeVisible();
  await expect(deletion).toContainText("Waits for the typed name");
  await expect(deletion).toContainText("lockkeeper projects delete <project>");
  await page.getByRole("searchbox", { name: "Search" }).fill("no such thing at all");
  await expect(page.getByText("Nothing here is called that.")).toBeVisible();

  await page.goto("/api/docs#shape-Need");
  await expect(page.locator("#shape-Need")).toBeInViewport();
  for (const [colorScheme, width, height] of [
    ["light", 1440, 900],
    ["dark", 390, 844],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await page.reload();
    await expectPartsAccessible(page);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(beyond).toBeLessThanOrEqual(0);
  }
  expect(faults).toEqual([]);
  expect(foreign).toEqual([]);
});
