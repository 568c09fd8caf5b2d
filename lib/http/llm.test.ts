import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { llmProviders } from "#drizzle/schema/providers.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { llmRoutes } from "#lib/http/llm.ts";
import { errorResponse } from "#lib/http/respond.ts";
import { newId } from "#lib/kernel/ids.ts";
import { sealKey } from "#lib/modules/providers-llm/provider-key.ts";
import type { ProviderName } from "#lib/modules/providers-llm/schema.ts";
import { writeProvider } from "#lib/modules/providers-llm/store.ts";
import { moveRun } from "#lib/modules/runs/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

const realKey = "sk-ant-real-0123456789";
const anyBody = JSON.stringify({ model: "scripted", messages: [{ role: "user", content: "x" }] });

let product: TestPlatform;
let owner: Actor;
let model: ScriptedModel;
let gateway: Server;
let gatewayUrl: string;

beforeAll(async () => {
  product = await testPlatform();
  owner = await product.person("owner");
  model = await startScriptedModel({
    script: ({ prompt }) =>
      prompt.includes("fail")
        ? { error: { status: 529, message: "overloaded" } }
        : { text: ["The sea", " is", " wide."], delayMs: prompt.includes("slowly") ? 400 : 0 },
  });
  await provide("anthropic", model.baseUrl);
  const routes = llmRoutes(product.platform);
  routes.onError((error) => errorResponse(error));
  gateway = createServer(getRequestListener(routes.fetch, { overrideGlobalObjects: false }));
  gatewayUrl = await listen(gateway);
});
afterAll(async () => {
  gateway?.closeAllConnections();
  await new Promise((resolve) => gateway?.close(resolve) ?? resolve(null));
  await model?.close();
  await product?.drop();
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function provide(name: ProviderName, baseUrl: string): Promise<void> {
  const id = newId();
  const { masterKey, database } = product.platform;
  const sealedKey = sealKey(masterKey, id, realKey);
  await database.orm.delete(llmProviders).where(eq(llmProviders.name, name));
  await writeProvider(database.orm, {
    id,
    name,
    baseUrl,
    models: ["scripted"],
    sealedKey,
    isDefault: name === "anthropic",
  });
}

const messages = (prompt: string, isStreamed: boolean) =>
  JSON.stringify({
    model: "scripted",
    max_tokens: 100,
    stream: isStreamed,
    messages: [{ role: "user", content: prompt }],
  });

const ask = (token: string, prompt: string, { isStreamed = false, provider = "anthropic" } = {}) =>
  fetch(`${gatewayUrl}/api/llm/${provider}/messages`, {
    method: "POST",
    headers: { "x-api-key": token, "anthropic-version": "2023-06-01", "content-type": "application/json" },
    body: messages(prompt, isStreamed),
  });

test("Anthropic's messages go through with the real key in the place of the run's token", async () => {
  const { token } = await makeRun(product, owner, { provider: "anthropic" });
  const response = await ask(token, "Tell me of the sea");
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    type: "message",
    content: [{ text: "The sea" }, { text: " is" }, { text: " wide." }],
    stop_reason: "end_turn",
  });
  expect(model.requests.at(-1)).toMatchObject({
    protocol: "anthropic",
    credential: realKey,
    prompt: "Tell me of the sea",
  });
});

