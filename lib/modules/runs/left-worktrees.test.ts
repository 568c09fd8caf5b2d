import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { taskDependencies } from "#drizzle/schema/board.ts";
import { events } from "#drizzle/schema/events.ts";
import { runs, tasks, worktreeRemovals } from "#drizzle/schema/tasks.ts";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { newId } from "#lib/kernel/ids.ts";
import {
  isThere,
  type ProjectGround,
  projectGround,
  workspaceOf,
} from "#lib/modules/projects/test-projects.ts";
import type { TaskStatus } from "#lib/modules/tasks/schema.ts";
import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { createWorktree } from "#lib/providers/workspaced/git.ts";

let ground: ProjectGround;
let owner: Actor;

beforeAll(async () => {
  ground = await projectGround();
  owner = await ground.person("owner", "Ada Lovelace");
  await ground.startWorker();
});
afterAll(() => ground?.drop());

const orm = () => ground.platform.database.orm;

interface Place {
  projectId: string;
  workspaceId: string;
  files: string;
}

async function newPlace(name: string): Promise<Place> {
  const projectId = await ground.createRunning(owner, name);
  const { id: workspaceId } = await workspaceOf(ground, projectId);
  return { projectId, workspaceId, files: ground.filesOf(workspaceId) };
}

/** A task whose runs, the last one current, each left a file that is not committed in a worktree of their own. */
async function newTask({ projectId, workspaceId }: Place, status: TaskStatus, runCount: number) {
  const taskId = newId();
  const ids = Array.from({ length: runCount }, () => newId());
  const text = { title: "Berth keys", description: "" };
  await orm()
    .insert(tasks)
    .values({ id: taskId, projectId, number: 1, status, currentRunId: ids.at(-1) ?? null, ...text });
  const address = await reachWorkspace(orm(), ground.platform, workspaceId);
  const paths: string[] = [];
  for (const [index, id] of ids.entries()) {
    const ordinal = index + 1;
    const branch = `task/1-berth-keys-r${ordinal}`;
    const worktree = `task-1-r${ordinal}`;
    const made = await createWorktree(address, { name: worktree, branch, base: "main" });
    await writeFile(join(made.path, `work-${ordinal}.txt`), "done\n");
    paths.push(made.path);
    await orm().insert(runs).values({
      id,
      projectId,
      taskId,
      ordinal,
      state: "finished",
      provider: "custom",
      model: "scripted",
      configVersion: 0,
      branch,
      worktree,
      baseBranch: "main",
      baseCommit: made.baseCommit,
      gatewayTokenHash: id,
      lastSequence: 0,
    });
  }
  return { taskId, paths, input: { projectId, taskId } };
}

/** Gives the consent that is asked for, and waits for the end. */
async function agreed(answer: CommandAnswer) {
  if (answer.outcome === "error") throw new Error(answer.error.message);
  if (answer.outcome === "held") {
    await ground.run("operation.confirm", { token: answer.confirm?.token }, owner);
  }
  const ended = await ground.ended(answer.operation.id, owner);
  expect(ended, JSON.stringify(ended)).toMatchObject({ state: "succeeded" });
  return answer.outcome === "held" ? answer.operation.losses.map(({ kind, name }) => `${kind}: ${name}`) : [];
}

const removals = (workspaceId: string) =>
  orm().select().from(worktreeRemovals).where(eq(worktreeRemovals.workspaceId, workspaceId));
const branchesOf = ({ files }: Place) => ground.git(files, "branch", "--list", "task/*");

test("a run is dropped while its workspace is stopped: the card moves at once, the worktree goes with the next start", async () => {
  const place = await newPlace("Stopped drop");
  const { projectId, workspaceId } = place;
  const { taskId, paths, input } = await newTask(place, "human_review", 2);
  await agreed(await ground.run("project.stop", { projectId }, owner));
  await agreed(await ground.run("run.drop", input, owner));
  const [task] = await orm().select().from(tasks).where(eq(tasks.id, taskId));
  expect(task).toMatchObject({ status: "todo", statusReason: null });
  expect(await orm().select().from(runs).where(eq(runs.taskId, taskId))).toMatchObject([
    { isWorktreeKept: false },
    { isWorktreeKept: false },
  ]);
  expect(await Promise.all(paths.map(isThere))).toEqual([true, true]);
  expect(await removals(workspaceId)).toHaveLength(2);

  await agreed(await ground.run("project.start", { projectId }, owner));
  expect(await Promise.all(paths.map(isThere))).toEqual([false, false]);
  expect(await branchesOf(place)).toBe("");
  expect(await removals(workspaceId)).toEqual([]);
});

test("a task is deleted while its workspace is stopped, and what it left goes with the next start", async () => {
  const place = await newPlace("Stopped delete");
  const { projectId, workspaceId } = place;
  const { taskId, paths, input } = await newTask(place, "todo", 1);
  await agreed(await ground.run("workspace.stop", { workspaceId }, owner));
  const follower = newId();
  const about = { projectId, number: 2, title: "After it", description: "", status: "todo" } as const;
  await orm()
    .insert(tasks)
    .values({ id: follower, ...about });
  await orm().insert(taskDependencies).values({ taskId: follower, afterTaskId: taskId });
  await agreed(await ground.run("task.delete", input, owner));
  expect(await orm().select().from(tasks).where(eq(tasks.id, taskId))).toEqual([]);
  const told = await orm().select().from(events).where(eq(events.subjectId, follower));
  expect(told, "what came after it waits no more, and its card says so").toMatchObject([
    { name: "task.updated" },
  ]);
  const started = await ground.run("workspace.start", { workspaceId }, owner);
  await agreed(started);
  const operation = await ground.operation(started.operation?.id ?? "", owner);
  expect(operation.steps.map(({ name }) => name)).toContain("Remove worktrees left behind");
  expect(await Promise.all(paths.map(isThere))).toEqual([false]);
  expect(await ground.read(projectId, owner)).toMatchObject({ status: "running" });
});

test("a drop takes the worktrees of earlier runs along and lists what is in them first", async () => {
  const place = await newPlace("Running drop");
  const { paths, input } = await newTask(place, "human_review", 2);
  const losses = await agreed(await ground.run("run.drop", input, owner));
  expect(losses).toEqual([
    "File not committed: work-2.txt, untracked",
    "Worktree: task-1-r2 with its branch task/1-berth-keys-r2",
    "File not committed: work-1.txt, untracked",
    "Worktree: task-1-r1 with its branch task/1-berth-keys-r1",
  ]);
  expect(await Promise.all(paths.map(isThere))).toEqual([false, false]);
  expect(await branchesOf(place)).toBe("");
});

test("an approval puts earlier worktrees away, and the work that was not merged stays in their branches", async () => {
  const place = await newPlace("Approved");
  const { taskId, paths, input } = await newTask(place, "human_review", 3);
  // The second one left nothing at all.
  await ground.git(paths[1] ?? "", "clean", "--quiet", "--force");
  await agreed(await ground.run("task.approve", input, owner));
  expect(await Promise.all(paths.map(isThere))).toEqual([false, false, false]);
  expect((await branchesOf(place)).split("\n").map((line) => line.trim())).toEqual(["task/1-berth-keys-r1"]);
  expect(await ground.git(place.files, "show", "task/1-berth-keys-r1:work-1.txt")).toBe("done");
  expect(await ground.git(place.files, "show", "main:work-3.txt")).toBe("done");
  const rows = await orm().select().from(runs).where(eq(runs.taskId, taskId));
  expect(rows.map(({ isWorktreeKept }) => isWorktreeKept)).toEqual([false, false, false]);
});
