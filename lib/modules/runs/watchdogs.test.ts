import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import { getAgent } from "#lib/providers/workspaced/agents.ts";

/** The real OpenCode, watched: how much memory it takes, and how often it is prompted before a person is asked. */

let place: RunPlace;
let runId = "";
const servers: (number | null)[] = [];
const asked: { prompt: string; messages: number }[] = [];

const bash = (command: string) => ({
  toolCalls: [{ name: "bash", input: { command, description: "Runs it" } }],
});

const script: Script = async (request) => {
  if (request.prompt.includes("Review the changes")) {
    const verdict = { verdict: "changes", summary: "Not yet.", comments: [] };
    const tool = request.structuredTool;
    return tool ? { toolCalls: [{ name: tool, input: verdict }] } : { text: JSON.stringify(verdict) };
  }
  if (!request.isTitle && request.step === 0) {
    asked.push({ prompt: request.prompt, messages: request.messages.length });
    if (runId) servers.push((await getAgent(place.workspace.address, runId)).pid);
  }
  return byKeyword({
    "Then more": [bash("echo more > more.txt"), { text: "More." }],
    Begin: [bash("sleep 3; echo one > one.txt"), { text: "One." }],
  })(request);
};

beforeAll(async () => {
  place = await runPlace(script);
  await place.supervisor.stop();
  place.startSupervisor({ agentMemoryBytes: 1 });
}, 120_000);

afterAll(() => place?.close(), 60_000);

test("an agent's server that has grown too large is started anew between turns and goes on in its session", async () => {
  await place.configure({ version: 1, isReviewOn: false });
  const { id } = await place.createTask("Begin");
  await place.must("run.start", id);
  const working = await place.until(id, "it works", ({ currentRun }) => currentRun?.state === "running");
  runId = working.currentRun?.id ?? "";
  const { pid } = await getAgent(place.workspace.address, runId);
  await place.run("run.message", { runId, text: "Then more" });
  const done = await place.until(id, "it is done", ({ status }) => status === "human_review");
  expect(done.currentRun).toMatchObject({ state: "finished" });
  expect(asked.map(({ prompt }) => prompt)).toEqual(["Begin", "Then more"]);
  expect(asked[1]?.messages, "the session was kept").toBeGreaterThan(asked[0]?.messages ?? 0);
  expect(servers.at(-1)).toEqual(expect.any(Number));
  expect(servers.at(-1), "another process").not.toBe(pid);
}, 400_000);

test("a run that was given all of its prompts is not sent back by its reviewer, and its card says so", async () => {
  await place.configure({ version: 2, isReviewOn: true, reviewRoundsMax: 5, turnsMax: 1 });
  const { id } = await place.createTask("Then more");
  await place.must("run.start", id);
  const spent = await place.until(
    id,
    "a person is asked",
    ({ status }) => status === "human_review",
    300_000,
  );
  expect(spent).toMatchObject({
    statusReason:
      "The review asks for changes, and the run was given its one prompt. Send it back to let it go on.",
    currentRun: { state: "finished", reviewRound: 1 },
  });
}, 400_000);
