import { afterAll, beforeAll, expect, test } from "vitest";
import { countWhatEnded } from "#lib/http/llm/ledger.ts";
import { eventStream, type GatewayPlace, gatewayPlace } from "#lib/http/llm/testing.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { readProjectSpending } from "#lib/modules/spending/read-project-spending.ts";
import { ProjectSpending } from "#lib/modules/spending/schema.ts";
import { runQuery } from "#lib/operations/query.ts";

let place: GatewayPlace;
beforeAll(async () => {
  place = await gatewayPlace();
});
afterAll(() => place?.close());

const runWith = (provider: string, model: string) => makeRun(place.product, place.owner, { provider, model });

const asked = (model: string, more: Record<string, unknown> = {}) => ({
  model,
  messages: [{ role: "user", content: "Tell me of the sea" }],
  ...more,
});

test("a stream of Anthropic's is counted by what it says at its start and end, and priced with its caches", async () => {
  const { run, token } = await runWith("anthropic", "claude-sonnet-4-5-20250929");
  place.answerWith((_, response) => {
    response.setHeader("content-type", "text/event-stream");
    const usage = {
      input_tokens: 1000,
      cache_read_input_tokens: 2000,
      cache_creation_input_tokens: 400,
      output_tokens: 1,
    };
    response.end(
      eventStream([
        { type: "message_start", message: { usage } },
        { type: "content_block_delta", delta: { type: "text_delta", text: "Wide." } },
        { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 500 } },
        { type: "message_stop" },
      ]),
    );
  });
  const response = await place.post(
    token,
    "anthropic/messages",
    asked(run.model, { stream: true, max_tokens: 9 }),
  );
  expect(await response.text()).toContain("message_stop");
  const [call] = await place.calls(run.id, 1);
  expect(call).toMatchObject({
    status: 200,
    inputTokens: 1000,
    cacheReadTokens: 2000,
    cacheWriteTokens: 400,
    outputTokens: 500,
    isPriced: true,
    isEstimated: false,
    isCut: false,
  });
  // 1,000 at $3, 2,000 at $0.30, 400 at $3.75 and 500 at $15 for a million.
  const costUsd = 0.003 + 0.0006 + 0.0015 + 0.0075;
  expect(call?.costUsd).toBeCloseTo(costUsd, 9);
  const counted = await place.run(run.id);
  expect(counted?.costUsd).toBeCloseTo(costUsd, 9);
  expect(counted?.tokens).toEqual({
    input: 1000,
    output: 500,
    reasoning: 0,
    cacheRead: 2000,
    cacheWrite: 400,
  });
});

test("OpenAI's chat is asked for its figures where it is streamed, and cached tokens are not counted twice", async () => {
  const { run, token } = await runWith("openai", "gpt-5-mini");
  let body = "";
  const usage = {
    prompt_tokens: 1000,
    completion_tokens: 300,
    prompt_tokens_details: { cached_tokens: 600 },
    completion_tokens_details: { reasoning_tokens: 100 },
  };
  place.answerWith((request, response) => {
    body = request.body;
    response.setHeader("content-type", "text/event-stream");
    response.end(
      eventStream([
        { choices: [{ delta: { content: "Wide." } }], usage: null },
        { choices: [], usage },
        "[DONE]",
      ]),
    );
  });
  const given = asked("gpt-5-mini", { stream: true, stream_options: { include_obfuscation: false } });
  await (await place.post(token, "openai/chat/completions", given)).text();
  expect(JSON.parse(body)).toEqual({
    ...given,
    stream_options: { include_obfuscation: false, include_usage: true },
  });
  place.answerWith((_, response) => response.end(JSON.stringify({ choices: [], usage })));
  await (await place.post(token, "openai/chat/completions", asked("gpt-5-mini"))).text();
  const calls = await place.calls(run.id, 2);
  for (const call of calls) {
    expect(call).toMatchObject({
      inputTokens: 400,
      cacheReadTokens: 600,
      outputTokens: 300,
      reasoningTokens: 100,
    });
    expect(call.costUsd).toBeCloseTo((400 * 0.25 + 600 * 0.025 + 300 * 2) / 1e6, 9);
  }
  expect((await place.run(run.id))?.tokens).toMatchObject({ input: 800, output: 400, reasoning: 200 });
});

