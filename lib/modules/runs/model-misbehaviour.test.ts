import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword, type Script, type Turn } from "#e2e/fixtures/scripted-model/turns.ts";
import type { RunLimits } from "#lib/modules/runs/rules.ts";
import { RunEventPage, type RunState } from "#lib/modules/runs/schema.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";
import type { Supervisor } from "#lib/worker/supervise-runs.ts";

/** A model that answers as none should, behind the real agent: each of its ways ends in a card that says what was. */

let place: RunPlace;
let supervisor: Supervisor;
const answerCharactersMax = 150_000;
/** Of the one test that waits for it, and a pace beside which a slow answer would be silent. */
const silenceMs = 15_000;

const bash = (command: string) => ({
  toolCalls: [{ name: "bash", input: { command, description: "Runs it" } }],
});
const chunk = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const callOf = (name: string, text: string): Turn => ({
  raw: [
    chunk({ role: "assistant", content: "" }),
    chunk({
      tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name, arguments: text } }],
    }),
    chunk({}, "tool_calls"),
    "data: [DONE]\n\n",
  ],
});

function* endlessly(text: string): Generator<string> {
  for (;;) yield text;
}

const longText = Array.from(
  { length: 500 },
  (_, index) => `Line ${index + 1} of a long answer, as models write them.\n`,
);
const done: Turn = { text: "Done." };

const script: Script = (request) =>
  byKeyword({
    "Review the changes": [{ hang: "before" }],
    "Answers at length": [{ text: longText }],
    "Answers slowly": [{ text: ["It ", "takes ", "its ", "time", "."], delayMs: 3_000 }],
    "Calls wrongly": [
      callOf("no_such_tool", "{}"),
      callOf("write", '{"filePath": '),
      callOf("write", '{"content": 7}'),
      bash("echo right > right.txt"),
      done,
    ],
    "Falls silent": [{ text: "I think about", hang: "after_text" }],
    "Answers with garbage": [
      { raw: ['data: {"id": \n\n', "<html>502 Bad Gateway</html>\n\n", "\u0000\u0001"] },
    ],
    "Refuses the key": [{ error: { status: 401, message: "The key is not valid." } }],
    "Writes enormously": [bash("head -c 30000000 /dev/zero | tr '\\0' x"), { text: "x".repeat(100_000) }],
    "Comes to no end": [{ text: endlessly("and so on ".repeat(500)), delayMs: 50 }],
  })(request);

beforeAll(async () => {
  place = await runPlace(script);
  supervisor = place.supervisor;
  await supervise({ answerCharactersMax });
  await place.configure({ version: 1, isReviewOn: false });
}, 400_000);

afterAll(() => place?.close(), 60_000);

async function supervise(limits: Partial<RunLimits>): Promise<void> {
  await supervisor.stop();
  supervisor = place.startSupervisor(limits);
}

async function eventsOf(taskId: string) {
  const { projectId } = place;
  const page = await place.ask("run.list-events", { projectId, taskId, limit: "1000" });
  return RunEventPage.parse(page).items;
}

const saidOf = async (taskId: string) =>
  (await eventsOf(taskId)).flatMap((event) =>
    event.kind === "text" && event.data.role === "assistant" ? [event.data] : [],
  );

/** The card as it stands when its run moves no more. */
async function cardAfter(title: string, states: readonly RunState[]): Promise<TaskView> {
  const { id } = await place.createTask(title);
  await place.must("run.start", id);
  return place.until(id, `${title} has ended`, ({ currentRun }) =>
    states.includes(currentRun?.state ?? "queued"),
  );
}

const goesOn = async ({ id }: TaskView) => {
  await place.must("run.continue", id, { text: "Calls wrongly" });
  await place.until(id, "it went on", ({ status }) => status === "human_review");
};

test("a long answer and a slow one stand there whole; slow is not silent", async () => {
  const [long, slow] = await Promise.all(
    ["Answers at length", "Answers slowly"].map((title) => cardAfter(title, ["finished", "interrupted"])),
  );
  expect(long).toMatchObject({ status: "human_review", statusReason: "The agent changed nothing." });
  expect((await saidOf(long?.id ?? "")).map(({ text }) => text)).toEqual([longText.join("")]);
  expect(slow).toMatchObject({ status: "human_review", statusReason: "The agent changed nothing." });
  expect((await saidOf(slow?.id ?? "")).map(({ text }) => text)).toEqual(["It takes its time."]);
}, 400_000);

test("calls of tools that do not exist, or with broken input, are told to the model, and it goes on", async () => {
  const card = await cardAfter("Calls wrongly", ["finished", "failed", "interrupted"]);
  expect(card).toMatchObject({ status: "human_review", statusReason: null });
  const { outside } = place.workspace;
  const path = join(outside, "worktrees", `task-${card.number}`, "right.txt");
  expect(await readFile(path, "utf8")).toBe("right\n");
  const calls = (await eventsOf(card.id)).flatMap((event) =>
    event.kind === "tool" ? [event.data.state] : [],
  );
  expect(calls.filter((state) => state === "completed").length).toBeGreaterThanOrEqual(1);
  expect(calls.filter((state) => state === "pending" || state === "running")).toEqual([]);
}, 400_000);

test("a model that falls silent in the middle is given up with what it had said, and Continue works", async () => {
  await supervise({ silenceMs, answerCharactersMax });
  const card = await cardAfter("Falls silent", ["interrupted", "failed"]);
  expect(card).toMatchObject({ status: "in_progress", currentRun: { state: "interrupted" } });
  expect(card.statusReason).toBe(`The agent has said nothing for ${silenceMs / 1000} seconds.`);
  expect(await saidOf(card.id)).toMatchObject([{ text: "I think about", isBrokenOff: true }]);
  await supervise({ answerCharactersMax });
  await goesOn(card);
}, 400_000);

test("an answer without an end is stopped, is kept no further, and Continue works", async () => {
  const card = await cardAfter("Comes to no end", ["interrupted", "failed"]);
  expect(card.statusReason).toContain("came to no end");
  const [said, ...others] = await saidOf(card.id);
  expect(others).toEqual([]);
  expect(said?.text.length).toBeLessThan(answerCharactersMax * 2);
  await goesOn(card);
}, 400_000);

test("an enormous output is cut for the eye, and the run goes on", async () => {
  const card = await cardAfter("Writes enormously", ["finished", "failed", "interrupted"]);
  expect(card).toMatchObject({ status: "human_review" });
  const [call] = (await eventsOf(card.id)).flatMap((event) => (event.kind === "tool" ? [event.data] : []));
  expect(call?.output?.length).toBeLessThan(200_000);
  expect(call?.isOutputCut).toBe(true);
}, 400_000);

test("garbage and a refused key end the run with a reason, and never as done", async () => {
  for (const title of ["Answers with garbage", "Refuses the key"]) {
    const card = await cardAfter(title, ["failed", "interrupted", "finished"]);
    expect(card.currentRun?.state, title).not.toBe("finished");
    expect(card.statusReason, title).toBeTruthy();
    expect(card.verbs, title).toContain("run.continue");
  }
}, 300_000);

test("a reviewer that falls silent is given up for that reason, and not as one that was lost", async () => {
  await supervise({ silenceMs, answerCharactersMax });
  await place.configure({ version: 2, isReviewOn: true });
  const card = await cardAfter("Calls wrongly", ["interrupted", "failed", "finished"]);
  expect(card).toMatchObject({
    status: "ai_review",
    statusReason: `The agent has said nothing for ${silenceMs / 1000} seconds.`,
    currentRun: { state: "interrupted" },
  });
}, 400_000);
