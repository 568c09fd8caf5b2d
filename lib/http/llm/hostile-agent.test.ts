import { request as httpRequest } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventStream, type GatewayPlace, gatewayPlace } from "#lib/http/llm/testing.ts";
import { createUsageCounter } from "#lib/http/llm/usage.ts";
import { moveRun } from "#lib/modules/runs/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";

let place: GatewayPlace;
beforeAll(async () => {
  place = await gatewayPlace();
  const price = { provider: "custom", model: "scripted", inputUsd: 1, outputUsd: 1000 };
  await place.product.run("price.set", price, place.owner);
});
afterAll(() => place?.close());

const makeOne = (change: Parameters<typeof makeRun>[2] = {}) => makeRun(place.product, place.owner, change);

const post = (token: string, body: string, init: RequestInit & { path?: string } = {}) =>
  fetch(`${place.url}/api/llm/${init.path ?? "custom/chat/completions"}`, {
    ...init,
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...init.headers },
    body,
  });

const plain = JSON.stringify({ model: "scripted", messages: [{ role: "user", content: "Hello" }] });

test("a body that is small to send and dear to parse is refused, and stops nobody else", async () => {
  const { token } = await makeOne();
  let isAsked = false;
  place.answerWith((_, response) => {
    isAsked = true;
    response.end("{}");
  });
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const wide = `[${"{},".repeat(1_200_000)}0]`;
  for (const part of [deep, wide]) {
    const answer = await post(token, `{"model":"scripted","messages":${part}}`);
    expect(answer.status).toBe(400);
    expect((await answer.json()).error.message).toBe(
      "The request's body has too many parts, or is too deep.",
    );
  }
  expect(isAsked).toBe(false);
});

test("what the provider could read in another way than it was judged is not passed on", async () => {
  const { token } = await makeOne();
  place.answerWith((_, response) => response.end("{}"));
  const refused = [
    `{"model":"dear","messages":[],"model":"scripted"}`,
    String.raw`{"mod\u0065l":"dear","messages":[],"model":"scripted"}`,
    `{"Model":"dear","messages":[],"model":"scripted"}`,
    `{"model":"scripted","models":["dear"],"messages":[]}`,
    `{"model":"scripted","background":true,"input":"x"}`,
    `{"model":"scripted","service_tier":"priority","messages":[]}`,
  ];
  for (const body of refused) expect((await post(token, body)).status, body).toBe(400);
  const fine = `{"model":"scripted","messages":[{"model":"x","content":"\\"model\\": \\"y\\""}],"background":false,"service_tier":"auto"}`;
  expect((await post(token, fine)).status).toBe(200);
});

test("no header of an agent chooses another path, verb, payer or kind of body", async () => {
  const { token } = await makeOne();
  let seen: Record<string, unknown> = {};
  place.answerWith((request, response) => {
    seen = request.headers;
    response.end("{}");
  });
  const hostile = {
    "x-http-method-override": "DELETE",
    "x-original-url": "/v1/files",
    "x-goog-user-project": "other",
    "openai-organization": "other",
    "x-goog-api-key": "other",
  };
  const headers = { ...hostile, "content-type": "multipart/form-data; boundary=x", "anthropic-beta": "some" };
  expect((await post(token, plain, { headers })).status).toBe(200);
  expect(seen).toMatchObject({ "content-type": "application/json", "anthropic-beta": "some" });
  for (const name of Object.keys(hostile)) expect(seen[name], name).toBeUndefined();
});

test("calls at once go no further beyond a budget than one, and a run has so many open and no more", async () => {
  const { token, run } = await makeOne({ budgetUsd: 1 });
  let asked = 0;
  place.answerWith((_, response) => {
    asked += 1;
    setTimeout(
      () => response.end(JSON.stringify({ usage: { prompt_tokens: 1, completion_tokens: 900 } })),
      50,
    );
  });
  const answers = await Promise.all(Array.from({ length: 30 }, () => post(token, plain)));
  const statuses = answers.map(({ status }) => status);
  expect(asked).toBe(2);
  expect(statuses.filter((status) => status === 200)).toHaveLength(2);
  expect(statuses.filter((status) => status === 402).length).toBeGreaterThan(0);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers } of refused) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  await place.calls(run.id, 2);
  expect((await place.run(run.id))?.costUsd).toBeCloseTo(1.8, 3);
});

test("a request that was begun while a run had its right is judged when it is whole", async () => {
  const { token, run } = await makeOne();
  let isAsked = false;
  place.answerWith((_, response) => {
    isAsked = true;
    response.end("{}");
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const slow = httpRequest(`${place.url}/api/llm/custom/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-length": plain.length, expect: "100-continue" },
  });
  slow.once("response", (response) => resolve(response.statusCode)).once("error", reject);
  const continued = new Promise((resolve) => slow.once("continue", resolve));
  slow.flushHeaders();
  await continued;
  slow.write(plain.slice(0, 10));
  await wait(200);
  await moveRun(place.product.platform.database.orm, run.id, ["running"], { state: "interrupted" });
  slow.end(plain.slice(10));
  expect(await promise).toBe(401);
  expect(isAsked).toBe(false);
});

test("who hangs up before the answer pays for what was asked", async () => {
  const { token, run } = await makeOne();
  const gone = new AbortController();
  place.answerWith(() => gone.abort());
  const body = JSON.stringify({
    model: "scripted",
    messages: [{ role: "user", content: "x".repeat(4_000_000) }],
  });
  await expect(post(token, body, { signal: gone.signal })).rejects.toThrow();
  const [call] = await place.calls(run.id, 1);
  expect(call).toMatchObject({ isCut: true, isEstimated: true, status: null });
  expect(call?.costUsd).toBeCloseTo(1, 3);
});

test("a figure that cannot be true spoils none that can, and a call is counted all the same", async () => {
  const lies = [
    { prompt_tokens: 1.5, completion_tokens: 900 },
    { prompt_tokens: 3e9, completion_tokens: 900 },
    { prompt_tokens: "12", completion_tokens: 900, prompt_tokens_details: 7 },
    { prompt_tokens: -5, completion_tokens: 900 },
  ];
  for (const usage of lies) {
    const { token, run } = await makeOne();
    place.answerWith((_, response) => response.end(JSON.stringify({ usage })));
    await (await post(token, plain)).text();
    const [call] = await place.calls(run.id, 1);
    expect(call?.costUsd, JSON.stringify(usage)).toBeCloseTo(0.9, 3);
  }
});

test("a line of megabytes that comes in small pieces is read in the time of its length", () => {
  const usage = { prompt_tokens: 3, completion_tokens: 4 };
  const line = Buffer.from(eventStream([{ text: "\n".repeat(2_000_000), usage }]));
  const counter = createUsageCounter("text/event-stream");
  const since = performance.now();
  for (let at = 0; at < line.length; at += 1024) counter.add(line.subarray(at, at + 1024));
  expect(counter.end().tokens).toMatchObject({ input: 3, output: 4 });
  expect(performance.now() - since).toBeLessThan(8000);
});
