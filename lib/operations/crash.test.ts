import { once } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { outsideLines, queued } from "#lib/operations/fixtures/scripted-commands.ts";
import { type ScriptedPlatform, scriptedPlatform } from "#lib/operations/fixtures/scripted-platform.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let spine: ScriptedPlatform;
let owner: Actor;
beforeEach(async () => {
  spine = await scriptedPlatform();
  owner = await spine.person("owner");
});
afterEach(() => spine?.drop());
// Processes that start and die: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 90_000 });

async function queue(steps: { name: string; act?: string }[]): Promise<string> {
  const answer = await spine.ask(queued, { steps }, owner);
  if (answer.outcome !== "accepted") throw new Error(`It was not queued: ${JSON.stringify(answer)}`);
  return answer.operation.id;
}
const effects = async () =>
  (await outsideLines(spine.platform)).filter((line) => /^(did|undid|closed)/.test(line));

test("a worker killed at each point of the work: another goes on behind the last finished step, effects once", async () => {
  const id = await queue([{ name: "a", act: "die-before" }, { name: "b", act: "die-after" }, { name: "c" }]);
  for (const name of ["a", "b"]) {
    const worker = await spine.spawnWorker();
    const exited = worker.exitCode === null && worker.signalCode === null ? once(worker, "exit") : null;
    await exited;
    expect(worker.signalCode).toBe("SIGKILL");
    expect(await outsideLines(spine.platform)).toContain(`died ${name}`);
    await spine.ageLeases();
  }
  await spine.spawnWorker();
  const row = await spine.until(id, "succeeded", 30_000);
  expect(row.attempt).toBe(3);
  expect(await effects()).toEqual(["did a", "did b", "did c", "closed"]);
  expect(await spine.steps(id)).toEqual(["a: succeeded", "b: succeeded", "c: succeeded"]);
});

test("what a worker killed with -9 was doing is taken up within 15 seconds by the database's own clock", async () => {
  const id = await queue([{ name: "a" }, { name: "b", act: "die-after" }, { name: "c" }]);
  const dying = await spine.spawnWorker();
  const rescuer = spine.spawnWorker();
  if (dying.exitCode === null && dying.signalCode === null) {
    // Either may have claimed it: one of the two dies in step b.
    await Promise.race([once(dying, "exit"), rescuer.then((child) => once(child, "exit"))]);
  }
  const diedAt = performance.now();
  await spine.until(id, "succeeded", 30_000);
  expect(performance.now() - diedAt).toBeLessThan(15_000);
  expect(await effects()).toEqual(["did a", "did b", "did c", "closed"]);
});

test("a worker that was stopped in the middle cannot finish what another has finished meanwhile", async () => {
  const id = await queue([{ name: "a" }, { name: "b", act: "stop" }, { name: "c" }]);
  const sleeper = await spine.spawnWorker();
  await expect.poll(() => outsideLines(spine.platform), { timeout: 30_000 }).toContain("stopped b");
  await spine.ageLeases();
  await spine.spawnWorker();
  const finished = await spine.until(id, "succeeded", 30_000);
  sleeper.kill("SIGCONT");
  // The sleeper says that it lives again once it is awake: by then it has met the refusal of its step.
  const workers = async () => (await spine.platform.database.sql`select from workers`).length;
  await expect.poll(workers, { timeout: 30_000 }).toBeGreaterThan(1);
  expect(await spine.row(id)).toEqual(finished);
  expect(await effects()).toEqual(["did a", "did b", "did c", "closed"]);
});
