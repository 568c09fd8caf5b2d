import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projects } from "#drizzle/schema/projects.ts";
import {
  acceptedOf,
  type ProjectGround,
  projectGround,
  workspaceOf,
} from "#lib/modules/projects/test-projects.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let ground: ProjectGround;
let owner: Actor;

// Without a worker: what is asked for stays queued.
beforeAll(async () => {
  ground = await projectGround();
  owner = await ground.person("owner");
});
afterAll(() => ground?.drop());

const statusOf = async (projectId: string) => {
  const { orm } = ground.platform.database;
  const [row] = await orm.select().from(projects).where(eq(projects.id, projectId));
  return { status: row?.status, statusReason: row?.statusReason };
};

test("a creation that is cancelled while it is queued leaves a project that says so and can be created again", async () => {
  const { projectId, operationId } = acceptedOf(
    await ground.run("project.create", { name: "Early", source: { type: "empty" } }, owner),
  );
  const asked = await ground.run("operation.cancel", { operationId }, owner);
  expect(asked).toMatchObject({ outcome: "done", result: { operation: { state: "cancelled" } } });
  const cancelled = { status: "error", statusReason: "It was cancelled on request." };
  expect(await statusOf(projectId)).toEqual(cancelled);
  expect(await ground.read(projectId, owner)).toMatchObject(cancelled);
  expect(await workspaceOf(ground, projectId)).toMatchObject({ observedState: "removed" });

  const retry = acceptedOf(await ground.run("project.retry", { projectId }, owner));
  expect(await statusOf(projectId)).toEqual({ status: "creating", statusReason: null });
  await ground.run("operation.cancel", { operationId: retry.operationId }, owner);
  expect(await statusOf(projectId)).toEqual(cancelled);
});

test("a creation that no worker can read any more leaves a project that says so", async () => {
  const { projectId, operationId } = acceptedOf(
    await ground.run("project.create", { name: "Old", source: { type: "empty" } }, owner),
  );
  await ground.platform.database.sql`update operations set input = '{"name": 7}' where id = ${operationId}`;
  await ground.startWorker();
  expect(await ground.ended(operationId, owner)).toMatchObject({ state: "failed" });
  expect(await statusOf(projectId)).toMatchObject({
    status: "error",
    statusReason: expect.stringContaining("can no longer read"),
  });
});
