import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword, type ModelRequest, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { RunEventPage } from "#lib/modules/runs/schema.ts";
import { providerKey, type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import { familyOf, filesHolding, textsInProcess } from "#lib/modules/spending/test-memory.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";
import { newGatewayToken } from "#lib/platform/auth/run-key.ts";
import { getAgent } from "#lib/providers/workspaced/agents.ts";

let place: RunPlace;

const bash = (command: string) => ({
  toolCalls: [{ name: "bash", input: { command, description: "Works" } }],
});

const script: Script = (request: ModelRequest) => {
  if (request.structuredTool) {
    const input = { verdict: "approve", summary: "Good.", comments: [] };
    return { toolCalls: [{ name: request.structuredTool, input }] };
  }
  return byKeyword({
    "You were stopped": [
      bash("echo three > three.txt"),
      { text: "All three are there.", usage: { input: 100, output: 1500 } },
    ],
    "Dear work": [
      { ...bash("echo one > one.txt"), usage: { input: 100, output: 850 } },
      { ...bash("echo two > two.txt"), usage: { input: 100, output: 1000 } },
      { text: "This is never said." },
    ],
    "Key hunt": [bash("env; sleep 60"), { text: "Nothing found." }],
  })(request);
};

beforeAll(async () => {
  place = await runPlace(script);
}, 120_000);
afterAll(() => place?.close(), 60_000);

/** What asks for a confirmation is given it. */
const must = async (name: string, input: Record<string, unknown>) => {
  const asked = await place.run(name, input);
  const isHeld = asked.outcome === "held";
  const answer = isHeld ? await place.run("operation.confirm", { token: asked.confirm?.token }) : asked;
  if (answer.outcome !== "done") throw new Error(JSON.stringify(answer));
};

const runOf = ({ currentRun }: TaskView) => {
  if (!currentRun) throw new Error("The task has no run.");
  return currentRun;
};

const eventsOf = async (taskId: string) =>
  RunEventPage.parse(
    await place.ask("run.list-events", { projectId: place.projectId, taskId, limit: "1000" }),
  ).items;

test("the provider's key is in no memory, environment, argument, file or log of an agent at work, and its token is", async () => {
  const { id } = await place.createTask("Key hunt");
  await place.must("run.start", id);
  const working = await place.until(id, "its command runs", ({ currentRun }) =>
    Boolean(currentRun?.activity?.startsWith("bash")),
  );
  const run = runOf(working);
  const { pid } = await getAgent(place.workspace.address, run.id);
  if (pid === null) throw new Error("The agent has no process.");
  const token = newGatewayToken(place.product.platform.masterKey, run.id);
  // Its command is a process of its own, a moment after the call is told.
  let family = await familyOf(pid);
  for (const deadline = Date.now() + 20_000; family.length < 2 && Date.now() < deadline; await wait(100)) {
    family = await familyOf(pid);
  }
  const found = await Promise.all(family.map((one) => textsInProcess(one, [providerKey, token])));
  const all = new Set(found.flatMap((texts) => [...texts]));
  // What is looked for is found where it is: the token shows that memory was read.
  expect(all).toEqual(new Set([token]));
  expect(family.length).toBeGreaterThan(1);
  expect(await filesHolding(place.workspace.outside, providerKey)).toEqual([]);
  expect(await filesHolding(place.product.home, providerKey)).toEqual([]);
  expect(JSON.stringify(await eventsOf(id))).not.toContain(providerKey);
  expect(place.model.requests.some(({ credential }) => credential === providerKey)).toBe(true);
  await place.must("run.abort", id);
  await place.until(id, "it is stopped", ({ currentRun }) => currentRun?.state === "aborted");
}, 120_000);

test("a budget that is used up is told beforehand and pauses the real agent, at work as in its review; raised, it goes on to the end", async () => {
  await must("price.set", { provider: "custom", model: "scripted", inputUsd: 0, outputUsd: 1000 });
  await must("spending.set-budgets", { projectId: place.projectId, runUsd: 1 });
  const { id } = await place.createTask("Dear work");
  await place.must("run.start", id);
  const pausedIn = async (status: string) => {
    const isPaused = ({ currentRun }: TaskView) => currentRun?.state === "interrupted";
    const paused = await place.until(id, `it is paused in ${status}`, isPaused);
    expect(paused.statusReason).toContain("This run's budget is used up");
    expect(paused).toMatchObject({ status, verbs: ["run.continue", "run.abort"] });
    expect(runOf(paused)).toMatchObject({ pausedFor: "budget" });
    return runOf(paused);
  };
  const raiseTo = (budgetUsd: number) =>
    must("run.raise-budget", { projectId: place.projectId, taskId: id, budgetUsd });
  const toolsOf = async () =>
    (await eventsOf(id)).flatMap((event) => (event.kind === "tool" ? [event.data.state] : []));

  const atWork = await pausedIn("in_progress");
  expect(atWork.budgetUsd).toBe(1);
  expect(atWork.costUsd).toBeCloseTo(1.85);
  expect(await toolsOf()).toEqual(["completed", "completed"]);
  expect(JSON.stringify(await eventsOf(id))).toMatch(/8\d % of this run's budget is used/);

  await expect(place.must("run.continue", id)).rejects.toThrow("Raise it and let the run go on");
  await raiseTo(3);
  await place.must("run.continue", id);
  const inReview = await pausedIn("ai_review");
  expect(inReview.costUsd).toBeCloseTo(3.37);
  expect(await toolsOf()).toEqual(["completed", "completed", "completed"]);

  await raiseTo(10);
  await place.must("run.continue", id);
  const done = await place.until(id, "it is reviewed", ({ status }) => status === "human_review");
  expect(done.statusReason).toBeNull();
  expect(runOf(done)).toMatchObject({
    state: "finished",
    pausedFor: null,
    verdict: { verdict: "approve" },
  });
}, 300_000);
