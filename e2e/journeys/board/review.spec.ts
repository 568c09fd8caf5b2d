import type { Page, Route } from "@playwright/test";
import { type BareOrigin, smallOrigin } from "#e2e/fixtures/bare-origin.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { type Rest, rest } from "#e2e/fixtures/rest.ts";
import type { ModelRequest, Turn } from "#e2e/fixtures/scripted-model/turns.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { test, expect as usual } from "#e2e/fixtures/test.ts";
import { useModel } from "#e2e/fixtures/use-model.ts";
import { TaskView } from "#lib/modules/tasks/schema.ts";

// Three agents work at once on a small harbour; what they did is reviewed by an agent, a check and a person.
test.describe.configure({ mode: "serial", timeout: 400_000 });

// Agents are at work on the same machine while a page is looked at.
const expect = usual.configure({ timeout: 45_000 });
const agentMs = 240_000;
let model: ScriptedModel;
let origin: BareOrigin;
let projectId: string;

const harbour = `export interface Berth {
  name: string;
  depth: number;
}

export const berths: Berth[] = [{ name: "North", depth: 7 }];
`;
const tides = `/** When the water is high. */
export const heights: { at: string; height: number }[] = [
  { at: "06:12", height: 4 },
];
`;
// One case fails until the heights have a unit.
const check = `echo 1..2
echo "ok 1 - there are tides"
if grep -qs heightMetres src/tides.ts; then echo "ok 2 - heights have a unit"; exit 0; fi
if [ ! -f src/tides.ts ]; then exit 0; fi
echo "not ok 2 - heights have a unit"
exit 1
`;

const bash = (command: string): Turn => ({
  text: "I do it.",
  toolCalls: [{ name: "bash", input: { command, description: "Changes files" } }],
});

const turns: [string, Turn[]][] = [
  ["Comments on the changes", [bash("sed -i s/height:/heightMetres:/g src/tides.ts")]],
  [
    "ended in a conflict",
    [bash("git checkout --ours src/harbour.ts && echo '// Wide.' >> src/harbour.ts && git add --all")],
  ],
  [
    "Tell the tides",
    [
      { text: "Tides.", toolCalls: [{ name: "write", input: { filePath: "src/tides.ts", content: tides } }] },
      bash("sed -i 's/depth: number/depthAtLowTide: number/' src/harbour.ts && echo Tides. >> README.md"),
    ],
  ],
  ["Widen the quay", [bash("sed -i 's/depth: number/depth: bigint/' src/harbour.ts")]],
  ["Name the pilot", [bash("echo Grace > PILOT.md")]],
];

function play({ prompt, step, isTitle, structuredTool }: ModelRequest): Turn {
  if (isTitle) return { text: "A scripted title" };
  if (structuredTool === null) {
    return turns.find(([words]) => prompt.includes(words))?.[1][step] ?? { text: "Done." };
  }
  const isUnclear = prompt.includes("+  { at:") && !prompt.includes("heightMetres");
  const input = isUnclear
    ? {
        verdict: "changes",
        summary: "Heights of what?",
        comments: [{ path: "src/tides.ts", line: 3, text: "Say in which unit the height is." }],
      }
    : { verdict: "approve", summary: "All is well.", comments: [] };
  return { toolCalls: [{ name: structuredTool, input }] };
}

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  model = await startScriptedModel({ script: play });
  origin = await smallOrigin({
    "README.md": "# Harbour\n",
    "check.sh": check,
    "src/harbour.ts": harbour,
  });
  const door = rest(lockkeeper, ownerSession.key);
  await useModel(door, model);
  const source = { type: "git", url: origin.path } as const;
  projectId = await newProject(lockkeeper, ownerSession, { name: "Reviewed", source });
  await door.send("PUT", `/projects/${projectId}/config`, {
    checkCommand: "sh check.sh",
    reviewRoundsMax: 0,
  });
  for (const title of ["Tell the tides", "Widen the quay", "Name the pilot"]) await start(door, title);
});
test.afterAll(async () => {
  await model?.close();
  await origin?.remove();
});

async function start(door: Rest, title: string): Promise<void> {
  const task = TaskView.parse(await door.send("POST", `/projects/${projectId}/tasks`, { title }));
  await door.send("POST", `/projects/${projectId}/tasks/${task.id}/execute`);
}

const file = (page: Page, path: string) => page.getByRole("article", { name: path, exact: true });
const approve = (page: Page) => page.getByRole("button", { name: "Approve and squash" });

async function approveAndSee(page: Page, number: number): Promise<void> {
  await approve(page).click();
  await page.getByRole("button", { name: "Close the task" }).click();
  const done = page.getByRole("region", { name: /^Done,/ });
  await expect(done.locator(`[data-task="${number}"]`)).toContainText("Merged", { timeout: agentMs });
}

