import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventStream, type GatewayPlace, gatewayPlace } from "#lib/http/llm/testing.ts";
import { listEventsOfRun } from "#lib/modules/runs/list-run-events.ts";
import { RunEventPage } from "#lib/modules/runs/schema.ts";
import { moveRun } from "#lib/modules/runs/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { runQuery } from "#lib/operations/query.ts";

let place: GatewayPlace;
beforeAll(async () => {
  place = await gatewayPlace();
  const price = { provider: "custom", model: "scripted", inputUsd: 0, outputUsd: 1000 };
  await place.product.run("price.set", price, place.owner);
  await place.product.run("price.set", { ...price, provider: "anthropic" }, place.owner);
});
afterAll(() => place?.close());

const body = {
  model: "scripted",
  max_tokens: 9,
  messages: [{ role: "user", content: "Tell me of the sea" }],
};

/** Each answer costs as many tenths of a cent as it has tokens. */
const costing = (tokens: number) =>
  place.answerWith((_, response) =>
    response.end(
      JSON.stringify({
        usage: { prompt_tokens: 1, completion_tokens: tokens, input_tokens: 1, output_tokens: tokens },
      }),
    ),
  );

async function ask(token: string, path = "custom/chat/completions") {
  const response = await place.post(token, path, body);
  return { status: response.status, body: await response.json() };
}

const must = async (name: string, input: Record<string, unknown>) => {
  const answer = await place.product.run(name, input, place.owner);
  if (answer.outcome === "error") throw new Error(answer.error.message);
  return answer;
};

test("a run whose own budget is used up is warned first, then refused in the protocol's words, and marked as paused", async () => {
  const { run, token } = await makeRun(place.product, place.owner, { budgetUsd: 1 });
  costing(850);
  expect((await ask(token)).status).toBe(200);
  costing(200);
  expect((await ask(token)).status).toBe(200);
  const refused = await ask(token);
  expect(refused).toMatchObject({
    status: 402,
    body: { error: { code: "budget_reached", type: "insufficient_quota" } },
  });
  expect(refused.body.error.message).toBe(
    "This run's budget is used up: $1.05 of $1.00. Raise it and let the run go on.",
  );
  expect(await place.run(run.id)).toMatchObject({
    pausedFor: "budget",
    stateReason: refused.body.error.message,
  });
  expect(await place.calls(run.id, 2)).toHaveLength(2);

  const { platform } = place.product;
  const context = {
    tx: platform.database.orm,
    actor: place.owner,
    platform,
    signal: AbortSignal.timeout(30_000),
  };
  const { projectId, taskId } = run;
  const read = async () =>
    RunEventPage.parse(await runQuery(listEventsOfRun, { projectId, taskId }, context)).items;
  const messages = (await read()).map(({ data }) => ("message" in data ? data.message : null));
  expect(messages).toEqual(["85 % of this run's budget is used: $0.85 of $1.00."]);

  const tooLittle = { projectId, taskId, budgetUsd: 1.05 };
  await expect(must("run.raise-budget", tooLittle)).rejects.toThrow("must be more than the $1.05");
  expect(await must("run.raise-budget", { projectId, taskId, budgetUsd: 2 })).toMatchObject({
    outcome: "held",
  });
});

test("Anthropic's protocol hears of it in its own shape", async () => {
  const { token } = await makeRun(place.product, place.owner, { provider: "anthropic", budgetUsd: 0 });
  expect(await ask(token, "anthropic/messages")).toMatchObject({
    status: 402,
    body: { type: "error", error: { type: "billing_error" } },
  });
});

test("a project's month holds all of its runs, and goes before the installation's", async () => {
  const first = await makeRun(place.product, place.owner);
  const { projectId } = first.run;
  await must("spending.set-budgets", { projectId, monthUsd: 0.5 });
  costing(500);
  expect((await ask(first.token)).status).toBe(200);
  const refused = await ask(first.token);
  expect(refused).toMatchObject({ status: 402 });
  expect(refused.body.error.message).toContain(
    "The project's budget of this month is used up: $0.50 of $0.50.",
  );
  const other = await makeRun(place.product, place.owner);
  expect((await ask(other.token)).status).toBe(200);
  // What is not given stays, whatever somebody else has set meanwhile.
  await must("spending.set-budgets", { projectId, runUsd: 7 });
  const left = await place.product.run("spending.set-budgets", { projectId, monthUsd: null }, place.owner);
  expect(left).toMatchObject({ result: { budgets: { runUsd: 7, monthUsd: null } } });
  expect((await ask(first.token)).status).toBe(200);
});

test("the installation's limits hold where nobody said otherwise, from the call after they were set", async () => {
  const { token } = await makeRun(place.product, place.owner);
  costing(100);
  expect((await ask(token)).status).toBe(200);
  await must("setting.update", { key: "budgets", runUsd: 0.1 });
  expect((await ask(token)).body.error.message).toContain("This run's budget is used up: $0.10 of $0.10.");
  await must("setting.update", { key: "budgets", runUsd: null, monthUsd: 0.01 });
  expect((await ask(token)).body.error.message).toContain(
    "The installation's budget of this month is used up",
  );
  await must("setting.update", { key: "budgets", monthUsd: null });
  expect((await ask(token)).status).toBe(200);
  await expect(must("setting.update", { key: "budgets", parallelMax: 3 })).rejects.toThrow("parallelMax");
});

test("an agent has the model that its run was given, and no other", async () => {
  const { token } = await makeRun(place.product, place.owner);
  const response = await place.post(token, "custom/chat/completions", { ...body, model: "dearer" });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ error: { code: "model_not_given" } });
  const nothing = await place.post(token, "custom/chat/completions", {});
  expect([nothing.status, await nothing.json()]).toMatchObject([400, { error: { code: "invalid_body" } }]);
});

test("a stream is cut off within a second when its run ends, is to be stopped, or loses its provider", async () => {
  const { database } = place.product.platform;
  const endings = [
    (id: string) => moveRun(database.orm, id, ["running"], { state: "interrupted" }),
    (id: string) => moveRun(database.orm, id, ["running"], { isAbortAsked: true }),
    () => database.sql`delete from llm_providers where name = 'custom'`,
  ];
  for (const end of endings) {
    const { run, token } = await makeRun(place.product, place.owner);
    let isOpenAtProvider = true;
    place.answerWith((_, response) => {
      response.setHeader("content-type", "text/event-stream");
      const timer = setInterval(
        () => response.write(eventStream([{ choices: [{ delta: { content: "on" } }] }])),
        20,
      );
      response.once("close", () => {
        clearInterval(timer);
        isOpenAtProvider = false;
      });
    });
    const response = await place.post(token, "custom/chat/completions", { ...body, stream: true });
    const reader = response.body?.getReader();
    await reader?.read();
    await end(run.id);
    const since = performance.now();
    const drained = (async () => {
      for (;;) if ((await reader?.read())?.done !== false) return;
    })();
    await expect(Promise.race([drained, wait(5000)])).rejects.toThrow();
    expect(performance.now() - since).toBeLessThan(3000);
    expect(await place.calls(run.id, 1)).toMatchObject([{ isCut: true, isEstimated: true }]);
    expect(isOpenAtProvider).toBe(false);
  }
});
