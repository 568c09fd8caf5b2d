import type { Locator, Page } from "@playwright/test";
import { liftCard } from "#e2e/fixtures/lift-card.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { expect, expectAccessible, test } from "#e2e/fixtures/test.ts";

// One board that people keep in order; no agent works on it.
test.describe.configure({ mode: "serial", timeout: 240_000 });

let projectId: string;

const column = (page: Page, name: string) => page.getByRole("region", { name: new RegExp(`^${name},`) });
const cardsIn = (page: Page, name: string) => column(page, name).locator("[data-card]");

/** The numbers of a column's cards from above, as they are drawn. */
const expectOrder = (page: Page, name: string, ...numbers: number[]) =>
  expect
    .poll(
      () =>
        cardsIn(page, name).evaluateAll((cards) =>
          cards
            .map((card) => ({
              number: Number(card.getAttribute("data-task")),
              top: card.getBoundingClientRect().top,
            }))
            .sort((one, other) => one.top - other.top)
            .map(({ number }) => number),
        ),
      { timeout: 40_000 },
    )
    .toEqual(numbers);

const card = (page: Page, number: number) => page.locator(`[data-task="${number}"]`);

test("labels, a template and the limits of columns are set, and a card begins with them", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  projectId = await newProject(lockkeeper, ownerSession, { name: "Sorted", source: { type: "empty" } });
  await owner.goto(`/projects/${projectId}/settings`);
  await owner.getByRole("button", { name: "New label" }).click();
  await owner.getByLabel("Name", { exact: true }).last().fill("api");
  await owner.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(owner.getByRole("list", { name: "Labels" })).toContainText("api");
  await owner.getByRole("button", { name: "New template" }).click();
  const dialog = owner.getByRole("dialog", { name: "New template" });
  await dialog.getByLabel("Name", { exact: true }).fill("Bug report");
  await dialog.getByLabel("Title of the card").fill("Fix the");
  await dialog.getByLabel("Description").fill("Seen, expected, steps");
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByRole("list", { name: "Templates" })).toContainText("Bug report");
  await owner.getByLabel("Human review").fill("2");
  await owner
    .locator("form", { hasText: "A column that is full" })
    .getByRole("button", { name: "Save" })
    .click();
  await expectAccessible(owner);

  await owner.goto(`/projects/${projectId}/board`);
  await expect(owner.getByText("Give an agent its first task")).toBeVisible();
  await owner.keyboard.press("n");
  const made = owner.getByRole("dialog", { name: "New task" });
  await made.getByLabel("Template").click();
  await owner.getByRole("option", { name: "Bug report" }).click();
  await expect(made.getByLabel("Description")).toHaveValue("Seen, expected, steps");
  await made.getByLabel("Title").fill("Fix the berth search");
  await made.getByRole("combobox", { name: "Priority" }).click();
  await owner.getByRole("option", { name: "Urgent" }).click();
  await made.getByRole("combobox", { name: "Assignee" }).click();
  await owner.getByRole("option", { name: "Olivia Owner" }).click();
  await made.getByRole("button", { name: "Labels" }).click();
  await owner.getByRole("option", { name: "api" }).click();
  await owner.keyboard.press("Escape");
  await expectAccessible(owner);
  await made.getByRole("button", { name: "Add to To do" }).click();
  await expect(card(owner, 1)).toContainText("api");
  await expect(owner.getByRole("region", { name: "Human review, 0 tasks, at most 2" })).toBeVisible();
  await expect(card(owner, 1).getByRole("img", { name: "Urgent priority" })).toBeVisible();
  await expect(card(owner, 1)).toContainText("Assigned to Olivia Owner");
});