test("the verdict of an agent, the cases of the check and a person's comments stand at the lines they are about", async ({
  owner,
}) => {
  await owner.goto(`/projects/${projectId}/settings`);
  await owner.getByRole("radio", { name: /^Squash/ }).click();
  await expect(owner.getByRole("radio", { name: /^Squash/ })).toBeChecked();

  await owner.goto(`/projects/${projectId}/board/1`);
  await expect(approve(owner)).toBeVisible({ timeout: agentMs });
  await owner.getByRole("tab", { name: "Checks" }).click();
  const cases = owner.getByRole("region", { name: "Cases of the check" });
  await expect(cases).toContainText("1 passed, 1 failed");
  await expect(cases.getByRole("listitem")).toHaveText(/heights have a unit/);
  await cases.getByRole("button", { name: "All cases" }).click();
  await expect(cases.getByRole("listitem")).toHaveCount(2);

  await owner.getByRole("tab", { name: "Changes" }).click();
  await expect(owner.getByRole("region", { name: "AI review" })).toContainText("Asks for changes");
  await expect(
    file(owner, "src/tides.ts").getByRole("article", { name: "Comment of AI review" }),
  ).toContainText("Say in which unit the height is.");
  await expect(file(owner, "src/tides.ts").locator(".text-syntax-keyword").first()).toHaveText("export");
  const row = (text: string) => file(owner, "src/harbour.ts").locator("[data-diff-row]", { hasText: text });
  await expect(row("depth: number").filter({ hasText: "depthAtLowTide" })).toHaveCount(0);
  await owner.getByRole("button", { name: "Side by side" }).click();
  await expect(row("depth: number").filter({ hasText: "depthAtLowTide" })).toHaveCount(1);
  await owner.getByRole("button", { name: "Unified" }).click();

  const files = owner.getByRole("navigation", { name: "Changed files" });
  await file(owner, "README.md").getByRole("checkbox", { name: "Viewed" }).click();
  await expect(files).toContainText("1 of 3 viewed");
  await file(owner, "src/tides.ts").getByText("06:12").hover();
  await file(owner, "src/tides.ts").getByRole("button", { name: "Comment on line 3" }).click();
  await owner.getByLabel("Comment", { exact: true }).fill("Metres, please");
  await owner.getByRole("button", { name: "Suggest", exact: true }).click();
  await owner.getByLabel("What should stand there instead").fill('  { at: "06:12", heightMetres: 4 },');
  await owner.getByRole("button", { name: "Add comment" }).click();
  await row("depthAtLowTide").focus();
  await owner.keyboard.press("c");
  // The first one may be on its way still.
  await file(owner, "src/harbour.ts").getByLabel("Comment", { exact: true }).fill("This one is good");
  await owner.keyboard.press("Control+Enter");
  await expect(owner.getByRole("region", { name: "Your comments" })).toContainText("This one is good");
  await owner.reload();
  await expect(files).toContainText("1 of 3 viewed");
  await expect(file(owner, "src/tides.ts")).toContainText("Metres, please");
  await expect(owner.getByText("2 comments go with it.")).toBeVisible();
});

test("comments go to the agent as one message, only what is new since is shown, and a squash is merged and pushed", async ({
  owner,
}) => {
  // The comments go along also where the page has not been told of them yet.
  const late = async (route: Route) => {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await route.continue();
  };
  await owner.route(/\/tasks\/[^/]+\/review$/, late, { times: 1 });
  await owner.goto(`/projects/${projectId}/board/1?tab=changes`);
  await owner.getByLabel("What should change").fill("Nearly there.");
  await owner.getByRole("button", { name: "Send back" }).click();
  await expect(owner.getByLabel("What should change")).toHaveCount(0);
  await expect(approve(owner)).toBeVisible({ timeout: agentMs });
  const told = model.requests.filter(({ prompt }) => prompt.startsWith("Nearly there."))[0]?.prompt;
  expect(told).toContain("- src/harbour.ts:3: This one is good");
  expect(told).toContain("- src/tides.ts:3: Metres, please");
  expect(told).toContain('{ at: "06:12", heightMetres: 4 },');

  await expect(owner.getByRole("region", { name: "AI review" })).toContainText("Passed");
  await expect(owner.getByRole("region", { name: "Check" })).toContainText("2 passed");
  await expect(owner.getByRole("region", { name: "Said before" })).toContainText("Metres, please");
  await expect(file(owner, "src/harbour.ts")).toBeVisible();
  await owner.getByRole("button", { name: "Since last review" }).click();
  await expect(file(owner, "src/harbour.ts")).toHaveCount(0);
  await expect(file(owner, "README.md")).toHaveCount(0);
  await expect(file(owner, "src/tides.ts")).toContainText("heightMetres");

  await owner.getByRole("button", { name: "Terminal in the worktree" }).click();
  await expect(owner).toHaveURL(/\/terminal\?terminal=/);
  await owner.goBack();
  const before = await origin.git("rev-parse", "main");
  await approveAndSee(owner, 1);
  expect(await origin.git("log", "--format=%s", `${before}..main`)).toBe("Tell the tides");
  expect(await origin.git("branch", "--list")).toBe("* main");
  expect(await origin.git("show", "main:src/tides.ts")).toContain("heightMetres");
});

test("where the base has moved it is taken over first, and a conflict is shown, given to the agent and merged", async ({
  owner,
}) => {
  await owner.goto(`/projects/${projectId}/board/3?tab=changes`);
  const moved = owner.getByRole("region", { name: "The base has moved" });
  await expect(moved).toContainText("main has 1 commit that this work has not");
  await moved.getByRole("button", { name: "Update first" }).click();
  await expect(moved).toHaveCount(0, { timeout: agentMs });
  await expect(file(owner, "PILOT.md")).toBeVisible();
  await expect(file(owner, "src/tides.ts")).toHaveCount(0);
  await approveAndSee(owner, 3);

  await owner.goto(`/projects/${projectId}/board/2`);
  await approve(owner).click();
  const conflict = owner.getByRole("region", { name: "The merge ended in a conflict" });
  await expect(conflict).toBeVisible({ timeout: agentMs });
  await expect(owner.getByText(/conflict in 1 file: src\/harbour\.ts/i).first()).toBeVisible();
  await conflict.getByRole("button", { name: "Let the agent resolve it" }).click();
  await expect(conflict).toHaveCount(0);
  await expect(approve(owner)).toBeVisible({ timeout: agentMs });
  await approveAndSee(owner, 2);
  expect(await origin.git("show", "main:src/harbour.ts")).toMatch(/bigint[\s\S]+Wide/);
  expect(await origin.git("show", "main:PILOT.md")).toBe("Grace");
});
