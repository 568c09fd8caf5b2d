import type { Page } from "@playwright/test";
import { type Lockkeeper, startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { planted } from "#e2e/fixtures/planted.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { byKeyword, type Script, type Turn } from "#e2e/fixtures/scripted-model/turns.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { test as base, expect, expectAccessible } from "#e2e/fixtures/test.ts";
import { TaskView } from "#lib/modules/tasks/schema.ts";

// A server of its own: nobody has set a provider up before, and all that is spent is spent here.
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

test.describe.configure({ mode: "serial", timeout: 600_000 });

const agentMs = 150_000;
const key = planted("sk-journey");
const gate = Promise.withResolvers<void>();
let model: ScriptedModel;
let projectId: string;

const bash = (command: string, output: number): Turn => ({
  toolCalls: [{ name: "bash", input: { command, description: "Works" } }],
  usage: { input: 100, output },
});

// At 1000 dollars for a million tokens, each token of an answer is a tenth of a cent.
const work = byKeyword({
  "You were stopped": [
    bash("echo three > three.txt", 20),
    { text: "All three are there.", usage: { input: 100, output: 1500 } },
  ],
  "Dear work": [bash("echo one > one.txt", 850), bash("echo two > two.txt", 1000)],
});

const script: Script = async (request) => {
  if (request.structuredTool) {
    const input = { verdict: "approve", summary: "Good.", comments: [] };
    return { toolCalls: [{ name: request.structuredTool, input }] };
  }
  if (request.prompt.includes("Dear work") && request.step === 1) await gate.promise;
  return work(request);
};

test.beforeAll(async () => {
  model = await startScriptedModel({ script, key, models: ["scripted", "scripted-large"] });
});
test.afterAll(async () => {
  gate.resolve();
  await model.close();
});

test("a provider is set up, its key tested, its models listed as it offers them, made the default, and another one chosen by a project", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  await owner.goto("/settings");
  await owner.getByRole("radio", { name: /OpenAI-compatible/ }).click();
  await owner.getByLabel("Base URL").fill(model.baseUrl);
  await owner.getByLabel("Default model").fill("scripted");
  await owner.getByLabel("API key").fill(planted("sk-of-somebody-else"));
  await owner.getByRole("button", { name: "Save and go on" }).click();
  await expect(owner.getByRole("alert").filter({ hasText: "It refused the key (401)." })).toBeVisible();
  await expectAccessible(owner);
  await owner.getByLabel("API key").fill(key);
  await owner.getByRole("button", { name: "Save again" }).click();
  await expect(owner.getByText("Answered when it was last asked")).toBeVisible();

  await owner.getByRole("button", { name: "Test OpenAI-compatible endpoint" }).click();
  await expect(owner.getByText(/^Answered in \d+ ms, offers 2 models$/)).toBeVisible();
  await owner.getByRole("button", { name: "Models of OpenAI-compatible endpoint" }).click();
  const dialog = owner.getByRole("dialog", { name: "Models of OpenAI-compatible endpoint" });
  await expect(dialog.getByRole("status")).toHaveText("It offers 2 models now.");
  await dialog.getByRole("checkbox", { name: "scripted-large" }).click();
  await expectAccessible(owner);
  await dialog.getByRole("button", { name: "Save the models" }).click();
  await expect(owner.getByText("scripted and 1 more")).toBeVisible();

  const api = rest(lockkeeper, ownerSession.key);
  const { baseUrl } = model;
  await api.send("POST", "/providers/openai/configure", { baseUrl, models: ["scripted-large"], apiKey: key });
  await owner.getByRole("button", { name: "Make default" }).click();
  const consent = owner.getByRole("alertdialog");
  await expect(consent).toContainText("New runs use");
  await expectAccessible(owner);
  await consent.getByRole("button", { name: "Use for new runs" }).click();
  await expect(consent).toHaveCount(0);
  const source = { type: "empty" } as const;
  projectId = await newProject(lockkeeper, ownerSession, { name: "Dear", source });
  await owner.goto(`/projects/${projectId}/agents`);
  const provider = owner.getByRole("combobox", { name: "Provider" });
  await expect(provider).toHaveText("Default, OpenAI");
  await provider.click();
  await owner.getByRole("option", { name: "OpenAI-compatible endpoint" }).click();
  const form = owner.getByRole("form", { name: "Agents" });
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Saved as version 1.")).toBeVisible();
});