test("what Anthropic streams arrives as it comes, and not at the end", async () => {
  const { token } = await makeRun(product, owner, { provider: "anthropic" });
  const response = await ask(token, "Tell me slowly", { isStreamed: true });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const arrivals: { atMs: number; text: string }[] = [];
  for await (const chunk of response.body ?? [])
    arrivals.push({ atMs: performance.now(), text: Buffer.from(chunk).toString() });
  const whole = arrivals.map(({ text }) => text).join("");
  const events = [...whole.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
  expect(events).toEqual([
    "message_start",
    "content_block_start",
    ...Array(3).fill("content_block_delta"),
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
  const arrivedMs = (text: string) => arrivals.find((arrival) => arrival.text.includes(text))?.atMs ?? 0;
  expect(arrivedMs("message_stop") - arrivedMs("The sea")).toBeGreaterThan(500);
});

test("what Anthropic refuses comes back in its own words and status", async () => {
  const { token } = await makeRun(product, owner, { provider: "anthropic" });
  const response = await ask(token, "fail please");
  expect(response.status).toBe(529);
  expect(await response.json()).toMatchObject({ error: { message: "overloaded" } });
});

test("a token is good for its own provider, while its run is under way", async () => {
  const { run, token } = await makeRun(product, owner, { provider: "anthropic" });
  await provide("openrouter", model.baseUrl);
  const before = model.requests.length;
  expect((await ask(token, "x", { provider: "openrouter" })).status).toBe(401);
  expect((await ask("lk_no-such-token-at-all-0123", "x")).status).toBe(401);
  expect((await ask(realKey, "x")).status).toBe(401);
  await moveRun(product.platform.database.orm, run.id, ["running"], { state: "finished" });
  expect((await ask(token, "x")).status).toBe(401);
  expect(model.requests.length).toBe(before);
});

test("nothing of who asks or of this side reaches the provider, and none of its cookies comes back", async () => {
  let seen: IncomingHttpHeaders = {};
  const recorder = createServer((request, response) => {
    seen = request.headers;
    response.setHeader("set-cookie", "provider=1");
    response.end("{}");
  });
  await provide("openai", `${await listen(recorder)}/v1`);
  const { token } = await makeRun(product, owner, { provider: "openai" });
  const response = await fetch(`${gatewayUrl}/api/llm/openai/chat/completions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      cookie: "lockkeeper_session=x",
      "x-forwarded-for": "10.0.0.1",
      "x-lockkeeper-peer": "10.0.0.1",
      "x-stainless-lang": "js",
    },
    body: anyBody,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("set-cookie")).toBeNull();
  expect(seen.authorization).toBe(`Bearer ${realKey}`);
  expect(seen["x-stainless-lang"]).toBe("js");
  expect(JSON.stringify(seen)).not.toContain(token);
  for (const name of ["cookie", "x-forwarded-for", "x-lockkeeper-peer", "x-api-key"])
    expect(seen[name]).toBeUndefined();
  recorder.closeAllConnections();
  await new Promise((resolve) => recorder.close(resolve));
});

test("the key opens nothing of the provider but its models", async () => {
  const asked: string[] = [];
  const recorder = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("{}");
  });
  await provide("openai", `${await listen(recorder)}/v1`);
  const { token } = await makeRun(product, owner, { provider: "openai" });
  const headers = { authorization: `Bearer ${token}` };
  const get = async (path: string) =>
    (await fetch(`${gatewayUrl}/api/llm/openai${path}`, { headers })).status;
  for (const path of [
    "/files",
    "/organization/admin_api_keys",
    "/models/../files",
    "/models/%2e%2e/files",
    "//x",
    "/",
  ])
    expect(await get(path), path).toBe(404);
  expect(asked).toEqual([]);
  expect(await get("/models?limit=1")).toBe(200);
  expect(asked).toEqual(["/v1/models?limit=1"]);
  recorder.closeAllConnections();
  await new Promise((resolve) => recorder.close(resolve));
});

test("a provider that answers strangely is passed on or refused, and never breaks the gateway", async () => {
  let answer = "";
  const stranger = createTcpServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => socket.end(answer));
  });
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  await provide("openai", `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`);
  const { token } = await makeRun(product, owner, { provider: "openai" });
  const init = { method: "POST", headers: { authorization: `Bearer ${token}` }, body: anyBody };
  const cases: [answer: string, status: number][] = [
    ["HTTP/1.1 204 No Content\r\n\r\n", 204],
    ["HTTP/1.1 304 Not Modified\r\n\r\n", 304],
    ["HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\n{}", 502],
    ["HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n", 502],
    ["HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n", 302],
    ["no HTTP at all\r\n\r\n", 502],
    ["", 502],
  ];
  for (const [given, status] of cases) {
    answer = given;
    const response = await fetch(`${gatewayUrl}/api/llm/openai/chat/completions`, {
      ...init,
      redirect: "manual",
    });
    expect(response.status, given).toBe(status);
    await response.text();
  }
  await new Promise((resolve) => stranger.close(resolve));
});
