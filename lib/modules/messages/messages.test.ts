import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runs } from "#drizzle/schema/tasks.ts";
import { byKeyword, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { MessageAnswer, MessagePage } from "#lib/modules/messages/schema.ts";
import { RunEventPage } from "#lib/modules/runs/schema.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";

/** The real OpenCode, and what people say to it while it works. */

let place: RunPlace;
let prompts: string[] = [];
let openReview: () => void = () => undefined;
let reviewGate: Promise<void> = Promise.resolve();
let reviews = 0;

const bash = (command: string) => ({
  toolCalls: [{ name: "bash", input: { command, description: "Runs it" } }],
});
const colour = { question: "Which colour?", header: "Colour", options: [{ label: "Red", description: "" }] };

const script: Script = async (request) => {
  if (request.prompt.includes("Review the changes")) {
    reviews += 1;
    await reviewGate;
    const verdict = { verdict: "approve", summary: "Good.", comments: [] };
    const tool = request.structuredTool;
    return tool ? { toolCalls: [{ name: tool, input: verdict }] } : { text: JSON.stringify(verdict) };
  }
  if (!request.isTitle && request.step === 0) prompts.push(request.prompt);
  return byKeyword({
    "write beta": [bash("echo beta > beta.txt"), { text: "Beta is there." }],
    "write gamma": [bash("echo gamma > gamma.txt"), { text: "Gamma is there." }],
    "Sleep a little": [bash("sleep 3"), bash("echo alpha > alpha.txt"), { text: "It slept." }],
    "Sleep long": [bash("sleep 300")],
    "Ask me": [{ toolCalls: [{ name: "question", input: { questions: [colour] } }] }],
  })(request);
};

beforeAll(async () => {
  place = await runPlace(script);
  await place.configure({ version: 1, isReviewOn: false });
}, 400_000);

afterAll(() => place?.close(), 60_000);

/** A card whose agent is at work, in the middle of a call. */
async function atWork(title: string) {
  prompts = [];
  const { id } = await place.createTask(title);
  await place.must("run.start", id);
  const task = await place.until(
    id,
    "it works",
    ({ currentRun }) => currentRun?.activity?.startsWith("bash") === true,
  );
  return { id, runId: task.currentRun?.id ?? "" };
}

async function say(runId: string, text: string, mode: "queue" | "interrupt" = "queue") {
  const answer = await place.run("run.message", { runId, text, mode });
  if (answer.outcome !== "done") throw new Error(JSON.stringify(answer));
  return MessageAnswer.parse(answer.result).message;
}

const messagesOf = async (runId: string) =>
  MessagePage.parse(await place.ask("run.list-messages", { runId })).items;

async function eventsOf(taskId: string) {
  const { projectId } = place;
  return RunEventPage.parse(await place.ask("run.list-events", { projectId, taskId, limit: "1000" })).items;
}

const isReviewed = ({ status }: { status: string }) => status === "human_review";

test("queued messages are told together when the turn ends, in their order and once, over a change of supervisors", async () => {
  const { id, runId } = await atWork("Sleep a little");
  await say(runId, "Then write beta");
  const second = await say(runId, "Never mind this");
  await say(runId, "and write no more");
  const withdrawal = { runId, messageId: second.id };
  expect(await place.run("run.withdraw-message", withdrawal)).toMatchObject({ outcome: "done" });
  expect(await place.run("run.withdraw-message", withdrawal)).toMatchObject({ error: { type: "CONFLICT" } });
  await place.supervisor.stop();
  place.startSupervisor();
  const task = await place.until(id, "it is done", isReviewed);
  expect(task.currentRun).toMatchObject({ state: "finished" });
  expect(prompts).toEqual(["Sleep a little", "Then write beta\n\nand write no more"]);
  expect(await messagesOf(runId)).toMatchObject([
    { text: "Then write beta", state: "sent", createdBy: "Ada Lovelace" },
    { text: "Never mind this", state: "withdrawn", sentAt: null },
    { text: "and write no more", state: "sent" },
  ]);
  const diff = await place.ask("run.read-diff", { projectId: place.projectId, taskId: id });
  expect(diff).toMatchObject({ files: [{ path: "alpha.txt" }, { path: "beta.txt" }] });
  const texts = (await eventsOf(id)).flatMap((event) =>
    event.kind === "text" && event.data.role === "user" ? [event.data.text] : [],
  );
  expect(texts).toEqual(prompts);
  const late = await place.run("run.message", { runId, text: "Too late" });
  expect(late).toMatchObject({ outcome: "error", error: { type: "CONFLICT" } });
  const [row] = await place.product.platform.database.orm.select().from(runs).where(eq(runs.id, runId));
  expect(row?.turns).toBe(2);
}, 400_000);

test("an interrupting message ends what the agent does and is told at once; what waited is told with it", async () => {
  const { id, runId } = await atWork("Sleep long");
  await say(runId, "First this");
  await say(runId, "Now write gamma", "interrupt");
  const task = await place.until(id, "it went on", isReviewed);
  expect(task.currentRun).toMatchObject({ state: "finished", openAsks: 0 });
  expect(prompts).toEqual(["Sleep long", "First this\n\nNow write gamma"]);
  const tools = (await eventsOf(id)).flatMap((event) => (event.kind === "tool" ? [event.data.state] : []));
  // A command that was broken off counts as ended; none is left running.
  expect(tools).toHaveLength(2);
  expect(tools).not.toContain("running");
}, 400_000);

test("an agent that waits for an answer can be told something else instead, and nobody is asked any more", async () => {
  prompts = [];
  const { id } = await place.createTask("Ask me");
  await place.must("run.start", id);
  const asking = await place.until(id, "it asks", (task) => task.currentRun?.openAsks === 1);
  await say(asking.currentRun?.id ?? "", "Do not ask, write gamma", "interrupt");
  const task = await place.until(id, "it went on", isReviewed);
  expect(task.currentRun?.openAsks).toBe(0);
  expect(prompts).toEqual(["Ask me", "Do not ask, write gamma"]);
}, 400_000);

test("who interrupts before the agent has begun is told to it with its task, and nothing is broken off", async () => {
  prompts = [];
  const { id } = await place.createTask("Begin slowly");
  await place.supervisor.stop();
  await place.must("run.start", id);
  const queued = await place.read(id);
  await say(queued.currentRun?.id ?? "", "Now write gamma", "interrupt");
  place.startSupervisor();
  const task = await place.until(
    id,
    "it stands still",
    ({ currentRun }) => currentRun?.state === "finished" || currentRun?.state === "interrupted",
  );
  expect(task).toMatchObject({ statusReason: null, currentRun: { state: "finished" } });
  expect(prompts).toEqual(["Begin slowly\n\nNow write gamma"]);
}, 400_000);

test("an interrupted run keeps what waits for it, and tells it when it goes on", async () => {
  const { id, runId } = await atWork("Sleep long");
  await say(runId, "Then write beta");
  await place.must("run.abort", id);
  await place.until(id, "it stopped", ({ currentRun }) => currentRun?.state === "aborted");
  expect(await messagesOf(runId)).toMatchObject([{ state: "waiting" }]);
  await place.must("run.continue", id, { text: "Go on" });
  await place.until(id, "it went on", isReviewed);
  expect(prompts).toEqual(["Sleep long", "Go on\n\nThen write beta"]);
}, 400_000);

test("what is said during a review sends the work back with it, at once or when the review is over", async () => {
  await place.configure({ version: 2, isReviewOn: true });
  for (const mode of ["queue", "interrupt"] as const) {
    reviews = 0;
    reviewGate = new Promise((resolve) => {
      openReview = resolve;
    });
    prompts = [];
    const { id } = await place.createTask("Please write beta");
    await place.must("run.start", id);
    const reviewing = await place.until(id, "it is reviewed", ({ status }) => status === "ai_review");
    await expect.poll(() => reviews, { timeout: 30_000 }).toBe(1);
    await say(reviewing.currentRun?.id ?? "", "Also write gamma", mode);
    if (mode === "queue") openReview();
    else await place.until(id, "it went back", ({ status }) => status === "in_progress");
    openReview();
    const task = await place.until(id, "both are there", isReviewed);
    expect(prompts).toEqual(["Please write beta", "Also write gamma"]);
    expect(task.currentRun).toMatchObject({ reviewRound: 2, verdict: { verdict: "approve" } });
  }
}, 400_000);
