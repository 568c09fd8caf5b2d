import type { Page } from "@playwright/test";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { rest } from "#e2e/fixtures/rest.ts";
import { byKeyword, type Script, type Turn } from "#e2e/fixtures/scripted-model/turns.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { expect, test } from "#e2e/fixtures/test.ts";
import { useModel } from "#e2e/fixtures/use-model.ts";
import { RunEventPage } from "#lib/modules/runs/schema.ts";
import { TaskPage } from "#lib/modules/tasks/schema.ts";

// The real OpenCode works against a model that follows a script; the server is restarted under it.
test.describe.configure({ timeout: 240_000 });

const agentMs = 120_000;
let model: ScriptedModel;

test.beforeAll(async () => {
  model = await startScriptedModel({ script: watchScript() });
});
test.afterAll(() => model.close());

const bash = (command: string): Turn["toolCalls"] => [
  { name: "bash", input: { command, description: "Runs a command" } },
];
const todo = (content: string, status: string) => ({ content, status, priority: "medium" });
const todos = [
  todo("Read the harbour", "completed"),
  todo("Write it down", "in_progress"),
  todo("Rest", "pending"),
];

function watchScript(): Script {
  return byKeyword({
    "look around as a child": [
      { toolCalls: bash("echo from-the-child") },
      { text: "The child has looked around." },
    ],
    "watch me": [
      {
        reasoning: "Nobody needs to see this.",
        text: "I plan first.",
        toolCalls: [{ name: "todowrite", input: { todos } }],
      },
      {
        text: "I write it down.",
        toolCalls: [
          { name: "write", input: { filePath: "NOTES.md", content: "# Harbour\n\nTides come and go.\n" } },
        ],
      },
      {
        text: "Somebody else looks around.",
        toolCalls: [
          {
            name: "task",
            input: {
              description: "Looks around",
              prompt: "look around as a child",
              subagent_type: "general",
            },
          },
        ],
      },
      { text: "Now I rest a while.", toolCalls: bash("sleep 12 && echo well-rested") },
      { text: "All is written down." },
    ],
  });
}

const conversation = (page: Page) => page.getByRole("log", { name: "Conversation" });

test("a run is watched: plan, changes, sub-agent and words as they come; a reload, another device and a restart of the server lose nothing and double nothing", async ({
  owner,
  browser,
  lockkeeper,
  ownerSession,
}) => {
  const api = rest(lockkeeper, ownerSession.key);
  await useModel(api, model);
  const projectId = await newProject(lockkeeper, ownerSession, {
    name: "Watched",
    source: { type: "empty" },
  });
  await api.send("PUT", `/projects/${projectId}/config`, { isReviewOn: false });
  await api.send("POST", `/projects/${projectId}/tasks`, { title: "watch me" });
  const { items } = await api.get(`/projects/${projectId}/tasks`, TaskPage);
  const taskId = items[0]?.id ?? "";
  await api.send("POST", `/projects/${projectId}/tasks/${taskId}/execute`);

  const address = `/projects/${projectId}/board/1`;
  await owner.goto(address);
  await expect(conversation(owner)).toContainText("I plan first.", { timeout: agentMs });
  await expect(owner.getByRole("button", { name: /^Plan \d+ of/ })).toContainText("1 of 3");
  await owner.getByRole("button", { name: /^Plan \d+ of/ }).click();
  await expect(owner.getByRole("list", { name: "Plan of the agent" })).toContainText("Write it down");
  await owner.keyboard.press("Escape");
  await expect(owner.getByRole("button", { name: /^1 file/ })).toContainText("+3");
  const subAgent = owner.getByRole("button", { name: /^Sub-agent.*Looks around/ });
  await expect(subAgent).toContainText("1 call", { timeout: agentMs });
  await expect(conversation(owner)).toContainText("Now I rest a while.", { timeout: agentMs });

  await owner.reload();
  await expect(conversation(owner)).toContainText("Now I rest a while.");
  await lockkeeper.restart();
  const context = await browser.newContext({ baseURL: lockkeeper.url, storageState: ownerSession.state });
  const device = await context.newPage();
  await device.goto(address);
  for (const page of [owner, device]) {
    await expect(conversation(page)).toContainText("All is written down.", { timeout: agentMs });
    for (const once of ["I plan first.", "I write it down.", "Now I rest a while.", "All is written down."]) {
      await expect(conversation(page).getByText(once)).toHaveCount(1);
    }
  }
  await context.close();

  const events = await api.get(`/projects/${projectId}/tasks/${taskId}/events?limit=1000`, RunEventPage);
  const told = events.items.flatMap((event) =>
    event.kind === "tool" ? [[event.data.name, event.data.state]] : [],
  );
  expect(told.toSorted()).toEqual([
    ["bash", "completed"],
    ["bash", "completed"],
    ["task", "completed"],
    ["todowrite", "completed"],
    ["write", "completed"],
  ]);
});
