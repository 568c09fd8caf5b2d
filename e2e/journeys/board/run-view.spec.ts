import type { Page } from "@playwright/test";
import { placeOf, writeRuns } from "#e2e/fixtures/long-run.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { expectAccessible, expect as soon, test } from "#e2e/fixtures/test.ts";
import { TaskPage } from "#lib/modules/tasks/schema.ts";

test.describe.configure({ mode: "serial", timeout: 300_000 });

/** Long conversations are read page by page, which a busy machine slows down. */
const expect = soon.configure({ timeout: 60_000 });
const events = 3_200;
const lastWords = `Word ${events}.`;
/** A screen's worth and what is drawn beside it, however long the run. */
const rowsMax = 80;
let address = "";

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  const api = rest(lockkeeper, ownerSession.key);
  const projectId = await newProject(lockkeeper, ownerSession, {
    name: "Long conversation",
    source: { type: "empty" },
  });
  await api.send("POST", `/projects/${projectId}/tasks`, { title: "Tidy up the harbour" });
  const { items } = await api.get(`/projects/${projectId}/tasks`, TaskPage);
  await writeRuns(lockkeeper, { projectId, id: items[0]?.id ?? "" }, events);
  address = `/projects/${projectId}/board/1`;
});

const conversation = (page: Page) => page.getByRole("log", { name: "Conversation" });
const rowsOf = (page: Page) => conversation(page).locator("[data-index]");

test("a run of thousands of events opens at its end, and scrolls to its beginning with few rows drawn", async ({
  owner,
}) => {
  await owner.goto(address);
  await expect(conversation(owner).getByText(lastWords)).toBeInViewport();
  await expect(owner.getByRole("button", { name: "Newest" })).toHaveCount(0);
  expect(await rowsOf(owner).count()).toBeLessThan(rowsMax);
  await conversation(owner).hover();
  let rowsMost = 0;
  await expect(async () => {
    await owner.mouse.wheel(0, -20_000);
    rowsMost = Math.max(rowsMost, await rowsOf(owner).count());
    await expect(conversation(owner).getByText("Tidy up the harbour.")).toBeInViewport({ timeout: 200 });
  }).toPass({ timeout: 150_000, intervals: [100] });
  expect(rowsMost).toBeLessThan(rowsMax);
  await owner.getByRole("button", { name: "Newest" }).click();
  await expect(conversation(owner).getByText(lastWords)).toBeInViewport();
});

test("what was before and could not be loaded says so, and is there when it is tried again", async ({
  owner,
}) => {
  await owner.goto(address);
  await expect(conversation(owner).getByText(lastWords)).toBeInViewport();
  let isAway = true;
  await owner.route(/\/events\?.*before=/, (route) =>
    isAway ? route.fulfill({ status: 502, body: "" }) : route.continue(),
  );
  const told = owner.getByRole("status").filter({ hasText: "What was before could not be loaded." });
  await conversation(owner).hover();
  await expect(async () => {
    await owner.mouse.wheel(0, -20_000);
    await expect(told).toBeVisible({ timeout: 200 });
  }).toPass({ intervals: [100] });
  await expectAccessible(owner);
  isAway = false;
  const before = await conversation(owner).evaluate((log) => log.scrollHeight);
  await told.getByRole("button", { name: "Try again" }).click();
  await expect(told).toHaveCount(0);
  await expect.poll(() => conversation(owner).evaluate((log) => log.scrollHeight)).toBeGreaterThan(before);
});

test("the outline leads to a prompt, a change and a sub-agent, which opens and folds", async ({ owner }) => {
  await owner.goto(address);
  await expect(conversation(owner).getByText(lastWords)).toBeInViewport();
  const outline = owner.getByRole("list", { name: "Outline" });
  const jump = async (name: string) => {
    await owner.getByRole("button", { name: "Outline" }).click();
    await outline.getByRole("button", { name }).click();
    await expect(outline).toHaveCount(0);
  };
  await owner.getByRole("button", { name: "Outline" }).click();
  await expect(outline.getByRole("listitem")).toHaveCount(3);
  await expectAccessible(owner);
  await owner.keyboard.press("Escape");
  await jump("src/quay.ts");
  await expect(conversation(owner).getByRole("button", { name: /^Edit src\/quay\.ts/ })).toBeInViewport();

  await jump("Looks around");
  const call = conversation(owner).getByRole("button", { name: /^Sub-agent.*Looks around/ });
  await expect(call).toBeInViewport();
  // One was led to it, so it is open.
  await expect(call).toHaveAttribute("aria-expanded", "true");
  await expect(conversation(owner).getByText("The child sees a second needle.")).toBeVisible();
  await call.click();
  await expect(call).toHaveAttribute("aria-expanded", "false");
  await expect(conversation(owner).getByText("The child sees a second needle.")).toHaveCount(0);
  await call.click();
  await expect(conversation(owner).getByText("Look around.", { exact: false })).toBeVisible();

  await jump("Tidy up the harbour.");
  await expect(conversation(owner).getByText("Tidy up the harbour.")).toBeInViewport();
});

test("words are found anywhere in the run, also in what a sub-agent said, the newest first", async ({
  owner,
}) => {
  await owner.goto(address);
  await owner.getByRole("button", { name: "Search in the conversation" }).click();
  const field = owner.getByRole("searchbox", { name: "Search in the conversation" });
  await field.fill("needle");
  const found = owner.getByRole("search").getByRole("status");
  await expect(found).toHaveText("2 of 2");
  await expect(conversation(owner).getByText("The child sees a second needle.")).toBeInViewport();
  await field.press("Enter");
  await expect(found).toHaveText("1 of 2");
  await expect(conversation(owner).getByText("Here lies the needle in the haystack.")).toBeInViewport();
  await expectAccessible(owner);
  await field.fill("no such words");
  await expect(found).toHaveText("not found");
  await field.press("Escape");
  await expect(owner.getByRole("button", { name: "Search in the conversation" })).toBeVisible();
});

test("a link to a message opens the run at it, also on another device", async ({ owner }) => {
  await owner.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await owner.goto(`${address}#m-${placeOf.needle}`);
  const saying = conversation(owner).locator("[data-target]");
  await expect(saying).toContainText("Here lies the needle in the haystack.");
  await expect(saying).toBeInViewport();
  await saying.getByRole("button", { name: "Copy a link to this" }).focus();
  await owner.keyboard.press("Enter");
  await expect(saying.getByRole("button", { name: "Copied" })).toBeVisible();
  const link = await owner.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain(`#m-${placeOf.needle}`);

  const other = await owner.context().newPage();
  await other.setViewportSize({ width: 390, height: 844 });
  await other.goto(link);
  await expect(conversation(other).getByText("Here lies the needle in the haystack.")).toBeInViewport();
  expect(await rowsOf(other).count()).toBeLessThan(rowsMax);
  await other.close();
});

test("the history names every run, and leads to the transcript of an earlier one and back", async ({
  owner,
}) => {
  await owner.goto(address);
  await owner.getByRole("tab", { name: "History" }).click();
  const history = owner.getByRole("list", { name: "Runs" });
  await expect(history.getByRole("article")).toHaveCount(2);
  const first = history.getByRole("article", { name: "Run 1" });
  await expect(first).toContainText("The broom is lost.");
  await expectAccessible(owner);
  await first.getByRole("link", { name: "Conversation" }).click();
  await expect(conversation(owner)).toContainText("I have lost my broom.");
  await expect(conversation(owner)).not.toContainText(lastWords);
  await owner.getByRole("link", { name: "To the current run" }).click();
  await expect(conversation(owner).getByText(lastWords)).toBeInViewport();
});