test("cards are put in order by mouse and by keyboard, stay so, and whoever looks on sees it happen", async ({
  owner,
  browser,
  lockkeeper,
  ownerSession,
}) => {
  const door = rest(lockkeeper, ownerSession.key);
  for (const title of ["Second", "Third", "Fourth"]) {
    await door.send("POST", `/projects/${projectId}/tasks`, {
      title,
      description: `About the ${title} lock`,
    });
  }
  const context = await browser.newContext({ baseURL: lockkeeper.url, storageState: ownerSession.state });
  const onlooker = await context.newPage();
  for (const page of [owner, onlooker]) {
    await page.goto(`/projects/${projectId}/board`);
    await expectOrder(page, "To do", 4, 3, 2, 1);
  }
  await dragBelow(owner, card(owner, 4), card(owner, 2));
  await expectOrder(owner, "To do", 3, 2, 4, 1);
  await expectOrder(onlooker, "To do", 3, 2, 4, 1);
  await owner.reload();
  await expectOrder(owner, "To do", 3, 2, 4, 1);

  await liftCard(card(owner, 1));
  await owner.keyboard.press("ArrowUp");
  await owner.keyboard.press("ArrowUp");
  await owner.keyboard.press("Space");
  await expectOrder(owner, "To do", 3, 1, 2, 4);
  await expectOrder(onlooker, "To do", 3, 1, 2, 4);
  await context.close();
});

test("a board is searched and narrowed, and its address shows the same to whoever opens it", async ({
  owner,
}) => {
  await owner.goto(`/projects/${projectId}/board`);
  await expectOrder(owner, "To do", 3, 1, 2, 4);
  await owner.keyboard.press("/");
  await owner.keyboard.type("third lock");
  // The words stand in its description, which the server alone knows.
  await expectOrder(owner, "To do", 3);
  await expect(owner).toHaveURL(/[?&]q=third/);
  await owner.reload();
  await expectOrder(owner, "To do", 3);
  await owner.getByRole("button", { name: "Clear the filters" }).click();
  await expectOrder(owner, "To do", 3, 1, 2, 4);

  await owner.getByRole("button", { name: "Filter", exact: true }).click();
  const menu = owner.getByRole("dialog", { name: "Filter the board" });
  for (const [field, choice] of [
    ["Label", "api"],
    ["Priority", "Urgent"],
    ["Assignee", "Assigned to me"],
  ] as const) {
    await menu.getByRole("combobox", { name: field }).click();
    await owner.getByRole("option", { name: choice }).click();
    await expectOrder(owner, "To do", 1);
  }
  await owner.keyboard.press("Escape");
  await expect(column(owner, "To do")).toContainText("1 of 4");
  const sent = await owner.context().newPage();
  await sent.goto(owner.url());
  await expectOrder(sent, "To do", 1);
  await expect(sent.getByRole("button", { name: "Filter, 3 are set" })).toBeVisible();
  await sent.close();
  // To a card and back, as it was.
  await card(owner, 1).click();
  await owner.getByRole("button", { name: "Close the task" }).click();
  await expectOrder(owner, "To do", 1);
  await owner.getByRole("button", { name: "Clear the filters" }).click();
  await expectOrder(owner, "To do", 3, 1, 2, 4);
});

