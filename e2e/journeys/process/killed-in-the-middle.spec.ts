import { join } from "node:path";
import { z } from "zod";
import { type BareOrigin, bareOrigin } from "#e2e/fixtures/bare-origin.ts";
import { type GitGate, gitGate } from "#e2e/fixtures/git-gate.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { type Rest, rest } from "#e2e/fixtures/rest.ts";
import type { Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { expect, test } from "#e2e/fixtures/test.ts";
import { useModel } from "#e2e/fixtures/use-model.ts";
import { GitStatus } from "#lib/modules/git/schema.ts";
import { ProjectView } from "#lib/modules/projects/schema.ts";
import { RunEventPage } from "#lib/modules/runs/schema.ts";
import { TaskPage, TaskView } from "#lib/modules/tasks/schema.ts";
import { OperationPage } from "#lib/operations/schema.ts";

// The whole server is ended with SIGKILL and started again; its workspaces and agents go on, as after a crash.
test.describe.configure({ mode: "serial", timeout: 300_000 });

const agentMs = 120_000;
/** The lease of what a dead server did, the start of the next one, and what is left to do. */
const recoverMs = 90_000;

let gate: GitGate;
let origin: BareOrigin;
let model: ScriptedModel;
let api: Rest;
let projectId: string;

/** Says what it does in many pieces, then writes one line into a file of the task's own; one call for each task. */
const script: Script = ({ isTitle, prompt, step }) => {
  if (isTitle) return { text: "A scripted title" };
  const name = `tide-${/\d+/.exec(prompt)?.[0]}.txt`;
  const command = `echo high water >> ${name}`;
  if (step > 0) return { text: `It stands in ${name}.` };
  const toolCalls = [{ name: "bash", input: { command, description: "Writes the tide" } }];
  if (!prompt.includes("slowly")) return { text: "I write it.", toolCalls };
  return { text: Array.from({ length: 30 }, (_, index) => `Wave ${index + 1}. `), delayMs: 300, toolCalls };
};

test.beforeAll(async ({ lockkeeper, ownerSession }) => {
  gate = await gitGate();
  origin = await bareOrigin();
  await gate.guardPushes(origin.path);
  model = await startScriptedModel({ script });
  api = rest(lockkeeper, ownerSession.key);
  await useModel(api, model);
});
test.afterAll(async () => {
  await model?.close();
  await origin?.remove();
  await gate?.remove();
});

const readTask = (taskId: string) => api.get(`/projects/${projectId}/tasks/${taskId}`, TaskView);

async function operationsOf(command: string, targetId: string) {
  const { items } = await api.get(`/operations?command=${command}&limit=200`, OperationPage);
  return items.filter(({ target }) => target.id === targetId);
}

/** A task as it stands once its agent is at work or, by default, through. */
async function runTask(title: string): Promise<string> {
  const task = z
    .object({ id: z.string() })
    .parse(await api.send("POST", `/projects/${projectId}/tasks`, { title }));
  await api.send("POST", `/projects/${projectId}/tasks/${task.id}/execute`);
  return task.id;
}

const isReviewable = (taskId: string) =>
  expect.poll(async () => (await readTask(taskId)).status, { timeout: agentMs }).toBe("human_review");

/** What the workspace's own checkout says of itself. */
async function gitStatus() {
  const { workspace } = await api.get(`/projects/${projectId}`, ProjectView);
  return api.get(`/git/status/${workspace?.id}`, GitStatus);
}

const Made = z.object({ project: z.object({ id: z.string() }), operation: z.object({ id: z.string() }) });

test("killed while it clones, the server clones again and the open page goes on to the board", async ({
  lockkeeper,
  owner,
}) => {
  const source = { type: "git", url: await gate.serve(origin.path) };
  await gate.hold("clone");
  const { project } = Made.parse(await api.send("POST", "/projects", { name: "Tide tables", source }));
  await owner.goto(`/projects/${project.id}`);
  await expect(owner.getByRole("heading", { name: "Creating Tide tables" })).toBeVisible();
  await gate.reached("clone");
  await lockkeeper.kill();
  await gate.open("clone");
  await lockkeeper.restart();

  await expect(owner).toHaveURL(/\/board$/, { timeout: recoverMs });
  await expect(owner.getByText("Give an agent its first task")).toBeVisible({ timeout: recoverMs });
  const [creation, ...others] = await operationsOf("project.create", project.id);
  expect(others).toEqual([]);
  expect(creation).toMatchObject({ state: "succeeded", attempt: 2 });
  expect(creation?.steps.map(({ state }) => state)).toEqual(Array(4).fill("succeeded"));
  await owner.goto(`/operations/${creation?.id}`);
  await expect(owner.getByText("Attempt", { exact: true })).toBeVisible();
});

test("killed while an agent speaks, the server follows it on: said once, done once", async ({
  lockkeeper,
  owner,
  ownerSession,
}) => {
  projectId = await newProject(lockkeeper, ownerSession, {
    name: "Breakwater",
    source: { type: "git", url: origin.path },
  });
  await api.send("PUT", `/projects/${projectId}/config`, { isReviewOn: false });
  const { workspace } = await api.get(`/projects/${projectId}`, ProjectView);
  await gate.guardCheckouts(join(lockkeeper.home, "workspaces", workspace?.id ?? "", "files"), "tide-*.txt");
  const taskId = await runTask("Write tide 1 slowly");
  const events = async () =>
    (await api.get(`/projects/${projectId}/tasks/${taskId}/events?limit=1000`, RunEventPage)).items;
  await owner.goto(`/projects/${projectId}/board/1`);
  await expect.poll(async () => JSON.stringify(await events()), { timeout: agentMs }).toContain("Wave 3.");
  await lockkeeper.kill();
  await lockkeeper.restart();

  await isReviewable(taskId);
  const all = (await events()).sort((one, other) => one.position - other.position);
  const texts = all.flatMap((event) => (event.kind === "text" ? [event.data] : []));
  expect(texts.filter(({ role }) => role === "user")).toHaveLength(1);
  const whole = texts.filter(({ text, isBrokenOff }) => text.includes("Wave 1.") && !isBrokenOff);
  expect(whole.map(({ text }) => text.trim().split(". ").length)).toEqual([30]);
  expect(texts.every(({ isFinished }) => isFinished)).toBe(true);
  expect(all.filter(({ kind }) => kind === "tool")).toHaveLength(1);
  expect(texts.at(-1)?.text).toBe("It stands in tide-1.txt.");
  expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
  expect(await operationsOf("run.start", taskId)).toMatchObject([{ state: "succeeded" }]);
  const conversation = owner.getByRole("log", { name: "Conversation" });
  await expect(conversation).toContainText("It stands in tide-1.txt.");
  // What was cut is kept by the agent as far as it had written it down, which may be not at all.
  const brokenOff = texts.filter(({ isBrokenOff, text }) => isBrokenOff && text !== "").length;
  expect(brokenOff).toBeLessThanOrEqual(1);
  await expect(conversation.getByText("Broken off here")).toHaveCount(brokenOff);
  await expect(owner.getByRole("button", { name: "Approve" })).toBeVisible();
});

/** Where the server is killed, and until which step it had come by then. */
const points = [
  { point: null, name: "as soon as it was asked for", file: 2 },
  { point: "merge", name: "while the merge is written", file: 3 },
  { point: "push", name: "between the merge and the push", file: 4 },
  { point: "pushed", name: "behind the push, before it knew of it", file: 5 },
] as const;

test("the work that the next tests approve is there", async () => {
  for (const pair of [points.slice(0, 2), points.slice(2)]) {
    const ids = await Promise.all(pair.map(({ file }) => runTask(`Write tide ${file}`)));
    for (const id of ids) await isReviewable(id);
  }
});

for (const { point, name, file } of points) {
  test(`killed in an approval ${name}: merged once, pushed once, and the card says so`, async ({
    lockkeeper,
    owner,
  }) => {
    const { items } = await api.get(`/projects/${projectId}/tasks?q=tide ${file}`, TaskPage);
    const [task] = items;
    if (!task) throw new Error("There is no such task.");
    const { id, number } = task;
    const before = await origin.git("rev-parse", "main");
    await owner.goto(`/projects/${projectId}/board/${number}`);
    if (point) await gate.hold(point);
    await owner.getByRole("button", { name: "Approve" }).click();
    if (point) await gate.reached(point);
    else await expect.poll(async () => (await operationsOf("task.approve", id)).length).toBe(1);
    await lockkeeper.kill();
    if (point) await gate.open(point);
    await lockkeeper.restart();

    await expect.poll(async () => (await readTask(id)).status, { timeout: recoverMs }).toBe("done");
    expect(await readTask(id)).toMatchObject({
      resolution: "merged",
      statusReason: null,
      isApproving: false,
    });
    const [approval, ...others] = await operationsOf("task.approve", id);
    expect(others).toEqual([]);
    expect(approval).toMatchObject({ state: "succeeded", error: null });
    expect(new Set(approval?.steps.map(({ state }) => state))).toEqual(new Set(["succeeded"]));
    const commits = (await origin.git("log", "--format=%s", `${before}..main`)).split("\n");
    expect(commits.filter((subject) => subject === `Write tide ${file}`)).toHaveLength(1);
    expect(commits.filter((subject) => subject.startsWith("Merge task")).length).toBeLessThanOrEqual(1);
    expect(await origin.git("show", `main:tide-${file}.txt`)).toBe("high water");
    await expect(owner.getByText("Merged", { exact: true }).first()).toBeVisible();
    expect(await gitStatus()).toMatchObject({ head: await origin.git("rev-parse", "main"), entries: [] });
  });
}
