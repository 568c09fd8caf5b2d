import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { projects, workspaces } from "#drizzle/schema/projects.ts";
import {
  acceptedOf,
  type ProjectGround,
  projectGround,
  workspaceOf,
} from "#lib/modules/projects/test-projects.ts";
import { runQueued } from "#lib/operations/run.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { findHandler } from "#lib/worker/handlers.ts";

let ground: ProjectGround;
let owner: Actor;
// Without a worker: what is queued runs when the test says so.
beforeAll(async () => {
  ground = await projectGround();
  owner = await ground.person("owner");
});
beforeEach(() => ground.platform.database.sql`delete from protection_rules`);
afterAll(() => ground?.drop());

/** A rule asks for consent to what is queued already, and its turn comes. */
async function holdAgain(command: string, operationId: string): Promise<void> {
  await ground.run("rule.raise", { command, level: "MEDIUM" }, owner);
  await runQueued(ground.platform, findHandler, operationId, "worker");
  expect(await ground.operation(operationId, owner)).toMatchObject({ state: "held" });
}
const confirm = (operationId: string) => ground.run("operation.confirm", { operationId }, owner);
const isQueued = { outcome: "done", result: { operation: { state: "queued" } } };

async function projectOf(projectId: string) {
  const { orm } = ground.platform.database;
  const [row] = await orm.select().from(projects).where(eq(projects.id, projectId));
  return row;
}
const create = async (name: string) =>
  acceptedOf(await ground.run("project.create", { name, source: { type: "empty" } }, owner));

test.each(["project.create", "project.retry"])(
  "%s that waits for consent says so, and begins again with the rows that are there",
  async (command) => {
    const created = await create(command.replace(".", " "));
    const { projectId } = created;
    let { operationId } = created;
    if (command === "project.retry") {
      await ground.run("operation.cancel", { operationId }, owner);
      operationId = acceptedOf(await ground.run("project.retry", { projectId }, owner)).operationId;
    }
    await holdAgain(command, operationId);
    expect(await projectOf(projectId)).toMatchObject({
      status: "error",
      statusReason: expect.stringContaining("put on hold again"),
    });
    expect(await confirm(operationId)).toMatchObject(isQueued);
    expect(await projectOf(projectId)).toMatchObject({ status: "creating", statusReason: null });
    expect(await workspaceOf(ground, projectId)).toMatchObject({ observedState: "creating" });
  },
);

test("a restart that waits for consent leaves a workspace running that runs", async () => {
  const { projectId } = await create("Restarted");
  const { id: workspaceId } = await workspaceOf(ground, projectId);
  const running = { desiredState: "running", observedState: "running" } as const;
  const { orm } = ground.platform.database;
  await orm.update(workspaces).set(running).where(eq(workspaces.id, workspaceId));
  const asked = await ground.run("workspace.restart", { workspaceId }, owner);
  const operationId = asked.operation?.id ?? "";
  await holdAgain("workspace.restart", operationId);
  expect(await workspaceOf(ground, projectId)).toMatchObject(running);
  expect(await confirm(operationId)).toMatchObject(isQueued);
});
