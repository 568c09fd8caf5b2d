import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { interactions } from "#drizzle/schema/tasks.ts";
import { byKeyword, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { expireAsks } from "#lib/modules/runs/expire-asks.ts";
import type { RunLimits } from "#lib/modules/runs/rules.ts";
import { RunEventPage, type RunState } from "#lib/modules/runs/schema.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";
import type { Supervisor } from "#lib/worker/supervise-runs.ts";

let place: RunPlace;
let supervisor: Supervisor;

const bash = (command: string) => ({
  toolCalls: [{ name: "bash", input: { command, description: "Runs it" } }],
});
const colour = {
  question: "Which colour?",
  header: "Colour",
  options: [
    { label: "Red", description: "As the port light" },
    { label: "Green", description: "As the starboard light" },
  ],
};
let reviews = 0;
const script: Script = (request) => {
  if (request.prompt.includes("Review the changes")) {
    reviews += 1;
    const verdict = { verdict: "approve", summary: "Good.", comments: [] };
    const tool = request.structuredTool;
    return tool ? { toolCalls: [{ name: tool, input: verdict }] } : { text: JSON.stringify(verdict) };
  }
  return byKeyword({
    "Look outside": [
      { toolCalls: [{ name: "read", input: { filePath: "/etc/hostname" } }] },
      bash("echo inside > inside.txt"),
      { text: "I stayed inside." },
    ],
    "Ask me": [
      { toolCalls: [{ name: "question", input: { questions: [colour] } }] },
      bash("echo red > colour.txt"),
    ],
    "Say nothing": [{ hang: "before" }],
    Write: [bash("echo written >> written.txt")],
    Sleep: [bash("sleep 300")],
  })(request);
};

beforeAll(async () => {
  place = await runPlace(script);
  supervisor = place.supervisor;
}, 120_000);

afterAll(() => place?.close(), 60_000);

const isIn = (state: RunState) => (task: TaskView) => task.currentRun?.state === state;

/** The next supervisor, with limits that a test can wait for. */
async function supervise(limits: Partial<RunLimits>): Promise<void> {
  await supervisor.stop();
  supervisor = place.startSupervisor(limits);
}

async function started(title: string): Promise<string> {
  const { id } = await place.createTask(title);
  await place.must("run.start", id);
  return id;
}

async function eventsOf(taskId: string) {
  const { projectId } = place;
  const page = await place.ask("run.list-events", { projectId, taskId, limit: "1000" });
  return RunEventPage.parse(page).items;
}

/** Whether a process that wrote its number into a file of the worktree still runs. */
async function isRunning(file: string): Promise<boolean> {
  const pid = Number(await readFile(join(place.workspace.outside, file), "utf8"));
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A check that never ends by itself and says which process it is. */
const endlessCheck = (file: string) =>
  `echo "it begins"; echo $$ > '${join(place.workspace.outside, file)}'; while :; do sleep 1; done`;

const nowhere = { baseUrl: "http://127.0.0.1:1", headers: {}, directory: "/" };

test("a permission that nobody gives in time is refused, and the agent goes on without it", async () => {
  await place.configure({ version: 1, isReviewOn: false });
  const id = await started("Look outside");
  const asking = await place.until(id, "it asks", (task) => task.currentRun?.openAsks === 1);
  const { platform } = place.product;
  const { orm, sql } = platform.database;
  let stopping: Promise<void> = Promise.resolve();
  let isStopped = false;
  await sql.begin(async (tx) => {
    await tx`lock table interactions in access exclusive mode`;
    // By now a look at what is open waits for the lock.
    await wait(2_500);
    stopping = supervisor.stop().then(() => {
      isStopped = true;
    });
    await wait(300);
    expect(isStopped, "who lets go of a run has ended its last look").toBe(false);
  });
  await stopping;
  const [ask] = await orm
    .update(interactions)
    .set({ expiresAt: new Date(Date.now() - 1_000) })
    .where(eq(interactions.state, "open"))
    .returning();
  const runId = asking.currentRun?.id ?? "";
  expect(ask?.runId).toBe(runId);
  // The agent could not be told: it still waits, and so does the ask.
  await expect(expireAsks(platform, runId, nowhere)).rejects.toThrow();
  expect(await place.read(id)).toMatchObject({ currentRun: { state: "waiting", openAsks: 1 } });
  await supervise({});
  const over = await place.until(id, "it went on", ({ status }) => status === "human_review");
  expect(over.currentRun).toMatchObject({ state: "finished", openAsks: 0 });
  const events = await eventsOf(id);
  const permission = events.find(({ kind }) => kind === "permission");
  expect(permission?.data).toMatchObject({ state: "expired", reply: null, answeredBy: null });
  const { projectId } = place;
  const diff = await place.ask("run.read-diff", { projectId, taskId: id });
  expect(diff).toMatchObject({ files: [{ path: "inside.txt" }] });
  const late = { runId, permissionId: ask?.externalId, reply: "once" };
  expect(await place.run("run.answer-permission", late)).toMatchObject({
    outcome: "error",
    error: { type: "CONFLICT", message: "This permission is not open any more." },
  });
}, 120_000);

test("over the limit of parallel runs a card says how many are before it, and starts when a place is free", async () => {
  const busy = [await started("Sleep 1"), await started("Sleep 2")];
  for (const id of busy) await place.until(id, "it is at work", isIn("running"));
  const waiting = [await started("Write 3"), await started("Write 4")];
  const [third, fourth] = await Promise.all(waiting.map((id) => place.read(id)));
  expect(third?.currentRun).toMatchObject({ state: "queued", place: 0 });
  expect(fourth?.currentRun).toMatchObject({ state: "queued", place: 1 });
  await place.must("run.abort", busy[0] ?? "");
  for (const id of waiting)
    await place.until(id, "it was its turn", ({ status }) => status === "human_review");
  expect(await place.read(busy[1] ?? "")).toMatchObject({ currentRun: { state: "running", place: null } });
  await place.must("run.abort", busy[1] ?? "");
  await place.until(busy[1] ?? "", "it stopped", isIn("aborted"));
}, 150_000);

test("an agent that says nothing for too long is interrupted with that reason, and Continue works", async () => {
  await supervise({ silenceMs: 6_000 });
  const id = await started("Say nothing");
  const silent = await place.until(id, "it was given up", isIn("interrupted"));
  expect(silent).toMatchObject({
    status: "in_progress",
    statusReason: "The agent has said nothing for 6 seconds.",
    verbs: ["run.continue", "run.abort"],
  });
  await supervise({});
  await place.must("run.continue", id, { text: "Write now" });
  await place.until(id, "it went on", ({ status }) => status === "human_review");
}, 120_000);

test("an agent that waits for an answer is not silent, and an answer after a long time still reaches it", async () => {
  const id = await started("Ask me");
  const asking = await place.until(id, "it asks", (task) => task.currentRun?.openAsks === 1);
  await supervise({ silenceMs: 12_000 });
  const sinceMs = Date.now();
  await expect.poll(() => Date.now() - sinceMs, { timeout: 30_000 }).toBeGreaterThan(14_000);
  const question = (await eventsOf(id)).find((event) => event.kind === "question");
  const questionId = question?.kind === "question" ? question.data.questionId : "";
  const runId = asking.currentRun?.id;
  await place.run("run.answer-question", { runId, questionId, answers: [["Red"]] });
  const over = await place.until(id, "it went on", ({ status }) => status === "human_review");
  expect(over.currentRun).toMatchObject({ state: "finished" });
  await supervise({});
}, 120_000);

test("a check that does not end in its time is ended with all it started, and a person reads so", async () => {
  await supervise({ checkMs: 3_000 });
  await place.configure({ version: 2, checkCommand: endlessCheck("late-check") });
  const id = await started("Write and check");
  const reviewed = await place.until(id, "it was reviewed", ({ status }) => status === "human_review");
  expect(reviewed).toMatchObject({
    statusReason: "The check did not end in its time.",
    currentRun: { check: { exitCode: null, isTimedOut: true, output: "it begins\n" } },
  });
  expect(reviews).toBe(1);
  expect(await isRunning("late-check")).toBe(false);
}, 120_000);

test("Abort while the check runs ends the check and the run, in the name of who asked", async () => {
  await supervise({});
  await place.configure({ version: 3, checkCommand: endlessCheck("aborted-check") });
  const id = await started("Write and abort");
  await place.until(
    id,
    "it is checked",
    ({ currentRun }) => currentRun?.activity?.startsWith("Runs ") === true,
  );
  await expect.poll(() => isRunning("aborted-check").catch(() => false), { timeout: 20_000 }).toBe(true);
  await place.must("run.abort", id);
  const aborted = await place.until(id, "it stopped", isIn("aborted"));
  expect(aborted).toMatchObject({ status: "todo", statusReason: "Aborted by Ada Lovelace." });
  await expect.poll(() => isRunning("aborted-check"), { timeout: 20_000 }).toBe(false);
  expect(reviews).toBe(1);
}, 120_000);
