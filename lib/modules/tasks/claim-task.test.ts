import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runs, tasks } from "#drizzle/schema/tasks.ts";
import { newId } from "#lib/kernel/ids.ts";
import { boardView } from "#lib/modules/cards/view.ts";
import { insertRun } from "#lib/modules/runs/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { taskView } from "#lib/modules/tasks/view.ts";
import { recoverAbandoned } from "#lib/operations/recover.ts";
import { runQueued } from "#lib/operations/run.ts";
import { findOperation } from "#lib/operations/store.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { findHandler } from "#lib/worker/handlers.ts";

let product: TestPlatform;
let owner: Actor;
let other: Actor;
// Without a worker: what is queued runs when the test says so.
beforeAll(async () => {
  product = await testPlatform();
  owner = await product.person("owner", "Ada Lovelace");
  other = await product.person("admin", "Grace Hopper");
});
afterAll(() => product?.drop());

const orm = () => product.platform.database.orm;
const stateOf = async (operationId: string) => (await findOperation(orm(), operationId))?.state;
const runNow = (operationId: string) => runQueued(product.platform, findHandler, operationId, "worker");
const cancel = (operationId: string) => product.run("operation.cancel", { operationId }, owner);

/** A card whose work a person is to review; an earlier run of it left its worktree too. */
async function reviewable() {
  const { run } = await makeRun(product, owner, { state: "finished", baseCommit: "c0ffee" });
  const { projectId, taskId } = run;
  await orm().update(tasks).set({ status: "human_review" }).where(eq(tasks.id, taskId));
  const id = newId();
  await insertRun(orm(), { ...run, id, ordinal: 2, worktree: "task-1-r2", gatewayTokenHash: id });
  return { input: { projectId, taskId }, read: () => taskView(orm(), taskId) };
}

/** Asked for and confirmed; its job waits. */
async function begun(verb: string, input: object): Promise<string> {
  const held = await product.run(verb, input, owner);
  if (held.outcome !== "held") throw new Error(`It was not held: ${JSON.stringify(held)}`);
  await product.run("operation.confirm", { token: held.confirm?.token }, owner);
  expect(await stateOf(held.operation.id)).toBe("queued");
  return held.operation.id;
}

const removals = ["run.drop", "run.drop-others", "task.delete"];
const verbs = ["run.feedback", "task.approve", "run.start", "run.keep", "task.move", ...removals];
const isFree = { status: "human_review", isRemoving: false, isApproving: false };

test.each(removals)(
  "from the confirmation of %s on nobody else's verb is accepted, and the card says why",
  async (verb) => {
    const { input, read } = await reviewable();
    const operationId = await begun(verb, input);
    expect(await read()).toMatchObject({ isRemoving: true, isApproving: false, verbs: [], moves: [] });
    const { cards } = await boardView(orm(), owner, { projectId: input.projectId, ids: undefined });
    expect(cards).toMatchObject([{ isRemoving: true, isApproving: false, moves: [] }]);
    for (const asked of verbs) {
      const more = { text: "Again.", comments: [], runId: newId(), status: "done" };
      const answer = await product.run(asked, { ...input, ...more }, other);
      const message = expect.stringContaining("is not possible now: its work is being removed.");
      expect(answer, asked).toMatchObject({ outcome: "error", error: { type: "CONFLICT", message } });
    }
    await cancel(operationId);
    expect(await read()).toMatchObject({ ...isFree, verbs: expect.arrayContaining(["run.feedback"]) });
  },
);

test.each(removals)("%s that was cancelled while it was at work leaves its card free", async (verb) => {
  const { input, read } = await reviewable();
  const operationId = await begun(verb, input);
  await product.platform.database.sql`update operations set attempt = 1 where id = ${operationId}`;
  await cancel(operationId);
  expect(await read()).toMatchObject({ isRemoving: true });
  await runNow(operationId);
  expect(await stateOf(operationId)).toBe("cancelled");
  expect(await read()).toMatchObject(isFree);
});

test.each(removals)(
  "%s that waits for consent again leaves its card free, and can be confirmed again",
  async (verb) => {
    const { input, read } = await reviewable();
    const operationId = await begun(verb, input);
    await orm().update(tasks).set({ title: "Paint the roof" }).where(eq(tasks.id, input.taskId));
    await runNow(operationId);
    expect(await stateOf(operationId)).toBe("held");
    expect(await read()).toMatchObject(isFree);
    await product.run("operation.confirm", { operationId }, owner);
    expect(await stateOf(operationId)).toBe("queued");
    expect(await read()).toMatchObject({ isRemoving: true });
  },
);

test.each(removals)(
  "%s whose server died goes on with the card that it has, and frees it in the end",
  async (verb) => {
    const { input, read } = await reviewable();
    const operationId = await begun(verb, input);
    await product.platform.database.sql`update operations set state = 'running', attempt = 1,
    lease_owner = 'gone', lease_until = now() - interval '1 second' where id = ${operationId}`;
    await recoverAbandoned(product.platform, findHandler);
    expect(await stateOf(operationId)).toBe("queued");
    expect(await read()).toMatchObject({ isRemoving: true });
    await runNow(operationId);
    expect(await stateOf(operationId)).toBe("succeeded");
    const left = await orm().select().from(tasks).where(eq(tasks.id, input.taskId));
    expect(left.map(({ claimOperationId }) => claimOperationId)).toEqual(
      verb === "task.delete" ? [] : [null],
    );
  },
);

test("one that fails for good leaves its card free", async () => {
  const { input, read } = await reviewable();
  const operationId = await begun("task.delete", input);
  await orm().update(runs).set({ state: "running" }).where(eq(runs.taskId, input.taskId));
  await runNow(operationId);
  expect(await stateOf(operationId)).toBe("failed");
  expect(await read()).toMatchObject(isFree);
});

test("an agent at work can be stopped while what earlier runs left is dropped", async () => {
  const { input, read } = await reviewable();
  const { currentRun } = await read();
  await orm()
    .update(runs)
    .set({ state: "queued" })
    .where(eq(runs.id, currentRun?.id ?? ""));
  await orm().update(tasks).set({ status: "in_progress" }).where(eq(tasks.id, input.taskId));
  await begun("run.drop-others", input);
  expect(await read()).toMatchObject({ isRemoving: true, verbs: ["run.abort"] });
  expect(await product.run("run.abort", input, other)).toMatchObject({ outcome: "accepted" });
  expect(await read()).toMatchObject({ isRemoving: true, status: "todo", verbs: [] });
});
