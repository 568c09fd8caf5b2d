import { access, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectMembers } from "#drizzle/schema/projects.ts";
import { runs, tasks } from "#drizzle/schema/tasks.ts";
import { newId } from "#lib/kernel/ids.ts";
import { type ProjectGround, projectGround, workspaceOf } from "#lib/modules/projects/test-projects.ts";
import type { RunState } from "#lib/modules/runs/schema.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";
import { readWorkspace } from "#lib/modules/workspaces/read-workspace.ts";
import { runQuery } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

let ground: ProjectGround;
let owner: Actor;

beforeAll(async () => {
  ground = await projectGround();
  owner = await ground.person("owner");
  await ground.startWorker();
});
afterAll(() => ground?.drop());

const createRunning = (name: string, source?: object) => ground.createRunning(owner, name, source);

const askRemoval = (workspaceId: string, actor = owner) =>
  ground.run("workspace.delete", { workspaceId }, actor, { reason: "to begin anew" });

/** Asks, types the name twice and lets the hour between pass in what the database remembers. */
async function remove(projectId: string) {
  const { id } = await workspaceOf(ground, projectId);
  const held = await askRemoval(id);
  if (held.outcome !== "held") throw new Error(`It was ${JSON.stringify(held)}.`);
  const { operation } = held;
  const consent = { operationId: operation.id, typedName: operation.target.name };
  expect(await ground.run("operation.confirm", consent, owner)).toMatchObject({ outcome: "done" });
  const { orm } = ground.platform.database;
  await orm.execute(
    sql`update consents set given_at = given_at - interval '61 minutes' where operation_id = ${operation.id}`,
  );
  await orm.execute(
    sql`update operations set not_before = not_before - interval '61 minutes' where id = ${operation.id}`,
  );
  expect(await ground.run("operation.confirm", consent, owner)).toMatchObject({ outcome: "done" });
  const ended = await ground.ended(operation.id, owner);
  expect(ended, JSON.stringify(ended)).toMatchObject({ state: "succeeded" });
  return { id, operation };
}

async function makeAgain(projectId: string) {
  const answer = await ground.run("workspace.create", { projectId }, owner);
  expect(answer).toMatchObject({ outcome: "accepted", result: { workspace: { state: "creating" } } });
  return ground.ended(answer.outcome === "accepted" ? answer.operation.id : "", owner);
}

async function newTask(projectId: string, status: TaskStatus, state: RunState): Promise<string> {
  const { orm } = ground.platform.database;
  const [id, runId] = [newId(), newId()];
  const text = { title: "Berth keys", description: "" };
  await orm.insert(tasks).values({ id, projectId, number: 1, status, currentRunId: runId, ...text });
  await orm.insert(runs).values({
    id: runId,
    projectId,
    taskId: id,
    ordinal: 1,
    state,
    provider: "custom",
    model: "scripted",
    configVersion: 0,
    branch: "task/1-berth-keys",
    worktree: "task-1",
    baseBranch: "main",
    gatewayTokenHash: runId,
    lastSequence: 0,
  });
  return id;
}

test("a removal is held, lists what is nowhere else, takes the files and leaves the board", async () => {
  const projectId = await createRunning("Removable");
  const before = await workspaceOf(ground, projectId);
  await ground.run("task.create", { projectId, title: "Stays on the board" }, owner);
  await writeFile(join(ground.filesOf(before.id), "draft.txt"), "unsaved");
  const { id, operation } = await remove(projectId);
  expect(operation).toMatchObject({ level: "HIGH", typedName: true, target: { kind: "workspace" } });
  expect(operation.losses.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
    expect.stringContaining("Commit not pushed: "),
    "File not committed: draft.txt, untracked",
    "Workspace: the folder with everything in it",
  ]);
  await expect(access(ground.filesOf(id))).rejects.toThrow();
  expect(await (await runtimeFor("local")).observe(id)).toMatchObject({ state: "missing" });
  expect(await ground.read(projectId, owner)).toMatchObject({
    status: "stopped",
    creation: null,
    workspace: { id, state: "removed" },
    tasks: { todo: 1 },
  });
});