test("what a model thought is counted where only the total tells of it, as Google's does", async () => {
  const { run, token } = await runWith("openai", "gpt-5-mini");
  const usage = { prompt_tokens: 21, completion_tokens: 5, total_tokens: 86 };
  place.answerWith((_, response) => response.end(JSON.stringify({ choices: [], usage })));
  await (await place.post(token, "openai/chat/completions", asked("gpt-5-mini"))).text();
  expect(await place.calls(run.id, 1)).toMatchObject([{ inputTokens: 21, outputTokens: 65 }]);
});

test("OpenAI's responses are counted from the event that ends them", async () => {
  const { run, token } = await runWith("openai", "gpt-5-mini");
  place.answerWith((_, response) => {
    response.setHeader("content-type", "text/event-stream");
    const usage = {
      input_tokens: 50,
      input_tokens_details: { cached_tokens: 20 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 3 },
    };
    response.end(
      eventStream([
        { type: "response.output_text.delta", delta: "Wide." },
        { type: "response.completed", response: { output: [{ content: [{ text: "Wide." }] }], usage } },
      ]),
    );
  });
  await (
    await place.post(token, "openai/responses", { model: "gpt-5-mini", input: "The sea", stream: true })
  ).text();
  const [call] = await place.calls(run.id, 1);
  expect(call).toMatchObject({ inputTokens: 30, cacheReadTokens: 20, outputTokens: 7, reasoningTokens: 3 });
});

test("OpenRouter's own price is taken; a model nobody priced costs nothing and says so, until an admin prices it", async () => {
  const routed = await runWith("openrouter", "anyone/any-model");
  place.answerWith((_, response) =>
    response.end(JSON.stringify({ usage: { prompt_tokens: 10, completion_tokens: 5, cost: 0.0421 } })),
  );
  await (await place.post(routed.token, "openrouter/chat/completions", asked("anyone/any-model"))).text();
  expect(await place.calls(routed.run.id, 1)).toMatchObject([{ costUsd: 0.0421, isPriced: true }]);

  const own = await runWith("custom", "scripted");
  const ask = async () => (await place.post(own.token, "custom/chat/completions", asked("scripted"))).text();
  await ask();
  expect(await place.calls(own.run.id, 1)).toMatchObject([{ costUsd: 0, isPriced: false }]);
  const price = { provider: "custom", model: "scripted", inputUsd: 100, outputUsd: 1000 };
  expect(await place.product.run("price.set", price, place.owner)).toMatchObject({ outcome: "done" });
  await ask();
  expect((await place.calls(own.run.id, 2))[1]).toMatchObject({ costUsd: 0.006, isPriced: true });

  const { platform } = place.product;
  const signal = AbortSignal.timeout(30_000);
  const context = { tx: platform.database.orm, actor: place.owner, platform, signal };
  const spending = await runQuery(readProjectSpending, { projectId: own.run.projectId }, context);
  expect(ProjectSpending.parse(spending)).toMatchObject({
    calls: 2,
    unpricedCalls: 1,
    inputTokens: 20,
    outputTokens: 10,
    costUsd: 0.006,
    models: [{ provider: "custom", model: "scripted", costUsd: 0.006 }],
    runs: [{ runId: own.run.id, costUsd: 0.006 }],
  });
  await place.product.run("price.clear", price, place.owner);
});

