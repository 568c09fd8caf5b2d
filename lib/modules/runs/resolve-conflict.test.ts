import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword, type ModelRequest, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";
import { commitFiles, gitIn } from "#workspaced/git/test-repository.ts";

let place: RunPlace;

const worktreeOf = ({ system }: ModelRequest): string => {
  const found = /Working directory: (\S+)/i.exec(system)?.[1];
  if (!found) throw new Error(`No working directory in: ${system.slice(0, 3000)}`);
  return found;
};

const script: Script = (request) => {
  if (request.isTitle) return { text: "A title" };
  const write = (name: string, content: string) => ({
    text: "I write it.",
    toolCalls: [{ name: "write", input: { filePath: join(worktreeOf(request), name), content } }],
  });
  const isStubborn = request.system.includes("Be stubborn");
  return byKeyword({
    "ended in a conflict": isStubborn
      ? [{ text: "I would rather not." }]
      : [write("a.txt", "of both\n"), { text: "Both hold." }],
    "Change the first file": [write("a.txt", "of the agent\n"), { text: "Changed." }],
  })(request);
};

beforeAll(async () => {
  place = await runPlace(script);
}, 120_000);

afterAll(() => place.close(), 60_000);

const isReady = ({ status, isApproving }: TaskView) => status === "human_review" && !isApproving;

/** A task whose approval ended in a conflict with what a person committed meanwhile. */
async function taskInConflict(title: string, person: string): Promise<string> {
  const { id } = await place.createTask(title);
  await place.must("run.start", id);
  await place.until(id, "it is done", isReady);
  await expect(place.must("run.resolve-conflict", id)).rejects.toThrow(/not possible now/);
  await commitFiles(place.workspace.folder, { "a.txt": person, "beside.txt": `${person}beside\n` });
  await place.must("task.approve", id);
  const stays = await place.until(id, "it is in conflict", (task) => task.conflictFiles !== null);
  expect(stays).toMatchObject({ status: "human_review", conflictFiles: ["a.txt"] });
  const told = await place.until(id, "it says so", (task) => isReady(task) && task.statusReason !== null);
  expect(told).toMatchObject({ statusReason: "conflict in 1 file: a.txt", conflictFiles: ["a.txt"] });
  expect(told.verbs).toContain("run.resolve-conflict");
  return id;
}

test("the agent takes the default branch over, settles the conflict, and the work is merged and pushed", async () => {
  const { projectId, workspace } = place;
  await place.configure({ version: 1, isReviewOn: false });
  const id = await taskInConflict("Change the first file", "of a person\n");
  const asked = await place.must("run.resolve-conflict", id);
  expect(asked).toMatchObject({ outcome: "accepted", result: { run: { state: "queued" } } });
  expect(await place.read(id)).toMatchObject({ status: "in_progress", conflictFiles: null });
  const settled = await place.until(id, "it is settled", isReady);
  expect(settled).toMatchObject({ statusReason: null, conflictFiles: null, currentRun: { ordinal: 1 } });
  const told = place.model.requests.findLast(({ prompt }) => prompt.includes("ended in a conflict"));
  expect(told?.prompt).toContain("- a.txt");
  // What the person did is not shown as the agent's work.
  expect(await place.ask("run.read-diff", { projectId, taskId: id })).toMatchObject({
    files: [{ path: "a.txt" }],
  });

  await place.must("task.approve", id);
  await place.until(id, "it is merged", ({ resolution }) => resolution === "merged");
  expect(await readFile(join(workspace.folder, "a.txt"), "utf8")).toBe("of both\n");
  expect(await readFile(join(workspace.folder, "beside.txt"), "utf8")).toBe("of a person\nbeside\n");
  const [local, pushed] = await Promise.all([
    gitIn(workspace.folder, "rev-parse", "main"),
    gitIn(place.origin, "rev-parse", "main"),
  ]);
  expect(pushed).toBe(local);
}, 180_000);

test("marks that the agent leaves come back to a person, who is offered the same again, and are never merged", async () => {
  await place.configure({ version: 2, isReviewOn: false, instructions: "Be stubborn" });
  const id = await taskInConflict("Change the first file again", "of another person\n");
  await place.must("run.resolve-conflict", id);
  const left = await place.until(id, "it gave up", (task) => isReady(task) && task.statusReason !== null);
  expect(left).toMatchObject({
    statusReason: "conflict still marked in 1 file: a.txt",
    conflictFiles: ["a.txt"],
  });
  const before = await gitIn(place.workspace.folder, "rev-parse", "main");
  await place.must("task.approve", id);
  const refused = await place.until(
    id,
    "it is refused",
    (task) => isReady(task) && task.statusReason !== null,
  );
  expect(refused).toMatchObject({
    statusReason: "conflict still marked in 1 file: a.txt",
    conflictFiles: ["a.txt"],
  });
  expect(await gitIn(place.workspace.folder, "rev-parse", "main")).toBe(before);
}, 180_000);