test("what a run costs is seen as it grows; a budget warns, stops the run at work as in its review, and lets it go on once it is raised", async ({
  owner,
  lockkeeper,
  ownerSession,
}) => {
  await owner.goto("/settings/spending");
  await owner.getByRole("button", { name: "Set a price" }).click();
  const price = owner.getByRole("dialog", { name: "Set a price" });
  await price.getByLabel("Model").fill("scripted");
  await price.getByLabel("Input").fill("0");
  await price.getByLabel("Output").fill("1000");
  await expectAccessible(owner);
  await price.getByRole("button", { name: "Set the price" }).click();
  const prices = owner.getByRole("table", { name: "Prices of models" });
  await expect(prices.getByRole("row", { name: /^scripted Set here/ })).toContainText("$1000.00");
  await owner.goto(`/projects/${projectId}/settings`);
  const budgets = owner.getByRole("form", { name: "Budgets of the project" });
  await budgets.getByLabel("Budget of a run").fill("1");
  await budgets.getByRole("button", { name: "Save the budgets" }).click();
  await expect(budgets.getByRole("button", { name: "Save the budgets" })).toBeDisabled();

  const api = rest(lockkeeper, ownerSession.key);
  const tasks = `/projects/${projectId}/tasks`;
  const { id } = TaskView.parse(await api.send("POST", tasks, { title: "Dear work" }));
  await api.send("POST", `${tasks}/${id}/execute`);
  await owner.goto(`/projects/${projectId}/board/1`);
  const panel = owner.getByRole("complementary", { name: "Task 1" });
  await expect(panel.getByText("$0.85", { exact: true })).toBeVisible({ timeout: agentMs });
  gate.resolve();
  await expect(panel.getByText("Budget used up", { exact: true })).toBeVisible({ timeout: agentMs });
  await expect(panel).toContainText("This run's budget is used up: $1.85 of $1.00.");
  await expect(panel).toContainText("85 % of this run's budget is used");
  const card = owner.getByRole("link", { name: "#1 Dear work" });
  await expect(card).toContainText("Budget used up");
  await expect(card.getByText("This run's budget is used up: $1.85 of $1.00.")).toHaveCount(1);
  await expectAccessible(owner);

  await owner.getByRole("link", { name: /^Inbox/ }).click();
  const entry = owner.getByRole("list", { name: "What waits for you" }).getByRole("listitem");
  await expect(entry).toContainText("Budget used up");
  await expectAccessible(owner);
  await entry.getByRole("link", { name: "Look at the budget" }).click();
  await raiseTo(owner, "3");
  await expect(panel).toContainText("This run's budget is used up: $3.37 of $3.00.", { timeout: agentMs });
  await expect(panel.getByText("AI review", { exact: true })).toBeVisible();
  await expectAccessible(owner);
  await raiseTo(owner, "10");
  await expect(owner.getByRole("button", { name: "Approve" })).toBeVisible({ timeout: agentMs });
  await expect(panel.getByText("$3.39", { exact: true })).toBeVisible();

  await owner.goto("/settings/spending");
  const byProject = owner.getByRole("table", { name: "Costs by project" });
  await expect(byProject.getByRole("row", { name: /^Dear/ })).toContainText("$3.39");
  const byModel = owner.getByRole("table", { name: "Costs by model" });
  await expect(byModel.getByRole("row", { name: /^scripted OpenAI-compatible/ })).toContainText("$3.39");
  await expectAccessible(owner);
  await owner.goto(`/projects/${projectId}/settings`);
  const dearest = owner.getByRole("list", { name: "The dearest runs" });
  await expect(dearest.getByRole("listitem")).toContainText("Dear work$3.39");
  await expectAccessible(owner);
});

/** The word of a person who is asked again, because it costs more than was planned. */
async function raiseTo(page: Page, amount: string): Promise<void> {
  const pause = page.getByRole("region", { name: "The budget is used up" });
  await pause.getByLabel("It may cost in all").fill(amount);
  await pause.getByRole("button", { name: "Raise and go on" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("MEDIUM");
  await question.getByRole("button", { name: "Raise and go on" }).click();
  await expect(question).toHaveCount(0);
}
