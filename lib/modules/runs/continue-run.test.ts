import { setTimeout as wait } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { llmCalls } from "#drizzle/schema/spending.ts";
import { runs } from "#drizzle/schema/tasks.ts";
import { newId } from "#lib/kernel/ids.ts";
import { findRun } from "#lib/modules/runs/of-task.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
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

/** Continues a run that stands still; what its agent is to be told. */
async function promptAfter(stood: Parameters<typeof makeRun>[2], text: string | undefined) {
  const { run } = await makeRun(product, owner, { state: "interrupted", ...stood });
  const { projectId, taskId } = run;
  const answer = await product.run("run.continue", { projectId, taskId, ...(text && { text }) }, owner);
  expect(answer).toMatchObject({ outcome: "accepted" });
  return (await findRun(product.platform.database.orm, run.id))?.pendingPrompt;
}

test("what the agent was not told yet comes before the words it goes on with", async () => {
  const pendingPrompt = "Ten comments on the changes";
  expect(await promptAfter({ pendingPrompt }, "Go on now")).toBe(`${pendingPrompt}\n\nGo on now`);
  expect(await promptAfter({ pendingPrompt }, undefined)).toBe(pendingPrompt);
  expect(await promptAfter({}, "Go on now")).toBe("Go on now");
  expect(await promptAfter({}, undefined)).toContain("go on where you stopped");
});

test("in a comparison words reach those too that were in their review", async () => {
  const contest = { contestId: newId(), reviewRound: 1 };
  expect(await promptAfter(contest, "Do it another way")).toBe("Do it another way");
  expect(await promptAfter({ ...contest, contestId: newId() }, undefined)).toBeNull();
});

test("a call of the agent that is just being counted stops nobody from letting it go on", async () => {
  const { run } = await makeRun(product, owner, { state: "interrupted" });
  const { projectId, taskId } = run;
  const call = { id: newId(), runId: run.id, provider: "custom", model: "scripted", durationMs: 1 } as const;
  const counted = await transact(product.platform.database, async (tx) => {
    await tx.insert(llmCalls).values(call);
    const answer = product.run("run.continue", { projectId, taskId }, owner);
    // Were each to wait for the other, the database would end one of them.
    await Promise.race([answer, wait(2_000)]);
    await tx.update(runs).set({ costUsd: 1 }).where(eq(runs.id, run.id));
    return { answer };
  });
  expect(await counted.answer).toMatchObject({ outcome: "accepted" });
});
