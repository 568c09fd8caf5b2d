import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "#drizzle/schema/operations.ts";
import { runs } from "#drizzle/schema/tasks.ts";
import { byKeyword, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { RunDiff } from "#lib/modules/runs/schema.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { commitFiles, gitIn } from "#workspaced/git/test-repository.ts";

let place: RunPlace;
let other: Actor;

const append = (name: string) => ({
  toolCalls: [{ name: "bash", input: { command: `echo more >> ${name}`, description: "Writes" } }],
});
const script: Script = byKeyword({ Pier: [append("pier.txt")], Quay: [append("quay.txt")] });

beforeAll(async () => {
  place = await runPlace(script);
  await place.configure({ version: 1, isReviewOn: false });
  other = await place.product.person("admin", "Grace Hopper");
}, 120_000);

afterAll(() => place?.close(), 60_000);

/** A task whose work waits for a person. */
async function reviewable(title: string): Promise<TaskView> {
  const { id } = await place.createTask(title);
  await place.must("run.start", id);
  return place.until(id, "a person is to review it", ({ status }) => status === "human_review");
}

/** All of them at once, by two people in turn; what each was answered. */
const together = (asked: readonly string[], taskId: string, more: Record<string, unknown> = {}) =>
  Promise.all(
    asked.map((verb, index) => {
      const input = { projectId: place.projectId, taskId, ...more };
      return place.run(verb, input, index % 2 === 0 ? place.owner : other);
    }),
  );

const outcomes = (answers: Awaited<ReturnType<typeof together>>) =>
  answers.map(({ outcome }) => outcome).sort();

const succeeded = (command: string, targetId: string) =>
  place.product.platform.database.orm
    .select({ state: operations.state })
    .from(operations)
    .where(
      and(
        eq(operations.command, command),
        eq(operations.targetId, targetId),
        eq(operations.state, "succeeded"),
      ),
    );

const mergesOf = async ({ currentRun }: TaskView) =>
  (await gitIn(place.workspace.folder, "log", "--format=%H %s", `${currentRun?.baseCommit}..main`))
    .trim()
    .split("\n");

test("a refused push keeps the merge and says so on the card; Approve pushes it once more", async () => {
  const hook = join(place.origin, "hooks", "pre-receive");
  await writeFile(hook, "#!/bin/sh\necho 'No changes until Monday' >&2\nexit 1\n");
  await chmod(hook, 0o755);
  const { id } = await reviewable("Pier");
  const before = await gitIn(place.origin, "rev-parse", "main");
  await place.must("task.approve", id);
  const refused = await place.until(id, "the push was refused", ({ statusReason }) => statusReason !== null);
  expect(refused).toMatchObject({ status: "human_review", resolution: null, isApproving: false });
  expect(refused.statusReason).toMatch(/^merged here, push refused: pre-receive hook declined/);
  expect(refused.statusReason).toContain("No changes until Monday");
  expect(refused.statusReason).toContain("Approve again to push it once more.");
  expect(refused.verbs).toContain("task.approve");
  const merged = (await gitIn(place.workspace.folder, "rev-parse", "main")).trim();
  expect(refused.currentRun?.mergeCommit).toBe(merged);
  expect(await gitIn(place.origin, "rev-parse", "main")).toBe(before);

  await rm(hook);
  await place.must("task.approve", id);
  const done = await place.until(id, "it is pushed", ({ status }) => status === "done");
  expect(done).toMatchObject({ resolution: "merged", statusReason: null });
  expect((await gitIn(place.origin, "rev-parse", "main")).trim()).toBe(merged);
  expect(await mergesOf(done)).toHaveLength(1);
}, 120_000);

/** Somebody else's commit, pushed to the origin while the task was at work. */
async function pushFromElsewhere(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lk-elsewhere-"));
  await gitIn(folder, "clone", "--quiet", place.origin, "clone");
  const commit = await commitFiles(join(folder, "clone"), files);
  await gitIn(join(folder, "clone"), "push", "--quiet", "origin", "HEAD:main");
  await rm(folder, { recursive: true });
  return commit;
}

test("what others pushed meanwhile is taken over before the merge, so that the push is no step back", async () => {
  const { id } = await reviewable("Quay of sand");
  const theirs = await pushFromElsewhere({ "theirs.txt": "from elsewhere\n" });
  await place.must("task.approve", id);
  const done = await place.until(id, "it is pushed", ({ status }) => status === "done");
  expect(done).toMatchObject({ resolution: "merged", statusReason: null });
  const main = (await gitIn(place.origin, "rev-parse", "main")).trim();
  expect(main).toBe(done.currentRun?.mergeCommit);
  await gitIn(place.origin, "merge-base", "--is-ancestor", theirs, main);
  expect(await readFile(join(place.workspace.folder, "theirs.txt"), "utf8")).toBe("from elsewhere\n");
}, 120_000);

test("where the branch parted from its origin in the same lines, the card names the files and the way on", async () => {
  const { folder } = place.workspace;
  const { id } = await reviewable("Pier of glass");
  await commitFiles(folder, { "both.txt": "here\n" });
  await pushFromElsewhere({ "both.txt": "elsewhere\n" });
  await place.must("task.approve", id);
  const held = await place.until(id, "the conflict is told", ({ statusReason }) => statusReason !== null);
  expect(held).toMatchObject({ status: "human_review", isApproving: false });
  expect(held.statusReason).toContain("both.txt");
  expect(held.statusReason).toContain("Merge origin/main in a terminal, then approve again.");
  // The way on that it names.
  await gitIn(folder, "merge", "--quiet", "-X", "ours", "--no-edit", "origin/main");
  await place.must("task.approve", id);
  await place.until(id, "it is pushed", ({ status }) => status === "done");
}, 120_000);

test("of several who approve one card at once, one merges it and the others are told that it is being merged", async () => {
  const { id } = await reviewable("Quay");
  const answers = await together(Array(8).fill("task.approve"), id);
  expect(outcomes(answers)).toEqual(["accepted", ...Array(7).fill("error")]);
  for (const answer of answers) {
    if (answer.outcome !== "error") continue;
    expect(answer.error).toMatchObject({ type: "CONFLICT", status: 409 });
    expect(answer.error.message).toMatch(
      /^Approve is not possible now: (it is being merged|the task is in Done)/,
    );
  }
  const done = await place.until(id, "it is merged", ({ status }) => status === "done");
  expect(await mergesOf(done)).toHaveLength(1);
  expect(await succeeded("task.approve", id)).toHaveLength(1);
  expect((await gitIn(place.origin, "rev-parse", "main")).trim()).toBe(done.currentRun?.mergeCommit);
}, 120_000);

test("of one who approves and one who sends back at once, one has their way and the other is told", async () => {
  const { id } = await reviewable("Pier of stone");
  const answers = await together(["task.approve", "run.feedback"], id, { text: "Quay" });
  expect(outcomes(answers)).toEqual(["accepted", "error"]);
  const over = await place.until(
    id,
    "the one that won is through",
    ({ status, isApproving }) => !isApproving && (status === "done" || status === "human_review"),
  );
  const isMerged = answers[0]?.outcome === "accepted";
  expect(over.status).toBe(isMerged ? "done" : "human_review");
  expect(await succeeded("task.approve", id)).toHaveLength(isMerged ? 1 : 0);
}, 120_000);

test("of two who move one card at once, one moves it and the other is told where it can go", async () => {
  const { id } = await place.createTask("Carried by two");
  const answers = await together(["task.move", "task.move"], id, { status: "done" });
  expect(outcomes(answers)).toEqual(["done", "error"]);
  expect(answers.find(({ outcome }) => outcome === "error")).toMatchObject({
    error: { type: "CONFLICT", status: 409, details: { status: "done", legalMoves: ["todo"] } },
  });
  expect(await place.read(id)).toMatchObject({ status: "done", resolution: "dropped" });
});

test("of two who press Run at once, one starts the agent and no second run is made", async () => {
  const { id } = await place.createTask("Pier of wood");
  const answers = await together(["run.start", "run.start"], id);
  expect(outcomes(answers)).toEqual(["accepted", "error"]);
  await place.until(id, "it is done", ({ status }) => status === "human_review");
  const made = await place.product.platform.database.orm.select().from(runs).where(eq(runs.taskId, id));
  expect(made).toHaveLength(1);
}, 120_000);

test("what comes into the worktree after a person looked at it is not merged by their word", async () => {
  const { folder, config } = place.workspace;
  const { id, currentRun } = await reviewable("Pier of wood");
  const worktree = join(config.worktreesDir, currentRun?.root?.replace("worktree:", "") ?? "none");
  const look = async () => {
    const input = { projectId: place.projectId, taskId: id, list: "true" };
    return RunDiff.parse(await place.ask("run.read-diff", input)).digest;
  };
  const main = await gitIn(folder, "rev-parse", "main");
  const seen = await look();
  expect(seen).toBeDefined();
  // As a program that the agent left behind would do.
  await writeFile(join(worktree, "later.txt"), "never seen\n");
  await place.must("task.approve", id, { seen });
  const held = await place.until(id, "it is refused", ({ statusReason }) => statusReason !== null);
  expect(held).toMatchObject({ status: "human_review", isApproving: false });
  expect(held.statusReason).toMatch(/^the work has changed since you looked at it/);
  expect(await gitIn(folder, "rev-parse", "main")).toBe(main);

  // What is not committed yet is seen as well.
  await writeFile(join(worktree, "mine.txt"), "a person's own\n");
  await place.must("task.approve", id, { seen: await look() });
  await place.until(id, "it is merged", ({ status }) => status === "done");
  expect(await gitIn(folder, "show", "main:mine.txt")).toContain("a person's own");
}, 180_000);
