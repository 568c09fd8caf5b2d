import { access } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { RunEventPage } from "#lib/modules/runs/schema.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import { findOperation } from "#lib/operations/store.ts";
import { getAgent } from "#lib/providers/workspaced/agents.ts";
import { gitIn } from "#workspaced/git/test-repository.ts";

let place: RunPlace;
let reviewsAsked = 0;

const script: Script = (request) => {
  if (request.isTitle) return { text: "A title" };
  if (request.prompt.includes("Review the changes") || request.prompt.includes("no usable verdict")) {
    if (request.step === 0) reviewsAsked += 1;
    return { text: "I like it very much." };
  }
  const bash = (command: string) => ({
    toolCalls: [{ name: "bash", input: { command, description: "Runs it" } }],
  });
  return byKeyword({
    "Sleep long": [bash("sleep 300")],
    "Paint the wall": [bash("echo red > wall.txt"), { text: "Painted." }],
    "Paint the door": [bash("echo blue > door.txt"), { text: "Painted." }],
  })(request);
};

beforeAll(async () => {
  place = await runPlace(script);
}, 120_000);

afterAll(() => place?.close(), 60_000);

const confirm = async (verb: string, input: Record<string, unknown>) => {
  const held = await place.run(verb, { projectId: place.projectId, ...input });
  if (held.outcome !== "held" || !held.confirm) throw new Error(`${verb} was ${held.outcome}.`);
  const { token } = held.confirm;
  expect(await place.run("operation.confirm", { token })).toMatchObject({ outcome: "done" });
  await expect
    .poll(async () => (await findOperation(place.product.platform.database.orm, held.operation.id))?.state, {
      timeout: 60_000,
    })
    .toBe("succeeded");
  return held.operation;
};

test("a reviewer that twice gives no verdict leaves the decision to a person, and says so", async () => {
  const { id } = await place.createTask("Paint the wall");
  await place.must("run.start", id);
  const reviewed = await place.until(
    id,
    "a person is to review it",
    (task) => task.status === "human_review",
  );
  expect(reviewsAsked).toBe(2);
  expect(reviewed).toMatchObject({
    statusReason: expect.stringContaining("no usable verdict"),
    currentRun: { state: "finished", reviewRound: 1, verdict: { verdict: "none", comments: [] } },
  });
  expect(reviewed.verbs).toContain("task.approve");
}, 180_000);

test("a drop that is confirmed removes worktree, branch and agent, and puts the card back to Todo", async () => {
  const { projectId, workspace } = place;
  await place.configure({ version: 1, isReviewOn: false });
  const { id } = await place.createTask("Paint the door");
  await place.must("run.start", id);
  const ready = await place.until(id, "a person is to review it", (task) => task.status === "human_review");
  const run = ready.currentRun;
  const worktree = join(workspace.config.worktreesDir, run?.root?.replace("worktree:", "") ?? "none");
  await access(join(worktree, "door.txt"));
  const { losses } = await confirm("run.drop", { taskId: id });
  expect(losses.map(({ kind }) => kind)).toEqual(["Commit not merged", "Worktree"]);
  const dropped = await place.read(id);
  expect(dropped).toMatchObject({
    status: "todo",
    statusReason: null,
    currentRun: { state: "aborted", isWorktreeKept: false, root: null },
  });
  expect(dropped.verbs).toEqual(["run.start", "run.compare", "task.move"]);
  await expect(access(worktree)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await gitIn(workspace.folder, "branch", "--list", run?.branch ?? "none")).toBe("");
  await expect(getAgent(workspace.address, run?.id ?? "")).rejects.toMatchObject({ type: "NOT_FOUND" });
  const page = await place.ask("run.list-events", { projectId, taskId: id, limit: "1000" });
  expect(RunEventPage.parse(page).items.at(-1)).toMatchObject({
    kind: "done",
    data: { state: "aborted", message: "Dropped by Ada Lovelace." },
  });
}, 180_000);

test("a stop of the project names the agents at work, ends their runs as interrupted and says by whom", async () => {
  const { workspace } = place;
  const { id, number } = await place.createTask("Sleep long");
  await place.must("run.start", id);
  const busy = await place.until(
    id,
    "it sleeps",
    ({ currentRun }) => currentRun?.activity?.startsWith("bash") === true,
  );
  const runId = busy.currentRun?.id ?? "";
  const { losses } = await confirm("project.stop", {});
  // What earlier tests left unpushed stays, and is said too.
  expect(losses.filter(({ kind }) => kind !== "Stays")).toEqual([
    { kind: "Agent at work", name: `on #${number} Sleep long, running`, sizeBytes: null },
  ]);
  const reason = "The workspace was stopped by Ada Lovelace.";
  expect(await place.read(id)).toMatchObject({
    status: "in_progress",
    statusReason: reason,
    verbs: ["run.continue", "run.abort"],
    currentRun: { state: "interrupted", error: reason, openAsks: 0 },
  });
  expect(await getAgent(workspace.address, runId)).toMatchObject({ state: "stopped" });
}, 180_000);
