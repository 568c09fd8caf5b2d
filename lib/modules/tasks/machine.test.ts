import { afterAll, beforeAll, expect, test } from "vitest";
import { projects, workspaces } from "#drizzle/schema/projects.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { newId } from "#lib/kernel/ids.ts";
import { compareRuns } from "#lib/modules/contests/compare-runs.ts";
import { keepRun } from "#lib/modules/contests/keep-run.ts";
import { sealKey } from "#lib/modules/providers-llm/provider-key.ts";
import { writeProvider } from "#lib/modules/providers-llm/store.ts";
import { abortRun } from "#lib/modules/runs/abort-run.ts";
import { approveTask, endApproval } from "#lib/modules/runs/approve-task.ts";
import { continueRun } from "#lib/modules/runs/continue-run.ts";
import { dropRun } from "#lib/modules/runs/drop-run.ts";
import { endDropped } from "#lib/modules/runs/end-dropped.ts";
import { endRun } from "#lib/modules/runs/end-run.ts";
import { isLive, placedStates } from "#lib/modules/runs/rules.ts";
import { sendFeedback } from "#lib/modules/runs/send-feedback.ts";
import { startRun } from "#lib/modules/runs/start-run.ts";
import { changeRun, listRunsOfTask, type RunRow } from "#lib/modules/runs/store.ts";
import { advanceTask, lockTask } from "#lib/modules/tasks/advance-task.ts";
import { moveTask } from "#lib/modules/tasks/move-task.ts";
import { verbsOf } from "#lib/modules/tasks/rules.ts";
import { type TaskVerb, TaskView, taskVerbs } from "#lib/modules/tasks/schema.ts";
import type { Command } from "#lib/operations/command.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";

/** Random walks over the real commands and the real rows; only the agents are played, by what a supervisor would write. */

let world: TestPlatform;
let owner: Actor;
let projectId: string;
let workspaceId: string;

beforeAll(async () => {
  world = await testPlatform();
  owner = await world.person("owner", "Ada Lovelace");
  const { orm } = world.platform.database;
  projectId = newId();
  workspaceId = newId();
  const about = {
    slug: projectId,
    name: "harbor",
    type: "other",
    status: "running",
    runtime: "local",
  } as const;
  await orm.insert(projects).values({
    ...about,
    id: projectId,
    source: { type: "empty" },
    defaultBranch: "main",
    createdBy: owner.id,
  });
  // One that idled: runs may be begun, and none of them touches it.
  const resting = { desiredState: "stopped", observedState: "stopped", stopCause: "idle" } as const;
  await orm
    .insert(workspaces)
    .values({ id: workspaceId, projectId, runtime: "local", accessToken: "x", ...resting });
  const id = newId();
  const sealedKey = sealKey(world.platform.masterKey, id, "key");
  const about2 = { baseUrl: "http://127.0.0.1:9/v1", models: ["scripted"], sealedKey, isDefault: true };
  await writeProvider(orm, { id, name: "custom", ...about2 });
});
afterAll(() => world?.drop());

/** A small generator with a seed, so that a walk that failed can be walked again. */
function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const oneOf = <Value>(values: readonly Value[]): Value | undefined =>
    values[Math.floor(next() * values.length)];
  return { next, oneOf };
}
type Dice = ReturnType<typeof dice>;

const parts: Partial<Record<TaskVerb, Command>> = {};
const add = (verb: TaskVerb, declared: unknown) => {
  parts[verb] = declared as Command;
};
add("run.start", startRun);
add("run.compare", compareRuns);
add("run.continue", continueRun);
add("run.abort", abortRun);
add("run.feedback", sendFeedback);
add("run.keep", keepRun);
add("run.drop", dropRun);
add("task.move", moveTask);
add("task.approve", approveTask);

interface Walk {
  taskId: string;
  roll: Dice;
  trail: string[];
}

