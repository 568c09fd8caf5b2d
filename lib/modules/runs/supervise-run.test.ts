import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workspaces } from "#drizzle/schema/projects.ts";
import { claimNextRun } from "#lib/modules/runs/claim-run.ts";
import { runLimits } from "#lib/modules/runs/rules.ts";
import { changeRun, findRun } from "#lib/modules/runs/store.ts";
import { superviseRun } from "#lib/modules/runs/supervise-run.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";

let product: TestPlatform;
beforeAll(async () => {
  product = await testPlatform();
});
afterAll(() => product?.drop());

test("a run is aborted also while it waits for its workspace to start", async () => {
  const { platform } = product;
  const { orm } = platform.database;
  const { run } = await makeRun(product, await product.person("owner"), { state: "starting" });
  // Nobody works on operations here: the start that the run asks for stays asked for.
  const ofProject = eq(workspaces.projectId, run.projectId);
  await orm.update(workspaces).set({ stopCause: "idle" }).where(ofProject);
  const owner = "a-supervisor";
  const claimed = await claimNextRun(platform, owner);
  expect(claimed?.id).toBe(run.id);
  const stopped = new AbortController();
  const supervised = superviseRun(platform, run, { owner, stopped: stopped.signal, limits: runLimits });
  try {
    await expect
      .poll(async () => (await orm.select().from(workspaces).where(ofProject))[0]?.desiredState, {
        timeout: 20_000,
      })
      .toBe("running");
    await changeRun(orm, run.id, { isAbortAsked: true, stateReason: "Aborted by Ada." });
    await expect.poll(async () => (await findRun(orm, run.id))?.state, { timeout: 20_000 }).toBe("aborted");
    expect(await findRun(orm, run.id)).toMatchObject({ stateReason: "Aborted by Ada.", leaseOwner: null });
  } finally {
    stopped.abort();
    await supervised.catch(() => undefined);
  }
}, 60_000);
