import type { Page } from "@playwright/test";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { type Rest, rest } from "#e2e/fixtures/rest.ts";
import { byKeyword } from "#e2e/fixtures/scripted-model/turns.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { expectAccessible, test, expect as usual } from "#e2e/fixtures/test.ts";
import { useModel } from "#e2e/fixtures/use-model.ts";
import { TaskView } from "#lib/modules/tasks/schema.ts";

// Cards that have to wait for others: what they wait for stands on them, and they begin by themselves.
test.describe.configure({ mode: "serial", timeout: 400_000 });

// Agents are at work on the same machine while a page is looked at.
const expect = usual.configure({ timeout: 45_000 });
const agentMs = 240_000;
let model: ScriptedModel;
let projectId: string;

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  const writing = { name: "bash", input: { command: "date >> DATES.md", description: "Writes" } };
  model = await startScriptedModel({
    script: byKeyword({
      Endless: [{ text: "I am at work.", hang: "after_text" }],
      Short: [{ text: "I write the date.", toolCalls: [writing] }],
    }),
  });
  const door = rest(lockkeeper, ownerSession.key);
  await useModel(door, model);
  projectId = await newProject(lockkeeper, ownerSession, { name: "Locks", source: { type: "empty" } });
  await door.send("PUT", `/projects/${projectId}/config`, { isReviewOn: false });
});
test.afterAll(() => model?.close());

const column = (page: Page, name: string) => page.getByRole("region", { name: new RegExp(`^${name},`) });
const card = (page: Page, number: number) => page.locator(`[data-task="${number}"]`);

const addTask = async (door: Rest, title: string): Promise<TaskView> =>
  TaskView.parse(await door.send("POST", `/projects/${projectId}/tasks`, { title }));

test("a card that comes after another one says so, waits though it was started, and begins when that one is done", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const door = rest(lockkeeper, ownerSession.key);
  await addTask(door, "Dig the chamber");
  await addTask(door, "Short swing of the gates");
  await owner.goto(`/projects/${projectId}/board/2`);
  const panel = owner.getByRole("complementary", { name: "Task 2" });
  await panel.getByRole("button", { name: "After", exact: true }).click();
  await owner.getByPlaceholder("Number or title").fill("chamber");
  await owner.getByRole("option", { name: /Dig the chamber/ }).click();
  await expectAccessible(owner);
  await owner.keyboard.press("Escape");
  await expect(panel.getByRole("button", { name: "After: after #1" })).toBeVisible();
  await expect(card(owner, 2)).toContainText("After #1");

  await panel.getByRole("button", { name: "Run", exact: true }).click();
  await expect(column(owner, "In progress").locator("[data-task='2']")).toContainText("Waits for #1");
  await expectAccessible(owner);
  expect(model.requests.filter(({ prompt }) => prompt.includes("Short swing"))).toEqual([]);

  await panel.getByRole("button", { name: "Close the task" }).click();
  await card(owner, 1).focus();
  await owner.keyboard.press("x");
  await owner.getByRole("button", { name: "Move to" }).click();
  await owner.getByRole("menuitem", { name: /^Done/ }).click();
  await expect(column(owner, "Human review").locator("[data-task='2']")).toBeVisible({ timeout: agentMs });
});

test("a column that is full takes no more, and says so on the card that waits and in its head", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  const door = rest(lockkeeper, ownerSession.key);
  await owner.goto(`/projects/${projectId}/settings`);
  await owner.getByLabel("In progress").fill("1");
  const save = owner
    .locator("form", { hasText: "A column that is full" })
    .getByRole("button", { name: "Save" });
  await save.click();
  // It stays so once what stands there is what was saved.
  await expect(save).toBeDisabled();
  const tasks = [await addTask(door, "Endless dredging"), await addTask(door, "Short painting")];
  for (const { id } of tasks) await door.send("POST", `/projects/${projectId}/tasks/${id}/execute`);

  await owner.goto(`/projects/${projectId}/board`);
  await expect(card(owner, 4)).toContainText("In progress is full: 1 of 1", { timeout: agentMs });
  await expect(column(owner, "In progress")).toContainText("over");
  await expectAccessible(owner);
  await card(owner, 3).click();
  await owner.getByRole("button", { name: "Abort" }).click();
  await expect(column(owner, "Human review").locator("[data-task='4']")).toBeVisible({ timeout: agentMs });
  await expect(column(owner, "To do").locator("[data-task='3']")).toBeVisible();
});
