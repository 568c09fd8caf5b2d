import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runs } from "#drizzle/schema/tasks.ts";
import { byKeyword, type ModelRequest, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { ConfigView } from "#lib/modules/configs/schema.ts";
import { followOutput } from "#lib/modules/runs/follow-output.ts";
import { RunEventPage, type RunState } from "#lib/modules/runs/schema.ts";
import { providerKey, type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import { TaskPage, type TaskView } from "#lib/modules/tasks/schema.ts";
import { newGatewayToken } from "#lib/platform/auth/run-key.ts";
import { getAgent } from "#lib/providers/workspaced/agents.ts";
import { commitFiles, gitIn } from "#workspaced/git/test-repository.ts";

let place: RunPlace;

/** The agent names files relative to its worktree; the scripted one reads where that is from what it is told. */
const worktreeOf = ({ system }: ModelRequest): string => {
  const found = /Working directory: (\S+)/i.exec(system)?.[1];
  if (!found) throw new Error(`No working directory in: ${system.slice(0, 3000)}`);
  return found;
};

const colour = {
  question: "Which colour?",
  header: "Colour",
  options: [
    { label: "Blue", description: "As the sky" },
    { label: "Green", description: "As the grass" },
  ],
};

const reviews: string[] = [];
const script: Script = (request) => {
  if (request.isTitle) return { text: "A title" };
  if (request.prompt.includes("Review the changes")) {
    reviews.push(request.prompt);
    const wants = request.prompt.includes("Harbour wall") && !request.prompt.includes("second.txt");
    const verdict = wants
      ? { verdict: "changes", summary: "Write second.txt too.", comments: [] }
      : { verdict: "approve", summary: "Good.", comments: [] };
    const tool = request.structuredTool;
    return tool ? { toolCalls: [{ name: tool, input: verdict }] } : { text: JSON.stringify(verdict) };
  }
  const write = (name: string, content: string) => ({
    text: "I write it.",
    toolCalls: [{ name: "write", input: { filePath: join(worktreeOf(request), name), content } }],
  });
  return byKeyword({
    "asks for changes": [write("second.txt", "two\n"), { text: "Second is there." }],
    "Harbour wall": [write("first.txt", "one\n"), { text: "First is there." }],
    "Say more": [write("more.txt", "more\n"), { text: "More is there." }],
    "Which colour": [
      { toolCalls: [{ name: "question", input: { questions: [colour] } }] },
      { toolCalls: [{ name: "read", input: { filePath: "/etc/hostname" } }] },
      write("colour.txt", request.toolResults.join().includes("Green") ? "green\n" : "none\n"),
    ],
    "Sleep long": [{ toolCalls: [{ name: "bash", input: { command: "sleep 60", description: "Sleeps" } }] }],
    "Sleep a little": [
      write("little.txt", "little\n"),
      { toolCalls: [{ name: "bash", input: { command: "sleep 6", description: "Sleeps" } }] },
      { text: "It slept." },
    ],
    "In the way": [write("a.txt", "of the agent\n"), { text: "Changed." }],
    "Light house": [write("light.txt", "lamp\n"), { text: "The light is on." }],
  })(request);
};

beforeAll(async () => {
  place = await runPlace(script);
}, 120_000);

afterAll(() => place.close(), 60_000);

test("a card is run by the real agent, reviewed, sent back, approved, merged and pushed", async () => {
  const { workspace, projectId } = place;
  await place.configure({ version: 1, checkCommand: "test -f first.txt && printf 'checked\\0\\n'" });
  const { id } = await place.createTask("Harbour wall");
  const asked = await place.must("run.start", id);
  expect(asked).toMatchObject({ outcome: "accepted", result: { run: { state: "queued" } } });
  expect((await place.read(id)).status).toBe("in_progress");
  const reviewed = await place.until(
    id,
    "a person is to review it",
    (task) => task.status === "human_review",
  );
  expect(reviewed.currentRun).toMatchObject({
    state: "finished",
    reviewRound: 2,
    verdict: { verdict: "approve" },
    // What PostgreSQL does not know as text is no reason to check again and again.
    check: { exitCode: 0, output: "checked\u{fffd}\n" },
    branch: "task/1-harbour-wall",
  });
  expect(reviewed.legalMoves).toEqual(["done", "in_progress", "todo"]);
  expect(reviews[0]).toContain("first.txt");
  expect(place.model.requests.every(({ credential }) => credential === providerKey)).toBe(true);
  const diff = await place.ask("run.read-diff", { projectId, taskId: id });
  expect(diff).toMatchObject({ files: [{ path: "first.txt" }, { path: "second.txt" }] });

  await place.must("run.feedback", id, {
    text: "Say more",
    comments: [{ path: "first.txt", line: 1, text: "Why?" }],
  });
  await place.until(id, "the feedback is done", (task) => task.status === "human_review");
  const events = RunEventPage.parse(
    await place.ask("run.list-events", { projectId, taskId: id, limit: "1000" }),
  ).items;
  const sequences = events.map(({ sequence }) => sequence);
  expect(new Set(sequences).size).toBe(sequences.length);
  expect(events.at(-1)?.kind).toBe("done");
  expect(events.filter(({ kind }) => kind === "done")).toHaveLength(1);
  const texts = events.flatMap((event) => (event.kind === "text" ? [event.data.text] : []));
  expect(texts).toEqual(expect.arrayContaining(["First is there.", "Second is there.", "More is there."]));
  expect(events.some(({ kind, data }) => kind === "text" && "isBrokenOff" in data && data.isBrokenOff)).toBe(
    false,
  );

  await place.must("task.approve", id);
  const done = await place.until(id, "it is merged", (task) => !task.isApproving);
  expect(done).toMatchObject({ status: "done", resolution: "merged", statusReason: null });
  expect(await readFile(join(workspace.folder, "second.txt"), "utf8")).toBe("two\n");
  const pushed = await gitIn(place.origin, "rev-parse", "main");
  expect(pushed.trim()).toBe(done.currentRun?.mergeCommit);
  expect(await gitIn(place.origin, "log", "-1", "--format=%an", "main")).toContain("Agent of #1");
  expect(await place.ask("run.read-diff", { projectId, taskId: id })).toMatchObject({
    files: [{ path: "first.txt" }, { path: "more.txt" }, { path: "second.txt" }],
  });
}, 180_000);

const isReady = ({ status }: TaskView) => status === "human_review";
const isIn = (state: RunState) => (task: TaskView) => task.currentRun?.state === state;

async function eventsOf(taskId: string) {
  const { projectId } = place;
  const page = await place.ask("run.list-events", { projectId, taskId, limit: "1000" });
  return RunEventPage.parse(page).items;
}

/** The agent's server of a run, as its process. */
async function agentPid(runId: string): Promise<number> {
  const { pid } = await getAgent(place.workspace.address, runId);
  if (pid === null) throw new Error("The agent has no process.");
  return pid;
}

test("a question and a permission wait on the card, are answered once, and the agent goes on", async () => {
  await place.configure({ version: 2, isReviewOn: false });
  const { id } = await place.createTask("Which colour");
  await place.must("run.start", id);
  const asking = await place.until(id, "it asks", (task) => task.currentRun?.openAsks === 1);
  expect(asking.currentRun?.state).toBe("waiting");
  const runId = asking.currentRun?.id ?? "";
  const question = (await eventsOf(id)).find((event) => event.kind === "question");
  expect(question?.data).toMatchObject({ state: "open", questions: [{ question: "Which colour?" }] });
  const questionId = question?.kind === "question" ? question.data.questionId : "";
  const answers = [["Green"]];
  const both = await Promise.all(
    [1, 2].map(() => place.run("run.answer-question", { runId, questionId, answers })),
  );
  expect(both.map(({ outcome }) => outcome).sort()).toEqual(["done", "error"]);
  await place.until(id, "it asks again", (task) => task.currentRun?.openAsks === 1);
  const permission = (await eventsOf(id)).find((event) => event.kind === "permission");
  expect(permission?.data).toMatchObject({ state: "open", permission: "external_directory" });
  const permissionId = permission?.kind === "permission" ? permission.data.permissionId : "";
  expect(await place.run("run.answer-permission", { runId, permissionId, reply: "reject" })).toMatchObject({
    outcome: "done",
  });
  const settled = (await eventsOf(id)).find((event) => event.kind === "question");
  expect(settled?.data).toMatchObject({ state: "answered", answers, answeredBy: "Ada Lovelace" });
  const over = await place.until(id, "it is over", ({ currentRun }) => currentRun?.endedAt !== null);
  expect(over.currentRun?.openAsks).toBe(0);
}, 120_000);

test("Abort stops the agent and keeps its worktree; Continue goes on in it", async () => {
  const { id } = await place.createTask("Sleep long");
  await place.must("run.start", id);
  await place.until(id, "it sleeps", ({ currentRun }) => currentRun?.activity?.startsWith("bash") === true);
  await expect(place.must("task.approve", id)).rejects.toThrow(/not possible now/);
  await place.must("run.abort", id);
  const aborted = await place.until(id, "it stopped", isIn("aborted"));
  expect(aborted).toMatchObject({
    status: "todo",
    verbs: ["run.start", "run.continue", "run.drop", "run.compare", "task.move"],
  });
  await place.must("run.continue", id, { text: "Light house" });
  const ready = await place.until(id, "it went on", isReady);
  expect(ready.currentRun).toMatchObject({ ordinal: 1, state: "finished" });
  const held = await place.must("run.drop", id);
  expect(held).toMatchObject({
    outcome: "held",
    operation: { losses: [{ kind: "Commit not merged" }, { kind: "Worktree" }] },
  });
}, 150_000);

test("a conflict leaves the task in human review and names the files", async () => {
  const { id } = await place.createTask("In the way");
  await place.must("run.start", id);
  await place.until(id, "it is done", isReady);
  await commitFiles(place.workspace.folder, { "a.txt": "of a person\n" });
  await place.must("task.approve", id);
  const stays = await place.until(id, "the merge was refused", ({ statusReason }) => statusReason !== null);
  expect(stays).toMatchObject({
    status: "human_review",
    statusReason: "conflict in 1 file: a.txt",
    isApproving: false,
  });
}, 120_000);

test("an agent killed in the middle of its turn leaves the run interrupted, and Continue says nothing twice", async () => {
  const { id } = await place.createTask("Sleep long again");
  await place.must("run.start", id);
  const busy = await place.until(
    id,
    "it sleeps",
    ({ currentRun }) => currentRun?.activity?.startsWith("bash") === true,
  );
  process.kill(await agentPid(busy.currentRun?.id ?? ""), "SIGKILL");
  const interrupted = await place.until(id, "it is interrupted", isIn("interrupted"));
  expect(interrupted).toMatchObject({ status: "in_progress", verbs: ["run.continue", "run.abort"] });
  expect(interrupted.statusReason).toContain("ended in the middle");
  const left = (await eventsOf(id)).filter(({ kind }) => kind === "tool");
  expect(left).toMatchObject([{ data: { state: "error", error: "The agent stopped while this ran." } }]);
  await place.must("run.continue", id, { text: "Light house" });
  await place.until(id, "it went on", isReady);
  const events = await eventsOf(id);
  const said = events.flatMap((event) => (event.kind === "text" ? [event.data] : []));
  expect(said.filter(({ role }) => role === "user").map(({ text }) => text)).toEqual([
    "Sleep long again",
    "Light house",
  ]);
  expect(said.filter(({ role }) => role === "assistant").map(({ text }) => text)).toEqual([
    "I write it.",
    "The light is on.",
  ]);
  expect(events.filter(({ kind }) => kind === "tool")).toMatchObject([left[0], { data: { name: "write" } }]);
}, 150_000);

test("a supervisor that goes leaves the run to the next one, without a gap or a double", async () => {
  const { id } = await place.createTask("Sleep a little");
  await place.must("run.start", id);
  await place.until(id, "it sleeps", ({ currentRun }) => currentRun?.activity?.startsWith("bash") === true);
  await place.supervisor.stop();
  const next = place.startSupervisor();
  await place.until(id, "it is done", isReady);
  const events = await eventsOf(id);
  const said = events.flatMap((event) =>
    event.kind === "text" && event.data.role === "assistant" ? [event.data.text] : [],
  );
  expect(said).toEqual(["I write it.", "It slept."]);
  expect(events.filter(({ kind }) => kind === "tool")).toHaveLength(2);
  await next.stop();
  place.startSupervisor();
}, 120_000);

test("the output resumes behind what was seen last and ends with done", async () => {
  const { platform } = place.product;
  const { projectId, owner } = place;
  const page = await place.ask("task.list", { projectId, q: "Sleep a little" });
  const taskId = TaskPage.parse(page).items[0]?.id ?? "";
  const follow = async (lastEventId: string | null) => {
    const signal = AbortSignal.timeout(10_000);
    const hub = { onWake: () => () => {} };
    const context = { tx: platform.database.orm, actor: owner, platform, signal, lastEventId, hub };
    const seen: { id: string; event: string }[] = [];
    for await (const { id = "", event } of await followOutput.open({
      ...context,
      input: { projectId, taskId },
    }))
      seen.push({ id, event });
    return seen;
  };
  const all = await follow(null);
  expect(all.at(-1)?.event).toBe("done");
  expect(all.length).toBeGreaterThan(4);
  expect(await follow(all[2]?.id ?? "")).toEqual(all.slice(3));
  await expect(follow("x")).rejects.toMatchObject({ type: "VALIDATION_ERROR" });
});

test("a task goes with its worktrees once a person has agreed to what goes", async () => {
  const { projectId } = place;
  const page = await place.ask("task.list", { projectId, q: "Sleep a little" });
  const taskId = TaskPage.parse(page).items[0]?.id ?? "";
  const held = await place.must("task.delete", taskId);
  if (held.outcome !== "held" || !held.confirm) throw new Error(`It was ${held.outcome}.`);
  await place.run("operation.confirm", { token: held.confirm.token });
  await expect
    .poll(() => place.read(taskId).catch((error: unknown) => error), { timeout: 30_000 })
    .toMatchObject({ type: "NOT_FOUND" });
  const branches = await gitIn(place.workspace.folder, "branch", "--list", "task/*sleep-a-little*");
  expect(branches).toBe("");
}, 60_000);

test("a project's config is versioned, and what is left out stays", async () => {
  const { projectId } = place;
  const before = ConfigView.parse(await place.ask("config.read", { projectId }));
  await place.run("config.update", { projectId, checkCommand: "npm test" });
  const after = await place.run("config.update", { projectId, reviewRoundsMax: 0 });
  expect(after).toMatchObject({
    outcome: "done",
    result: {
      version: before.version + 2,
      checkCommand: "npm test",
      reviewRoundsMax: 0,
      isReviewOn: before.isReviewOn,
    },
  });
  expect(await place.run("config.update", { projectId, reviewRoundsMax: 11 })).toMatchObject({
    outcome: "error",
    error: { details: { field: "reviewRoundsMax" } },
  });
});

test("the gateway takes no token but that of a run under way", async () => {
  const { platform } = place.product;
  const url = `http://127.0.0.1:${platform.environment.port}/api/llm/custom/chat/completions`;
  const call = (token: string) =>
    fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  expect((await call("no-such-token")).status).toBe(401);
  const [ended] = await platform.database.orm
    .select({ id: runs.id })
    .from(runs)
    .where(eq(runs.state, "finished"));
  expect((await call(newGatewayToken(platform.masterKey, ended?.id ?? ""))).status).toBe(401);
});