test("an answer without figures, and one that is cut off, are told from the length of their texts", async () => {
  const silent = await runWith("custom", "scripted");
  place.answerWith((_, response) =>
    response.end(JSON.stringify({ choices: [{ message: { content: "x".repeat(400) } }] })),
  );
  await (await place.post(silent.token, "custom/chat/completions", asked("scripted"))).text();
  const [guessed] = await place.calls(silent.run.id, 1);
  expect(guessed).toMatchObject({ isEstimated: true, isCut: false, outputTokens: 100 });
  expect(guessed?.inputTokens).toBeGreaterThan(3);

  const cut = await runWith("anthropic", "scripted");
  place.answerWith((_, response) => {
    response.setHeader("content-type", "text/event-stream");
    response.write(
      eventStream([
        { type: "message_start", message: { usage: { input_tokens: 70, output_tokens: 1 } } },
        { type: "content_block_delta", delta: { text: "y".repeat(40) } },
      ]),
    );
  });
  const leaving = new AbortController();
  const body = asked("scripted", { stream: true, max_tokens: 9 });
  const response = await place.post(cut.token, "anthropic/messages", body, leaving.signal);
  await response.body?.getReader().read();
  leaving.abort();
  expect(await place.calls(cut.run.id, 1)).toMatchObject([
    { isEstimated: true, isCut: true, inputTokens: 70, outputTokens: 10 },
  ]);
});

test("a refusal of the provider is recorded, costs nothing, and is not asked again", async () => {
  const { run, token } = await runWith("custom", "scripted");
  let count = 0;
  place.answerWith((_, response) => {
    count += 1;
    response.writeHead(529, { "retry-after": "7" });
    response.end(JSON.stringify({ error: { message: "overloaded" } }));
  });
  const response = await place.post(token, "custom/chat/completions", asked("scripted"));
  expect([response.status, response.headers.get("retry-after")]).toEqual([529, "7"]);
  await response.text();
  expect(await place.calls(run.id, 1)).toMatchObject([
    { status: 529, inputTokens: 0, costUsd: 0, isEstimated: false },
  ]);
  expect(count).toBe(1);
});

test("a call is counted once where the database was lost while it was, and who stops the server waits for that", async () => {
  const { run, token } = await runWith("custom", "scripted");
  const { platform } = place.product;
  const other = await platform.database.sql.reserve();
  try {
    place.answerWith(async (_, response) => {
      await other`begin`;
      await other`lock table llm_calls in exclusive mode`;
      response.end(JSON.stringify({ usage: { prompt_tokens: 3, completion_tokens: 4 } }));
    });
    await (await place.post(token, "custom/chat/completions", asked("scripted"))).text();
    const stuck = () => other<{ pid: number }[]>`select pid from pg_locks
      where not granted and relation = 'llm_calls'::regclass`;
    await expect.poll(async () => (await stuck()).length, { timeout: 10_000 }).toBe(1);
    const [{ pid } = { pid: 0 }] = await stuck();
    await other`select pg_terminate_backend(${pid})`;
    await expect
      .poll(async () => (await stuck()).some((one) => one.pid !== pid), { timeout: 10_000 })
      .toBe(true);
    const counted = countWhatEnded(platform);
    await other`rollback`;
    await counted;
    expect(await place.run(run.id)).toMatchObject({ tokens: { input: 3, output: 4 } });
    expect(await place.calls(run.id, 1)).toHaveLength(1);
  } finally {
    other.release();
  }
}, 60_000);

test("counting tokens is free: it is passed on and not recorded", async () => {
  const { run, token } = await runWith("anthropic", "scripted");
  place.answerWith((_, response) => response.end(JSON.stringify({ input_tokens: 12 })));
  const response = await place.post(token, "anthropic/messages/count_tokens", asked("scripted"));
  expect(await response.json()).toEqual({ input_tokens: 12 });
  place.answerWith((_, response) => response.end("{}"));
  await (await place.post(token, "anthropic/messages", asked("scripted"))).text();
  expect(await place.calls(run.id, 1)).toHaveLength(1);
});
