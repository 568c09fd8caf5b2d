import { afterAll, beforeAll, expect, test } from "vitest";
import { listAudit } from "#lib/modules/audit/list-audit.ts";
import { type ProjectGround, projectGround, workspaceOf } from "#lib/modules/projects/test-projects.ts";
import { readWorkspace } from "#lib/modules/workspaces/read-workspace.ts";
import { runQuery } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let ground: ProjectGround;
let owner: Actor;
let projectId: string;

beforeAll(async () => {
  ground = await projectGround();
  owner = await ground.person("owner");
  await ground.startWorker();
  projectId = await ground.createRunning(owner, "Settings");
});
afterAll(() => ground?.drop());

const context = () => ({
  tx: ground.platform.database.orm,
  actor: owner,
  platform: ground.platform,
  signal: AbortSignal.timeout(20_000),
});
const configure = (settings: object) => ground.run("workspace.configure", { projectId, ...settings }, owner);
/** Gives what it led to. */
async function configured(settings: object): Promise<unknown> {
  const answer = await configure(settings);
  if (answer.outcome !== "accepted") throw new Error(JSON.stringify(answer));
  return (await ground.ended(answer.operation.id, owner)).result;
}
const read = async () =>
  runQuery(readWorkspace, { workspaceId: (await workspaceOf(ground, projectId)).id }, context());

test("what a runtime cannot keep is refused by field, and so is what is out of bounds", async () => {
  expect(await configure({ cpus: 2 })).toMatchObject({
    outcome: "error",
    error: { type: "VALIDATION_ERROR", details: { field: "cpus" } },
  });
  expect(await configure({ image: "debian:bookworm" })).toMatchObject({
    error: { details: { field: "image" } },
  });
  expect(await configure({ idleStopMs: 60_000 })).toMatchObject({
    error: { details: { field: "idleStopMs" } },
  });
  expect(await configure({ image: "not an image!" })).toMatchObject({
    error: { details: { field: "image" } },
  });
});

test("a stop by itself is set, told with the workspace and kept in the audit log with what it was before", async () => {
  expect(await read()).toMatchObject({ settings: { idleStopMs: null }, stopsAt: null });
  expect(await configured({ idleStopMs: 1_800_000 })).toMatchObject({
    settings: { idleStopMs: 1_800_000, image: null, cpus: null },
    needsRebuild: false,
  });
  const detail = await read();
  expect(detail).toMatchObject({
    state: "running",
    settings: { idleStopMs: 1_800_000 },
    capabilities: { isIsolated: false, resourceLimits: false, images: false, stats: true, logs: true },
    creation: { steps: expect.arrayContaining([expect.objectContaining({ state: "succeeded" })]) },
  });
  const { items } = await runQuery(listAudit, { command: "workspace.configure" }, context());
  expect(items.find(({ before }) => before !== null)).toMatchObject({
    before: { idleStopMs: null },
    after: { idleStopMs: 1_800_000 },
  });
  // What is left out stays.
  expect(await configured({})).toMatchObject({ settings: { idleStopMs: 1_800_000 } });
  expect(await configured({ idleStopMs: null })).toMatchObject({ settings: { idleStopMs: null } });
});
