import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { byKeyword, type Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { Comparison } from "#lib/modules/contests/schema.ts";
import { type RunPlace, runPlace } from "#lib/modules/runs/testing.ts";
import { findOperation } from "#lib/operations/store.ts";
import { gitIn } from "#workspaced/git/test-repository.ts";

let place: RunPlace;
const asked = new Map<string, { system: string; tools: readonly string[] }>();

const script: Script = (request) => {
  if (request.isTitle) return { text: "A title" };
  asked.set(request.model, request);
  const bash = (command: string) => ({
    toolCalls: [{ name: "bash", input: { command, description: "Runs it" } }],
  });
  return byKeyword({
    "Paint the wall": [bash(`echo ${request.model} > wall.txt`), { text: "Painted." }],
    "Paint the roof": request.model === "second" ? [bash("sleep 300")] : [{ text: "Nothing to do." }],
  })(request);
};

beforeAll(async () => {
  place = await runPlace(script);
  const shared = { isReviewOn: false, temperature: 0.3, instructions: "Use much paint." };
  await place.configure({ version: 1, ...shared, toolsOff: ["webfetch"] });
  await writeFile(join(place.workspace.folder, "AGENTS.md"), "Red is not a colour here.\n");
  await gitIn(place.workspace.folder, "add", "AGENTS.md");
  await gitIn(place.workspace.folder, "commit", "--quiet", "-m", "Say how we paint");
}, 120_000);

afterAll(() => place?.close(), 60_000);

const comparisonOf = async (taskId: string) => {
  const { projectId } = place;
  return Comparison.parse(await place.ask("run.read-comparison", { projectId, taskId }));
};
/** Two agents at once take their time. */
const patienceMs = 150_000;
const twoModels = { models: [{ model: "first" }, { model: "second" }] };

test("two models work on one task, one result is kept and merged, and the other's work is not lost", async () => {
  const { id } = await place.createTask("Paint the wall");
  await place.must("run.compare", id, twoModels);
  const both = await place.until(
    id,
    "both came to a result",
    ({ status }) => status === "human_review",
    patienceMs,
  );
  expect(both).toMatchObject({ statusReason: "2 results to compare", verbs: ["run.keep", "run.drop"] });
  const { isOpen, items } = await comparisonOf(id);
  expect(isOpen).toBe(true);
  expect(items).toMatchObject(
    ["first", "second"].map((model, index) => ({
      run: {
        model,
        ordinal: index + 1,
        state: "finished",
        contest: { isOpen: true, runs: 2, ended: 2, openAsks: 0 },
      },
      configVersion: 1,
      isKept: false,
      isKeepable: true,
      changes: { files: 1, additions: 1, deletions: 0 },
    })),
  );
  await expect(place.must("task.approve", id)).rejects.toThrow("Approve is not possible now");

  const [first, second] = items.map(({ run }) => run);
  await place.must("run.keep", id, { runId: first?.id });
  // Another one can be kept instead, as long as it is not merged.
  await place.must("run.keep", id, { runId: second?.id });
  const kept = await place.read(id);
  expect(kept).toMatchObject({ status: "human_review", statusReason: null, currentRun: { id: second?.id } });
  expect(kept.verbs).toContain("task.approve");
  expect((await comparisonOf(id)).items.map(({ isKept }) => isKept)).toEqual([false, true]);
  const worktree = join(place.workspace.config.worktreesDir, first?.root?.replace("worktree:", "") ?? "none");
  await access(join(worktree, "wall.txt"));

  await place.must("task.approve", id);
  await place.until(id, "it is merged", ({ status }) => status === "done");
  const { folder } = place.workspace;
  expect(await gitIn(folder, "show", "main:wall.txt")).toBe("second");
  // What was not kept leaves its worktree, and its branch holds what it did.
  await expect(access(worktree)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await gitIn(folder, "show", `${first?.branch}:wall.txt`)).toBe("first");
}, 300_000);

test("agents are told the repository's words, then the project's, and do not have the tools that are off", () => {
  const told = asked.get("first")?.system ?? "";
  expect(told.indexOf("Red is not a colour here.")).toBeGreaterThan(0);
  expect(told.indexOf("Use much paint.")).toBeGreaterThan(told.indexOf("Red is not a colour here."));
  expect(asked.get("first")?.tools).toContain("bash");
  expect(asked.get("first")?.tools).not.toContain("webfetch");
});

test("an abort ends all that still work; the one result that is there is taken, and the rest is dropped with a list", async () => {
  const { id } = await place.createTask("Paint the roof");
  await place.must("run.compare", id, twoModels);
  await place.until(
    id,
    "one has ended and one works",
    ({ currentRun: run }) => {
      return run?.contest?.ended === 1 && run.model === "second" && run.state === "running";
    },
    patienceMs,
  );
  await place.must("run.abort", id);
  const left = await place.until(id, "one result is left", ({ status }) => status === "human_review");
  expect(left.statusReason).toContain("Only 1 of 2 came to a result.");
  expect(left.currentRun).toMatchObject({ model: "first", contestId: null });
  const held = await place.run("run.drop-others", { projectId: place.projectId, taskId: id });
  if (held.outcome !== "held" || !held.confirm) throw new Error(`It was ${held.outcome}.`);
  expect(held.operation.losses.map(({ kind }) => kind)).toContain("Worktree");
  await place.run("operation.confirm", { token: held.confirm.token });
  const { orm } = place.product.platform.database;
  await expect
    .poll(async () => (await findOperation(orm, held.operation.id))?.state, { timeout: 60_000 })
    .toBe("succeeded");
  expect((await comparisonOf(id)).items.map(({ run }) => [run.model, run.isWorktreeKept])).toEqual([
    ["first", true],
    ["second", false],
  ]);
}, 300_000);
