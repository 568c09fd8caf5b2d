import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { listProviders } from "#lib/modules/providers-llm/list-providers.ts";
import { openProvider } from "#lib/modules/providers-llm/open-provider.ts";
import type { ConfiguredProvider } from "#lib/modules/providers-llm/schema.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { runQuery } from "#lib/operations/query.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let world: TestPlatform;
let owner: Actor;
let models: Server;
let baseUrl: string;
let seenKeys: (string | undefined)[];

const planted = "sk-planted-0123456789abcdef-9f3a";

/** A provider's list of models, for whoever has the planted key. */
function serveModels(): Promise<Server> {
  const server = createServer((request, response) => {
    const key = request.headers.authorization?.slice(7);
    seenKeys.push(key);
    if (request.url !== "/v1/models") return response.writeHead(404).end();
    if (key !== planted) return response.writeHead(401).end();
    response.end(JSON.stringify({ data: [{ id: "large" }, { id: "small" }] }));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

beforeEach(async () => {
  seenKeys = [];
  models = await serveModels();
  baseUrl = `http://127.0.0.1:${(models.address() as AddressInfo).port}/v1`;
  world = await testPlatform();
  owner = await world.person("owner");
});
afterEach(async () => {
  models.closeAllConnections();
  await new Promise((resolve) => models.close(resolve));
  await world.drop();
});

const configure = (input: Record<string, unknown>, actor = owner) =>
  world.run("provider.configure", { id: "custom", ...input }, actor);

async function configured(input: Record<string, unknown>): Promise<ConfiguredProvider> {
  const answer = await configure(input);
  if (answer.outcome !== "done") throw new Error(JSON.stringify(answer));
  return answer.result as ConfiguredProvider;
}

/** Gives the consent that a held one waits for. */
async function confirmed(answer: CommandAnswer): Promise<void> {
  const token = answer.outcome === "held" ? answer.confirm?.token : undefined;
  expect(await world.run("operation.confirm", { token }, owner)).toMatchObject({ outcome: "done" });
}

const list = (actor = owner) => {
  const { platform } = world;
  const signal = AbortSignal.timeout(10_000);
  return runQuery(listProviders, {}, { tx: platform.database.orm, actor, platform, signal });
};

test("a provider is set up, asked for its models, and shown without its key", async () => {
  const { provider, modelsFound } = await configured({
    baseUrl: `${baseUrl}/`,
    apiKey: planted,
    models: ["large"],
  });
  expect(modelsFound).toEqual(["large", "small"]);
  expect(provider).toMatchObject({
    baseUrl,
    isConfigured: true,
    isDefault: true,
    isKeySet: true,
    keyHint: "9f3a",
    models: ["large"],
    check: { error: null },
  });
  expect(JSON.stringify([provider, await list()])).not.toContain(planted);
  const opened = await openProvider(world.platform.database.orm, world.platform, null);
  expect(opened).toMatchObject({ name: "custom", protocol: "openai", baseUrl, models: ["large"] });
  expect(opened.key?.reveal()).toBe(planted);
});

test("the key stands nowhere in the database, also not with the operation", async () => {
  await configured({ baseUrl, apiKey: planted });
  const { sql } = world.platform.database;
  const tables = await sql`select table_schema as schema, table_name as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`;
  const texts = await Promise.all(
    tables.map(
      ({ schema, name }) =>
        sql`select coalesce(string_agg(t::text, ' '), '') as text from ${sql(`${schema}.${name}`)} t`,
    ),
  );
  const all = texts.map(([row]) => row?.text).join(" ");
  expect(all).toContain("provider.configure");
  expect(all).not.toContain(planted);
});

test("a key copied to another row does not open", async () => {
  await configured({ baseUrl, apiKey: planted });
  await world.run(
    "provider.configure",
    { id: "openai", baseUrl, apiKey: "sk-another-key-of-somebody" },
    owner,
  );
  const { sql, orm } = world.platform.database;
  await sql`update llm_providers set sealed_key = (select sealed_key from llm_providers where name = 'custom')
    where name = 'openai'`;
  await expect(openProvider(orm, world.platform, "openai")).rejects.toThrow();
  await expect(openProvider(orm, world.platform, "custom")).resolves.toBeDefined();
});

test("what does not answer is saved all the same, with the reason", async () => {
  const refused = await configured({ baseUrl, apiKey: "sk-wrong-wrong-wrong-wrong" });
  expect(refused.provider).toMatchObject({
    isConfigured: true,
    check: { error: "It refused the key (401)." },
  });
  models.closeAllConnections();
  await new Promise((resolve) => models.close(resolve));
  const nobody = await configured({ apiKey: planted });
  expect(nobody.provider.check?.error).toContain("nothing listens there");
});

test("a stored key is not sent to a new address", async () => {
  await configured({ baseUrl, apiKey: planted });
  seenKeys = [];
  const answer = await configure({ baseUrl: `${baseUrl}/other` });
  expect(answer).toMatchObject({ outcome: "error", error: { details: { field: "apiKey" } } });
  expect(seenKeys).toEqual([]);
});

test("replacing a key that works asks for a confirmation; one that never worked is replaced at once", async () => {
  await configured({ baseUrl, apiKey: "sk-wrong-wrong-wrong-wrong" });
  await configured({ apiKey: planted });
  const held = await configure({ apiKey: "sk-somebody-elses-key-000" });
  expect(held).toMatchObject({ outcome: "held", operation: { level: "MEDIUM" } });
  await configured({ models: ["small"] });
});

test("one that runs have used is in use also while it does not answer", async () => {
  await configured({ baseUrl });
  const elsewhere = { baseUrl: "http://127.0.0.1:9/v1", apiKey: "sk-somebody-elses-key-000" };
  expect((await configured({ apiKey: "sk-wrong-wrong-wrong-wrong" })).provider.check?.error).not.toBeNull();
  await makeRun(world, owner, { provider: "custom", state: "finished" });
  for (const change of [elsewhere, { apiKey: elsewhere.apiKey }])
    expect(await configure(change)).toMatchObject({ outcome: "held", operation: { level: "MEDIUM" } });
  await configured({ models: ["small"] });
});

test("only admins set providers up; agents' keys and members do not", async () => {
  const member = await world.person("member");
  expect(await configure({ baseUrl }, member)).toMatchObject({
    outcome: "error",
    error: { type: "FORBIDDEN" },
  });
  const readOnly: Actor = { ...owner, kind: "cli-key", scopes: ["read"] };
  expect(await configure({ baseUrl }, readOnly)).toMatchObject({
    outcome: "error",
    error: { type: "FORBIDDEN" },
  });
  await configured({ baseUrl, apiKey: planted });
  const seen = (await list(member)).items.find((item) => item.id === "custom");
  expect(seen).toMatchObject({ isKeySet: true, keyHint: null });
});

test("each bad field is named", async () => {
  const fieldOf = async (input: Record<string, unknown>) => {
    const answer = await configure(input);
    return answer.outcome === "error" ? answer.error.details.field : answer.outcome;
  };
  expect(await fieldOf({})).toBe("baseUrl");
  for (const bad of [
    "ftp://a/b",
    "http://user:pass@host/v1",
    "http://host/v1?key=1",
    "javascript:1",
    "x".repeat(9000),
  ])
    expect(await fieldOf({ baseUrl: bad })).toBe("baseUrl");
  expect(await fieldOf({ baseUrl, apiKey: "line\nbreak" })).toBe("apiKey");
  expect(await fieldOf({ baseUrl, models: ["has space"] })).toBe("models.0");
  expect(await fieldOf({ id: "nobody" })).toBe("id");
  expect(await fieldOf({ id: "anthropic" })).toBe("apiKey");
});

test("one provider is the default, and another takes its place when it goes", async () => {
  await configured({ baseUrl, apiKey: planted });
  await configured({ id: "openai", baseUrl, apiKey: planted });
  const defaults = async () => (await list()).items.filter((item) => item.isDefault).map((item) => item.id);
  expect(await defaults()).toEqual(["custom"]);
  await confirmed(await world.run("provider.set-default", { id: "openai" }, owner));
  expect(await defaults()).toEqual(["openai"]);
  expect(await world.run("provider.delete", { id: "openai" }, owner)).toMatchObject({ outcome: "held" });
  // Not the default, but agents of a project work with it.
  const { run } = await makeRun(world, owner, { provider: "anthropic", state: "finished" });
  const { projectId } = run;
  const choose = (provider: string) => world.run("config.update", { projectId, provider }, owner);
  expect(await choose("custom")).toMatchObject({ outcome: "done" });
  expect(await world.run("provider.delete", { id: "custom" }, owner)).toMatchObject({ outcome: "held" });
  expect(await choose("openai")).toMatchObject({ outcome: "done" });
  expect(await world.run("provider.delete", { id: "custom" }, owner)).toMatchObject({ outcome: "done" });
  expect(await world.run("provider.delete", { id: "custom" }, owner)).toMatchObject({
    error: { type: "NOT_FOUND" },
  });
});

test("the first default is set at once; where all new runs would go to another server, it is confirmed", async () => {
  const defaults = async () => (await list()).items.filter((item) => item.isDefault).map((item) => item.id);
  await configured({ id: "openai", baseUrl, apiKey: planted, isDefault: true });
  await configured({ id: "openai", isDefault: true });
  const elsewhere = { baseUrl: "http://127.0.0.1:9/v1", isDefault: true };
  for (const [answer, to] of [
    [await configure(elsewhere), "OpenAI-compatible endpoint"],
    // Else the next one would be the first again.
    [await configure({ id: "openai", isDefault: false }), "none"],
  ] as const)
    expect(answer).toMatchObject({
      outcome: "held",
      operation: { level: "MEDIUM", changes: [{ what: "New runs use", from: "OpenAI", to }] },
    });
  expect(await defaults()).toEqual(["openai"]);
  await configured({ ...elsewhere, isDefault: undefined });
  const held = await world.run("provider.set-default", { id: "custom" }, owner);
  expect(held).toMatchObject({ outcome: "held", operation: { level: "MEDIUM" } });
  expect(await world.run("provider.set-default", { id: "openai" }, owner)).toMatchObject({ outcome: "done" });
  expect(await defaults()).toEqual(["openai"]);
  await confirmed(held);
  expect(await defaults()).toEqual(["custom"]);
});