/** As the door would have it done, in one transaction; what it does in the workspace is left out. */
async function ask({ taskId, roll }: Walk, verb: TaskVerb): Promise<AppError | null> {
  const declared = parts[verb];
  if (!declared) return null;
  const { platform } = world;
  try {
    await transact(platform.database, async (tx) => {
      const { task, run: current } = await lockTask(tx, taskId);
      const runs = await listRunsOfTask(tx, taskId);
      const rivals = runs.filter((run) => run.state === "finished" && run.contestId === current?.contestId);
      const models = Array.from({ length: 2 + Math.floor(roll.next() * 3) }, () => ({ model: "scripted" }));
      const more: Partial<Record<TaskVerb, object>> = {
        "run.compare": { models },
        "run.feedback": { text: "Again.", comments: [] },
        "run.keep": { runId: roll.oneOf(rivals)?.id ?? newId() },
        "task.move": { status: task.status === "done" ? "todo" : "done" },
      };
      const input = { projectId, taskId, ...more[verb] };
      const facts = await declared.facts(tx, input, owner);
      const context = { input, facts, actor: owner, operationId: newId(), reason: null, platform };
      await (declared.apply ?? declared.begin)?.(tx, context);
      if (verb === "run.drop") await dropAll(tx, taskId, runs);
    });
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** The last step of its job. */
async function dropAll(tx: Tx, taskId: string, runs: readonly RunRow[]): Promise<void> {
  const locked = await lockTask(tx, taskId);
  for (const run of runs) await endDropped(tx, run, { workspaceId, isRemoved: true, by: "Ada" });
  await advanceTask(tx, locked, "run.drop", { statusReason: null, claimOperationId: null });
}

/** One thing that the machine does by itself: a merge ends, or a supervisor writes what became of a run. */
async function machineStep({ taskId, roll }: Walk): Promise<string> {
  return transact(world.platform.database, async (tx) => {
    const locked = await lockTask(tx, taskId);
    const { claimOperationId } = locked.task;
    if (claimOperationId) {
      if (roll.next() < 0.5) {
        await endApproval(tx, taskId, claimOperationId, "conflict in 1 file: a.txt");
        return "conflict";
      }
      const done = { resolution: "merged", statusReason: null, claimOperationId: null } as const;
      await advanceTask(tx, locked, "task.approve", done);
      return "merged";
    }
    const live = (await listRunsOfTask(tx, taskId)).filter(({ state }) => isLive(state));
    const run = roll.oneOf(live);
    return run ? moveOn(tx, locked, run, roll) : "nothing";
  });
}

async function moveOn(
  tx: Tx,
  locked: Awaited<ReturnType<typeof lockTask>>,
  run: RunRow,
  roll: Dice,
): Promise<string> {
  const name = `${run.ordinal} ${run.state}`;
  if (run.isAbortAsked && run.state !== "queued") {
    const ending = { from: placedStates, state: "aborted", reason: "Aborted.", event: "run.abort" } as const;
    await endRun(tx, locked, run, ending);
    return `${name} → aborted`;
  }
  const isReview = run.pendingPrompt === null && run.reviewRound > 0;
  if (run.state === "queued") await changeRun(tx, run.id, { state: "starting" });
  else if (run.state === "starting") {
    await changeRun(tx, run.id, { state: isReview ? "reviewing" : "running", pendingPrompt: null });
  } else return endOrReview(tx, locked, run, roll, name);
  return `${name} → on`;
}

async function endOrReview(
  tx: Tx,
  locked: Awaited<ReturnType<typeof lockTask>>,
  run: RunRow,
  roll: Dice,
  name: string,
): Promise<string> {
  const chance = roll.next();
  const end = (ending: Omit<Parameters<typeof endRun>[3], "from" | "reason">) =>
    endRun(tx, locked, run, { ...ending, from: placedStates, reason: null });
  if (chance < 0.1) await end({ state: "interrupted", event: null });
  else if (chance < 0.2) await end({ state: "failed", event: "run.failed" });
  else if (run.state === "reviewing" && chance < 0.5) {
    await changeRun(tx, run.id, {
      state: "running",
      verdict: { verdict: "changes", summary: "", comments: [] },
    });
    if (run.contestId === null) await advanceTask(tx, locked, "review.asks_for_changes");
  } else if (run.state === "reviewing") {
    const verdict = { verdict: "approve", summary: "", comments: [] } as const;
    await end({
      state: "finished",
      event: "review.passed",
      change: { verdict: { ...verdict, comments: [] } },
    });
  } else if (chance < 0.6) {
    await changeRun(tx, run.id, { state: "reviewing", reviewRound: run.reviewRound + 1, verdict: null });
    if (run.contestId === null) await advanceTask(tx, locked, "agent.finished");
  } else await end({ state: "finished", event: "agent.finished_without_review" });
  return `${name} → ${chance.toFixed(2)}`;
}

/** What must hold wherever a task stands. Gives the verbs it offers. */
async function check({ taskId, trail }: Walk): Promise<TaskVerb[]> {
  const { orm } = world.platform.database;
  const { task, run, standing } = await lockTask(orm, taskId);
  const runs = await listRunsOfTask(orm, taskId);
  const live = runs.filter(({ state }) => isLive(state));
  const verbs = verbsOf(standing);
  const told = `${trail.join(", ")}: ${task.status}, ${runs.map(({ state }) => state).join(" ")}`;
  // A card never waits for something that nobody does, and never stands still without a way on.
  if (live.length > 0) expect(run && isLive(run.state), told).toBe(true);
  expect(verbs.length > 0 || standing.claim !== null, told).toBe(true);
  const isWorked = task.status === "in_progress" || task.status === "ai_review";
  expect(isWorked, told).toBe(live.length > 0 || run?.state === "interrupted");
  if (task.status === "human_review")
    expect(run, told).toMatchObject({ state: "finished", isWorktreeKept: true });
  if (task.status === "ai_review") expect(run?.contestId, told).toBeNull();
  const rivals = runs.filter(({ contestId }) => run?.contestId && contestId === run.contestId);
  if (task.status === "human_review" && run?.contestId) {
    expect(rivals.filter(({ state }) => state === "finished").length, told).toBeGreaterThan(1);
    expect(verbs, told).not.toContain("task.approve");
  }
  // Runs are begun one by one, or together.
  expect(live.length <= 1 || live.every(({ contestId }) => contestId === run?.contestId), told).toBe(true);
  return verbs;
}

test("wherever a task gets to, it has one current run, a true column and a way on, and refuses what is not offered", async () => {
  const reached = new Set<string>();
  for (let seed = 1; seed <= 12; seed += 1) {
    const roll = dice(seed * 7919);
    const created = await world.run("task.create", { projectId, title: `Walk ${seed}` }, owner);
    const { id: taskId } = TaskView.parse("result" in created ? created.result : null);
    const walk: Walk = { taskId, roll, trail: [`seed ${seed}`] };
    for (let step = 0; step < 50; step += 1) {
      const verbs = await check(walk);
      const isTried = step % 3 === 0;
      const wrong =
        isTried && roll.oneOf(taskVerbs.filter((verb) => verb !== "run.keep" && !verbs.includes(verb)));
      if (wrong && parts[wrong]) {
        expect(await ask(walk, wrong), `${walk.trail.join(", ")}, ${wrong}`).toMatchObject({
          type: "CONFLICT",
        });
      }
      // A person who looks at an agent's work mostly lets it be.
      const isAtWork = verbs.length === 1 && verbs[0] === "run.abort";
      const verb = roll.next() < (isAtWork ? 0.05 : 0.6) ? roll.oneOf(verbs) : undefined;
      if (verb) {
        expect(await ask(walk, verb), `${walk.trail.join(", ")}, ${verb}`).toBeNull();
        reached.add(verb);
        walk.trail.push(verb);
      } else walk.trail.push(await machineStep(walk));
    }
    await check(walk);
  }
  // The walks came everywhere; a conflict's way on has a test of its own.
  expect([...reached].toSorted()).toEqual(Object.keys(parts).toSorted());
}, 120_000);