test("cards are chosen by keyboard and by mouse, and what is done to them together is told by card where it failed", async ({
  owner,
}) => {
  await owner.goto(`/projects/${projectId}/board`);
  await expectOrder(owner, "To do", 3, 1, 2, 4);
  const bar = owner.getByRole("region", { name: "Selected cards" });
  const bulk = async (menu: string, choice: string | RegExp) => {
    await bar.getByRole("button", { name: menu }).click();
    await owner.getByRole("menu").getByText(choice).click();
  };
  await card(owner, 3).focus();
  await owner.keyboard.press("x");
  await owner.keyboard.press("ArrowDown");
  await owner.keyboard.press("ArrowDown");
  await owner.keyboard.press("Shift+X");
  await expect(bar).toContainText("3 selected");
  await owner.keyboard.press("/");
  await owner.keyboard.type("berth");
  await expect(bar).toContainText(/3 selected, [12] not shown/);
  await owner.getByRole("button", { name: "Clear the filters" }).click();
  await bulk("Label", "api");
  await expect(owner.getByText("Done for 3 cards.")).toBeVisible();
  for (const number of [3, 1, 2]) await expect(card(owner, number)).toContainText("api");
  await expect(bar).toHaveCount(0);

  await card(owner, 2).hover();
  await owner.getByRole("checkbox", { name: "Select #2" }).click();
  await card(owner, 4).click();
  await expect(bar).toContainText("2 selected");
  await bulk("Assign", "Olivia Owner");
  for (const number of [2, 4]) await expect(card(owner, number)).toContainText("Assigned to Olivia Owner");

  await card(owner, 4).focus();
  await owner.keyboard.press("x");
  await bulk("Move to", "Done");
  await expectOrder(owner, "Done", 4);
  // One of them is there already, and another can never go there by hand.
  await card(owner, 2).hover();
  await owner.getByRole("checkbox", { name: "Select #2" }).click();
  await card(owner, 4).click();
  await expect(bar).toContainText("2 selected");
  await bar.getByRole("button", { name: "Move to" }).click();
  await expect(owner.getByRole("menuitem", { name: /^AI review/ })).toBeDisabled();
  await owner.getByRole("menuitem", { name: "In progress 1 of 2" }).click();
  const told = owner.getByRole("dialog", { name: "Move to In progress" });
  await expect(told.getByRole("list", { name: "Not done" })).toContainText(
    "#4 cannot go from Done to In progress",
  );
  await told.getByRole("button", { name: "Close" }).first().click();
  // Those stay chosen, and the way back is the same menu.
  await expect(bar).toBeVisible();
  await owner.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);
  await card(owner, 4).focus();
  await owner.keyboard.press("x");
  await bulk("Move to", "To do");
  await expect(card(owner, 4)).toBeVisible();
  await expect(cardsIn(owner, "Done")).toHaveCount(0);
});

test("the cards of all projects stand on one board, each with its project, and narrow to one", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const otherId = await newProject(lockkeeper, ownerSession, { name: "Unsorted", source: { type: "empty" } });
  await rest(lockkeeper, ownerSession.key).send("POST", `/projects/${otherId}/tasks`, {
    title: "Alone here",
    priority: "high",
  });
  await owner.goto("/board");
  await expect(owner.getByRole("heading", { name: "All tasks" })).toBeVisible();
  const alone = owner.getByRole("link", { name: "#1 Alone here" });
  const urgent = owner.getByRole("link", { name: "#1 Fix the berth search" });
  await expect(alone).toContainText("Unsorted");
  await expect(urgent).toContainText("Sorted");
  await expectAccessible(owner);
  await owner.getByRole("button", { name: "Filter", exact: true }).click();
  await owner
    .getByRole("dialog", { name: "Filter the board" })
    .getByRole("combobox", { name: "Project" })
    .click();
  await owner.getByRole("option", { name: "Unsorted", exact: true }).click();
  await owner.keyboard.press("Escape");
  await expect(urgent).toHaveCount(0);
  await expect(owner).toHaveURL(new RegExp(`project=${otherId}`));
  await owner.reload();
  await expect(urgent).toHaveCount(0);
  await alone.click();
  await expect(owner).toHaveURL(new RegExp(`/projects/${otherId}/board/1`));
  await expect(owner.getByRole("heading", { name: "Alone here" })).toBeVisible();
});

/** Carries a card by the mouse until it is over the lower half of another one. */
async function dragBelow(page: Page, carried: Locator, other: Locator): Promise<void> {
  const [from, to] = [await carried.boundingBox(), await other.boundingBox()];
  if (!from || !to) throw new Error("It is not on the screen.");
  await page.mouse.move(from.x + from.width / 2, from.y + 12);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height - 6, { steps: 8 });
  await page.mouse.up();
}
