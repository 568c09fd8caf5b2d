import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";
import { commitFiles, gitIn } from "#workspaced/git/test-repository.ts";

let place: RunPlace;

const append = (name: string) => ({
  toolCalls: [{ name: "bash", input: { command: `echo more >> ${name}`, description: "Writes" } }],
});
const script: Script = byKeyword({
  Pier: [append("pier.txt")],
  Quay: [append("quay.txt")],
  Crane: [append("a.txt")],
  "Please say more": [append("pier.txt"), append("more.txt")],
});

beforeAll(async () => {
  place = await runPlace(script);
  await place.configure({ version: 1, isReviewOn: false });
}, 180_000);

afterAll(() => place?.close(), 60_000);

const isReady = ({ status, isApproving }: TaskView) => status === "human_review" && !isApproving;

async function reviewable(title: string): Promise<TaskView> {
  const { id } = await place.createTask(title);
  await place.must("run.start", id);
  return place.until(id, "a person is to review it", isReady);
}

const deliver = async (deliverySettings: Record<string, unknown>) => {
  const answer = await place.run("project.update", { projectId: place.projectId, deliverySettings });
  expect(answer).toMatchObject({ outcome: "done" });
};

const subjects = async (count: number) =>
  (await gitIn(place.workspace.folder, "log", `-${count}`, "--format=%s", "main")).split("\n");

const changesOf = (taskId: string, more: Record<string, unknown> = {}) =>
  place.ask("run.read-diff", { projectId: place.projectId, taskId, ...more });

test("drafts are their author's alone until they go to the agent in one message; then only what is new is compared", async () => {
  const { projectId, product } = place;
  const { id, currentRun } = await reviewable("Pier");
  const other = await product.person("admin", "Grace Hopper");
  const input = { projectId, taskId: id };
  await place.must("review.add-comment", id, { path: "pier.txt", line: 1, text: "Please say more" });
  await place.must("review.add-comment", id, {
    path: "pier.txt",
    line: 1,
    endLine: 2,
    text: "",
    suggestion: "two ``` words",
  });
  await place.run("review.add-comment", { ...input, path: "pier.txt", text: "Of Grace" }, other);
  const review = (actor = place.owner) => place.ask("review.read", input, actor);
  expect(await review()).toMatchObject({ comments: [{ state: "draft", endLine: null }, { endLine: 2 }] });
  expect(await review(other)).toMatchObject({ comments: [{ text: "Of Grace" }] });
  expect(await review({ ...place.owner, kind: "agent" })).toMatchObject({ comments: [], marks: [] });

  const { files } = (await changesOf(id, { list: "true" })) as { files: { path: string; digest: string }[] };
  const [file] = files;
  await place.must("review.mark-file", id, { path: "pier.txt", digest: file?.digest, isViewed: true });
  expect(await review()).toMatchObject({ marks: [{ path: "pier.txt", digest: file?.digest }] });
  expect(await review(other)).toMatchObject({ marks: [] });

  await place.must("run.feedback", id, { text: "Two things", withDrafts: true });
  await place.until(id, "the agent went on", ({ status }) => status !== "human_review");
  const back = await place.until(id, "it is back", isReady);
  const told = place.model.requests.findLast(({ prompt }) => prompt.includes("Two things"));
  expect(told?.prompt).toContain("- pier.txt:1: Please say more");
  expect(told?.prompt).toContain("- pier.txt:1-2: \nPut this in their place:\n````\ntwo ``` words\n````");
  expect(told?.prompt).not.toContain("Of Grace");
  expect(await review(other)).toMatchObject({
    comments: [{ state: "sent" }, { state: "sent" }, { state: "draft", text: "Of Grace" }],
  });
  expect(back.currentRun?.reviewedCommit).toBe(currentRun?.headCommit);
  const since = (await changesOf(id, { list: "true", since: "review" })) as { files: { path: string }[] };
  expect(since.files.map(({ path }) => path)).toEqual(["more.txt", "pier.txt"]);
  const whole = (await changesOf(id, { list: "true" })) as { files: { path: string; digest: string }[] };
  expect(whole.files.find(({ path }) => path === "pier.txt")?.digest).not.toBe(file?.digest);
}, 180_000);

test("squashed by the project's setting, a task is one commit on main, and its changes can be read afterwards", async () => {
  await deliver({ mergeMode: "squash" });
  const task = await reviewable("Quay");
  await commitFiles(place.workspace.folder, { "beside.txt": "beside\n" }, "theirs");
  await place.must("task.approve", task.id);
  const done = await place.until(task.id, "it is merged", ({ status }) => status === "done");
  expect(done).toMatchObject({ resolution: "merged", currentRun: { isWorktreeKept: false } });
  expect(await subjects(2)).toEqual(["Quay", "theirs"]);
  expect(await changesOf(task.id)).toMatchObject({ files: [{ path: "quay.txt" }] });
  const head = await gitIn(place.workspace.folder, "rev-parse", "main");
  expect(await gitIn(place.origin, "rev-parse", "main")).toBe(head);
  expect(await gitIn(place.workspace.folder, "branch", "--list", "task/*quay*")).toBe("");
}, 180_000);

test("rebased and kept here, a task's commits come on top of what others did, and nothing is pushed", async () => {
  await deliver({ mergeMode: "rebase", isPushed: false });
  const task = await reviewable("Quay again");
  await commitFiles(place.workspace.folder, { "later.txt": "later\n" }, "later");
  const before = await gitIn(place.origin, "rev-parse", "main");
  await place.must("task.approve", task.id);
  await place.until(task.id, "it is merged", ({ status }) => status === "done");
  expect(await subjects(2)).toEqual(["Quay again", "later"]);
  expect(await gitIn(place.origin, "rev-parse", "main")).toBe(before);
}, 180_000);

test("where the base has moved it is taken over first; a conflict is told by its files and offered to the agent", async () => {
  const { projectId, workspace } = place;
  const { id, currentRun } = await reviewable("Crane");
  const base = () => place.ask("run.read-base", { projectId, taskId: id });
  expect(await base()).toMatchObject({ branch: "main", behind: 0 });
  await commitFiles(workspace.folder, { "moved.txt": "moved\n" }, "moved");
  expect(await base()).toMatchObject({ behind: 1 });
  const news = () =>
    place.product.platform.database
      .sql`select 1 from events where topic = 'runs' and subject_id = ${currentRun?.id ?? ""}`;
  const before = (await news()).length;
  await place.must("run.update-base", id);
  const updated = await place.until(
    id,
    "it was taken over",
    (task) => isReady(task) && task.currentRun?.headCommit !== currentRun?.headCommit,
  );
  expect(await base()).toMatchObject({ behind: 0 });
  expect((await news()).length, "who reads its changes hears of it").toBe(before + 1);
  expect(await changesOf(id)).toMatchObject({ files: [{ path: "a.txt" }] });

  await commitFiles(workspace.folder, { "a.txt": "of a person\n" }, "in the way");
  await place.must("run.update-base", id);
  const held = await place.until(
    id,
    "the conflict is told",
    (task) => isReady(task) && task.statusReason !== null,
  );
  expect(held).toMatchObject({ statusReason: "conflict in 1 file: a.txt", conflictFiles: ["a.txt"] });
  expect(held.verbs).toContain("run.resolve-conflict");
  expect(held.currentRun?.headCommit).toBe(updated.currentRun?.headCommit);
  const path = join(workspace.config.worktreesDir, updated.currentRun?.root?.replace("worktree:", "") ?? "");
  expect(await readFile(join(path, "a.txt"), "utf8")).not.toContain("<<<<");
}, 180_000);