test("a project without a workspace is neither started nor cleared away, and is given a new one from its source", async () => {
  const url = await ground.repository("quay");
  const projectId = await createRunning("Quay", { type: "git", url });
  const { id } = await remove(projectId);
  for (const name of ["project.start", "project.retry", "project.discard"]) {
    expect(await ground.run(name, { projectId }, owner)).toMatchObject({ error: { type: "CONFLICT" } });
  }
  expect(await askRemoval(id)).toMatchObject({ error: { type: "CONFLICT" } });
  expect(await makeAgain(projectId)).toMatchObject({ state: "succeeded" });
  const after = await ground.read(projectId, owner);
  expect(after).toMatchObject({ status: "running", defaultBranch: "main", workspace: { state: "running" } });
  expect(after.workspace?.id).not.toBe(id);
  await access(join(ground.filesOf(after.workspace?.id ?? ""), "README.md"));
  const context = { tx: ground.platform.database.orm, actor: owner, platform: ground.platform };
  const signal = AbortSignal.timeout(30_000);
  await expect(runQuery(readWorkspace, { workspaceId: id }, { ...context, signal })).rejects.toMatchObject({
    type: "NOT_FOUND",
  });
  expect(await ground.run("workspace.create", { projectId }, owner)).toMatchObject({
    error: { type: "CONFLICT", message: "The project has a workspace already." },
  });
});

test("a new one that cannot be filled says why, leaves nothing, and can be asked for again", async () => {
  const url = await ground.repository("pier");
  const projectId = await createRunning("Pier", { type: "git", url });
  await remove(projectId);
  await rename(url, `${url}.away`);
  expect(await makeAgain(projectId)).toMatchObject({ state: "failed" });
  expect(await ground.read(projectId, owner)).toMatchObject({
    status: "error",
    statusReason: expect.stringContaining("no repository at this URL"),
    creation: null,
    workspace: { state: "removed" },
  });
  expect(await ground.run("project.discard", { projectId }, owner)).toMatchObject({
    error: { type: "CONFLICT" },
  });
  await rename(`${url}.away`, url);
  expect(await makeAgain(projectId)).toMatchObject({ state: "succeeded" });
  expect(await ground.read(projectId, owner)).toMatchObject({ status: "running" });
});

test("of two who ask for a new one at once, one makes it", async () => {
  const projectId = await createRunning("Twice");
  await remove(projectId);
  const both = await Promise.all([1, 2].map(() => ground.run("workspace.create", { projectId }, owner)));
  expect(both.map(({ outcome }) => outcome).sort()).toEqual(["accepted", "error"]);
  const made = both.find((answer) => answer.outcome === "accepted");
  expect(await ground.ended(made?.operation?.id ?? "", owner)).toMatchObject({ state: "succeeded" });
});

test("nothing is removed under an agent at work; what waits for a person goes back to Todo and says why", async () => {
  const { orm } = ground.platform.database;
  const projectId = await createRunning("Worked on");
  const taskId = await newTask(projectId, "in_progress", "running");
  const { id } = await workspaceOf(ground, projectId);
  expect(await askRemoval(id)).toMatchObject({
    error: { type: "CONFLICT", message: expect.stringContaining("#1") },
  });
  await orm.update(tasks).set({ status: "human_review" }).where(eq(tasks.id, taskId));
  await orm.update(runs).set({ state: "finished" }).where(eq(runs.taskId, taskId));
  await remove(projectId);
  const [task] = await orm.select().from(tasks).where(eq(tasks.id, taskId));
  const [run] = await orm.select().from(runs).where(eq(runs.taskId, taskId));
  expect(task).toMatchObject({ status: "todo", statusReason: expect.stringContaining("was removed") });
  expect(run).toMatchObject({ state: "aborted", isWorktreeKept: false });
});

test("a stranger sees no workspace, a writer may not remove it, and a member makes none on this machine", async () => {
  const projectId = await createRunning("Guarded");
  const { id } = await workspaceOf(ground, projectId);
  const stranger = await ground.person("member");
  expect(await askRemoval(id, stranger)).toMatchObject({ error: { type: "NOT_FOUND" } });
  expect(await ground.run("workspace.create", { projectId }, stranger)).toMatchObject({
    error: { type: "NOT_FOUND" },
  });
  const member = await ground.person("member");
  await ground.platform.database.orm
    .insert(projectMembers)
    .values({ projectId, userId: member.id, access: "write" });
  expect(await askRemoval(id, member)).toMatchObject({ error: { type: "FORBIDDEN" } });
  expect(await ground.run("workspace.create", { projectId }, member)).toMatchObject({
    error: { type: "FORBIDDEN" },
  });
});
