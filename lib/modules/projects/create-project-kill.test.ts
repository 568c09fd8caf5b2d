import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "#drizzle/schema/operations.ts";
import {
  acceptedOf,
  type ProjectGround,
  projectGround,
  workspaceOf,
} from "#lib/modules/projects/test-projects.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let ground: ProjectGround;
let owner: Actor;

beforeAll(async () => {
  ground = await projectGround();
  owner = await ground.person("owner", "Olive Owner");
});
afterAll(() => ground?.drop());

test("a server killed in the middle of a creation goes on behind the last step, without a double", async () => {
  const url = await ground.repository("survivor");
  const environment = {
    ...process.env,
    DATABASE_URL: ground.url,
    LOCKKEEPER_HOME: ground.home,
    LOCKKEEPER_MASTER_KEY: ground.platform.environment.masterKey?.reveal() ?? "",
  };
  const program = join(import.meta.dirname, "test-worker.ts");
  const child = spawn(process.execPath, [program], { env: environment, stdio: "ignore" });
  const { projectId, operationId } = acceptedOf(
    await ground.run("project.create", { name: "Survivor", source: { type: "git", url } }, owner),
  );
  await expect
    .poll(async () => (await ground.operation(operationId, owner)).steps, { timeout: 20_000, interval: 5 })
    .toContainEqual(expect.objectContaining({ name: "Start the workspace", state: "running" }));
  child.kill("SIGKILL");
  await once(child, "exit");

  await ground.startWorker();
  expect(await ground.ended(operationId, owner)).toMatchObject({ state: "succeeded", attempt: 2 });
  const { steps } = await ground.operation(operationId, owner);
  expect(steps.map(({ state }) => state)).toEqual(["succeeded", "succeeded", "succeeded", "succeeded"]);
  expect(await ground.read(projectId, owner)).toMatchObject({ status: "running" });
  const { id } = await workspaceOf(ground, projectId);
  expect(await ground.git(ground.filesOf(id), "rev-list", "--count", "HEAD")).toBe("1");
  const all = await ground.platform.database.orm
    .select()
    .from(operations)
    .where(eq(operations.targetId, projectId));
  expect(all).toHaveLength(1);
}, 120_000);
