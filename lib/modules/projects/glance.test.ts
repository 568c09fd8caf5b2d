import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projects, workspaces } from "#drizzle/schema/projects.ts";
import { interactions, runs, tasks } from "#drizzle/schema/tasks.ts";
import { newId } from "#lib/kernel/ids.ts";
import { listProjects } from "#lib/modules/projects/list-projects.ts";
import { noteActivity } from "#lib/modules/projects/note-activity.ts";
import { readProject } from "#lib/modules/projects/read-project.ts";
import { subjectOf } from "#lib/modules/projects/rules.ts";
import type { RunState } from "#lib/modules/runs/schema.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";
import { runQuery } from "#lib/operations/query.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let world: TestPlatform;
let owner: Actor;

beforeAll(async () => {
  world = await testPlatform();
  owner = await world.person("owner", "Ada Lovelace");
});
afterAll(() => world?.drop());

async function newProject(name: string): Promise<string> {
  const { orm } = world.platform.database;
  const id = newId();
  const kind = { type: "other", status: "stopped", runtime: "local" } as const;
  await orm
    .insert(projects)
    .values({ id, slug: id, name, source: { type: "empty" }, createdBy: owner.id, ...kind });
  const states = { desiredState: "stopped", observedState: "stopped" } as const;
  await orm
    .insert(workspaces)
    .values({ id: newId(), projectId: id, runtime: "local", accessToken: "x", ...states });
  return id;
}

let number = 0;
async function newTask(projectId: string, status: TaskStatus, state?: RunState, asks = 0): Promise<void> {
  const { orm } = world.platform.database;
  const id = newId();
  number += 1;
  const runId = state ? newId() : null;
  const text = { title: "A task", description: "" };
  await orm.insert(tasks).values({ id, projectId, number, status, currentRunId: runId, ...text });
  if (!runId || !state) return;
  await orm.insert(runs).values({
    id: runId,
    projectId,
    taskId: id,
    ordinal: 1,
    state,
    provider: "custom",
    model: "scripted",
    configVersion: 0,
    branch: "task/1",
    worktree: "task-1",
    baseBranch: "main",
    gatewayTokenHash: runId,
    lastSequence: 0,
  });
  for (let ask = 1; ask <= asks; ask += 1) {
    const open = { kind: "question", state: "open", request: {} } as const;
    await orm.insert(interactions).values({ id: newId(), runId, number: ask, ...open });
  }
}

const context = () => ({
  tx: world.platform.database.orm,
  actor: owner,
  platform: world.platform,
  signal: AbortSignal.timeout(20_000),
});
const read = (projectId: string) => runQuery(readProject, { projectId }, context());

test("a project counts its tasks by column, and of them what runs, was interrupted or asks", async () => {
  const busy = await newProject("busy");
  const quiet = await newProject("quiet");
  await newTask(busy, "todo");
  await newTask(busy, "todo", "failed");
  await newTask(busy, "in_progress", "waiting", 2);
  await newTask(busy, "in_progress", "interrupted");
  await newTask(busy, "ai_review", "reviewing");
  await newTask(busy, "human_review", "finished");
  await newTask(busy, "done", "finished");
  const figures = { todo: 2, inProgress: 2, aiReview: 1, humanReview: 1, done: 1 };
  const page = await runQuery(listProjects, { sort: "name" }, context());
  expect(page.items.map(({ id, tasks: counted }) => [id, counted])).toEqual([
    [busy, { ...figures, running: 2, interrupted: 1, asks: 2 }],
    [quiet, expect.objectContaining({ todo: 0, running: 0, asks: 0 })],
  ]);
  expect((await read(busy)).tasks).toEqual(page.items[0]?.tasks);
});

test("a project says who did what in it last, and nothing of what was denied", async () => {
  const projectId = await newProject("told");
  expect((await read(projectId)).lastAct).toBeNull();
  await world.run("task.create", { projectId, title: "Berth keys expire" }, owner);
  const stranger = await world.person("member", "Eve");
  await world.run("project.update", { projectId, name: "mine" }, stranger);
  expect((await read(projectId)).lastAct).toMatchObject({
    command: "task.create",
    state: "succeeded",
    actor: { kind: "person", name: "Ada Lovelace" },
  });
});

test("what was done in a project moves it to the front of those sorted by activity", async () => {
  const { orm } = world.platform.database;
  const projectId = await newProject("moved");
  await orm
    .update(projects)
    .set({ lastActivityAt: sql`now() - interval '1 day'` })
    .where(eq(projects.id, projectId));
  await noteActivity(world.platform);
  const before = await read(projectId);
  await world.run("task.create", { projectId, title: "Anything" }, owner);
  await noteActivity(world.platform);
  const after = await read(projectId);
  expect(Date.parse(after.lastActivityAt)).toBeGreaterThan(Date.parse(before.lastActivityAt));
  const { items } = await runQuery(listProjects, {}, context());
  expect(items[0]?.id).toBe(projectId);
});

test("an act is named by the branch, file, terminal or task it was done to", () => {
  const act = (command: string, input: Record<string, unknown>, targetName = "harbor") =>
    subjectOf({ command, input, targetName });
  expect(act("git.push", { branch: "main" })).toBe("main");
  expect(act("files.move", { from: "a", to: "b" })).toBe("b");
  expect(act("task.approve", {}, "#12 Berth keys")).toBe("#12");
  expect(act("terminal.close", {}, "dev")).toBe("dev");
  expect(act("terminal.open", {})).toBeNull();
  expect(act("project.stop", {})).toBeNull();
});
