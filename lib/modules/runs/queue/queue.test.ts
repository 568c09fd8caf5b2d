import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { taskDependencies } from "#drizzle/schema/board.ts";
import { projects } from "#drizzle/schema/projects.ts";
import { runs, tasks } from "#drizzle/schema/tasks.ts";
import { newId } from "#lib/kernel/ids.ts";
import { runViews } from "#lib/modules/runs/of-task.ts";
import { claimRun } from "#lib/modules/runs/queue/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

/** The queue alone, in rows: which run is next, what holds each back, and what its card says. */

const wide = { parallelMax: 50, parallelPerProjectMax: 50 };
let product: TestPlatform;
let owner: Actor;
let projectId: string;
let clock = 0;

beforeAll(async () => {
  product = await testPlatform();
  owner = await product.person("owner");
}, 60_000);
afterAll(() => product?.drop());

beforeEach(async () => {
  await orm().delete(projects);
  projectId = (await makeRun(product, owner, { state: "finished" })).run.projectId;
  await orm().delete(tasks);
});

const orm = () => product.platform.database.orm;

/** A card with a run of that state; each is queued a second after the one before. */
async function card(
  number: number,
  state: "queued" | "running" | "waiting" | "finished",
  change: Partial<typeof tasks.$inferInsert> = {},
  run: Partial<typeof runs.$inferInsert> = {},
) {
  clock += 1_000;
  const [taskId, id] = [newId(), newId()];
  const status = state === "finished" ? "human_review" : "in_progress";
  await orm()
    .insert(tasks)
    .values({
      id: taskId,
      projectId,
      number,
      title: "",
      description: "",
      status,
      currentRunId: id,
      ...change,
    });
  await orm()
    .insert(runs)
    .values({
      id,
      projectId,
      taskId,
      ordinal: 1,
      state,
      provider: "custom",
      model: "scripted",
      configVersion: 0,
      branch: "",
      worktree: "",
      baseBranch: "main",
      gatewayTokenHash: id,
      lastSequence: 0,
      queuedAt: new Date(Date.UTC(2026, 0, 1) + clock),
      // One that is at work is held by its supervisor.
      ...(state === "running" ? { leaseOwner: "another", leaseUntil: new Date(Date.now() + 60_000) } : {}),
      ...run,
    });
  return { taskId, id };
}

const claim = (limits = wide) => orm().transaction((tx) => claimRun(tx, newId(), limits));
const waits = async (id: string) => (await runViews(orm(), [id])).get(id);
const settings = (boardSettings: Record<string, unknown>) =>
  orm().update(projects).set({ boardSettings }).where(eq(projects.id, projectId));

test("who waits longest is next, urgent before the rest and low behind it; each card says how many are before it", async () => {
  const low = await card(1, "queued", { priority: "low" });
  const plain = await card(2, "queued");
  const later = await card(3, "queued");
  const urgent = await card(4, "queued", { priority: "urgent" });
  expect(await waits(low.id)).toMatchObject({ place: 3, waitsFor: null });
  expect(await waits(urgent.id)).toMatchObject({ place: 0 });
  const order = [await claim(), await claim(), await claim(), await claim()].map((run) => run?.id);
  expect(order).toEqual([urgent.id, plain.id, later.id, low.id]);
  expect(await claim()).toBeNull();
});

test("a project's own limit counts before the installation's usual one, and both are said", async () => {
  await card(1, "running");
  const queued = await card(2, "queued");
  expect(await claim({ ...wide, parallelPerProjectMax: 1 })).toBeNull();
  await settings({ parallelRunsMax: 1 });
  expect(await claim()).toBeNull();
  expect(await waits(queued.id)).toMatchObject({
    waitsFor: { kind: "project", words: "1 of 1 runs of the project are at work" },
  });
  await settings({ parallelRunsMax: 2 });
  expect(await claim({ ...wide, parallelMax: 1 })).toBeNull();
  expect((await claim())?.id).toBe(queued.id);
});

test("a run that waits for an answer keeps its place, and whoever waits for a place reads why", async () => {
  await card(1, "waiting");
  const queued = await card(2, "queued");
  await settings({ parallelRunsMax: 1 });
  const words = "1 of 1 runs of the project are at work, 1 of them waiting for an answer";
  expect(await waits(queued.id)).toMatchObject({ waitsFor: { kind: "project", words } });
});

test("a card waits for those it comes after, and one that was begun goes on all the same", async () => {
  const first = await card(12, "running");
  const second = await card(14, "running");
  const queued = await card(15, "queued");
  const begun = await card(16, "queued", {}, { startedAt: new Date() });
  const after = [first, second].map(({ taskId: afterTaskId }) => ({ taskId: queued.taskId, afterTaskId }));
  await orm()
    .insert(taskDependencies)
    .values([...after, { taskId: begun.taskId, afterTaskId: first.taskId }]);
  expect((await claim())?.id).toBe(begun.id);
  expect(await claim()).toBeNull();
  expect(await waits(queued.id)).toMatchObject({
    waitsFor: { kind: "dependency", words: "Waits for #12 and #14", taskNumbers: [12, 14] },
  });
  await orm().update(tasks).set({ status: "done" }).where(eq(tasks.id, first.taskId));
  expect(await waits(queued.id)).toMatchObject({ waitsFor: { words: "Waits for #14" } });
  await orm().update(tasks).set({ status: "done" }).where(eq(tasks.id, second.taskId));
  expect((await claim())?.id).toBe(queued.id);
});

test("full columns hold back: in progress every card, human review only what is new", async () => {
  await card(1, "running");
  await card(2, "finished");
  const queued = await card(3, "queued");
  await settings({ columnLimits: { in_progress: 1 } });
  expect(await claim()).toBeNull();
  expect(await waits(queued.id)).toMatchObject({
    waitsFor: { kind: "column", words: "In progress is full: 1 of 1" },
  });
  await settings({ columnLimits: { in_progress: 2, human_review: 1 } });
  expect(await claim()).toBeNull();
  expect(await waits(queued.id)).toMatchObject({ waitsFor: { words: "Human review is full: 1 of 1" } });
  const sentBack = await card(4, "queued", {}, { startedAt: new Date() });
  expect((await claim())?.id).toBe(sentBack.id);
  expect(await claim()).toBeNull();
});
