import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tasks } from "#drizzle/schema/tasks.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { runQueued } from "#lib/operations/run.ts";
import { findOperation } from "#lib/operations/store.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { findHandler } from "#lib/worker/handlers.ts";

let product: TestPlatform;
let owner: Actor;
// Without a worker: what is queued runs when the test says so.
beforeAll(async () => {
  product = await testPlatform();
  owner = await product.person("owner", "Ada Lovelace");
});
afterAll(() => product?.drop());

const orm = () => product.platform.database.orm;
const taskOf = async (id: string) => (await orm().select().from(tasks).where(eq(tasks.id, id)))[0];
const stateOf = async (id: string) => (await findOperation(orm(), id))?.state;

test("a merge that waits for consent again frees its card, and can be confirmed again", async () => {
  const { run } = await makeRun(product, owner, { state: "finished" });
  const { projectId, taskId } = run;
  await orm().update(tasks).set({ status: "human_review" }).where(eq(tasks.id, taskId));
  await product.run("rule.raise", { projectId, command: "task.approve", level: "MEDIUM" }, owner);
  const held = await product.run("task.approve", { projectId, taskId }, owner);
  if (held.outcome !== "held") throw new Error(`It was not held: ${JSON.stringify(held)}`);
  const operationId = held.operation.id;
  await product.run("operation.confirm", { token: held.confirm?.token }, owner);
  expect(await taskOf(taskId)).toMatchObject({ claimOperationId: operationId });

  await orm().update(tasks).set({ title: "Paint the roof" }).where(eq(tasks.id, taskId));
  await runQueued(product.platform, findHandler, operationId, "worker");
  expect(await stateOf(operationId)).toBe("held");
  expect(await taskOf(taskId)).toMatchObject({
    status: "human_review",
    claimOperationId: null,
    statusReason: expect.stringContaining("put on hold again"),
  });

  expect(await product.run("operation.confirm", { operationId }, owner)).toMatchObject({ outcome: "done" });
  expect(await stateOf(operationId)).toBe("queued");
  expect(await taskOf(taskId)).toMatchObject({ claimOperationId: operationId, statusReason: null });
  await product.run("operation.cancel", { operationId }, owner);
  await runQueued(product.platform, findHandler, operationId, "worker");
  expect(await stateOf(operationId)).toBe("cancelled");
  expect(await taskOf(taskId)).toMatchObject({ claimOperationId: null });
});
