import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { loseRuns, requireNoBusyRun } from "#lib/modules/runs/lose-runs.ts";
import { findRun, insertInteraction, insertRun, listOpenAsks } from "#lib/modules/runs/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { readTaskRow } from "#lib/modules/tasks/advance-task.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { transact } from "#lib/platform/db/transact.ts";

let product: TestPlatform;
let owner: Actor;
beforeAll(async () => {
  product = await testPlatform();
  owner = await product.person("owner");
});
afterAll(() => product?.drop());

/** A card that speaks of a run that was interrupted, while another one of its comparison waits for an answer. */
async function comparison() {
  const { orm } = product.platform.database;
  const contestId = newId();
  const { run } = await makeRun(product, owner, { state: "interrupted", contestId });
  const id = newId();
  const other = { ...run, id, ordinal: 2, branch: "task/1-r2", worktree: "task-1-r2", gatewayTokenHash: id };
  await insertRun(orm, { ...other, state: "waiting", leaseOwner: "a supervisor" });
  const ask = { kind: "permission", state: "open", externalId: "ask", request: {} } as const;
  await insertInteraction(orm, { ...ask, id: newId(), runId: id });
  return { orm, run, otherId: id, input: { projectId: run.projectId, taskId: run.taskId } };
}

test("a workspace is in use while any run of a comparison is at work", async () => {
  const { orm, run } = await comparison();
  await expect(requireNoBusyRun(orm, run.projectId)).rejects.toMatchObject({ details: { number: 1 } });
});

test("a task is not deleted while any run of its comparison is at work", async () => {
  const { input } = await comparison();
  expect(await product.run("task.delete", input, owner)).toMatchObject({
    outcome: "error",
    error: { type: "CONFLICT", message: "An agent works on it. Abort the run first." },
  });
});

test("with a workspace all runs of a comparison end, the ones at work too, and nobody holds them any more", async () => {
  const { orm, run, otherId } = await comparison();
  await transact(product.platform.database, (tx) => loseRuns(tx, run.projectId, "It is gone."));
  const ended = { state: "aborted", stateReason: "It is gone.", isWorktreeKept: false, leaseOwner: null };
  expect(await findRun(orm, run.id)).toMatchObject(ended);
  expect(await findRun(orm, otherId)).toMatchObject({ ...ended, endedAt: expect.any(Date) });
  expect(await listOpenAsks(orm, otherId)).toEqual([]);
  expect(await readTaskRow(orm, run.taskId)).toMatchObject({ status: "todo", statusReason: "It is gone." });
});
