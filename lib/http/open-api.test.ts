import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verbByName } from "#lib/commands.ts";
import { createHttpApp } from "#lib/http/app.ts";
import { streamEvents } from "#lib/http/docs/stream-events.ts";
import { createDoor } from "#lib/http/door.ts";
import { extendDoor } from "#lib/http/extend.ts";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { type DocumentedOperation, openApiDocument } from "#lib/http/open-api.ts";

let door: TestDoor;
beforeAll(async () => {
  door = await testDoor();
});
afterAll(() => door?.drop());

const document = openApiDocument();
const operations: [line: string, operation: DocumentedOperation][] = Object.entries(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, DocumentedOperation] => [
      `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`,
      operation,
    ]),
);

test("the document passes the strictest rules of a public linter, with every area described", async () => {
  const config = await createConfig({
    extends: ["recommended-strict"],
    rules: { "operation-tag-defined": "error", "operation-singular-tag": "error" },
  });
  const problems = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: "/openapi.json",
    config,
  });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
    [],
  );
});

test("every line that the door serves is described, and nothing else", () => {
  const app = createHttpApp(createDoor(door.spine.platform, door.hub), extendDoor(door.spine.platform));
  const served = app.routes
    .filter(({ method, path }) => method !== "ALL" && !path.includes("*"))
    .map(({ method, path }) => `${method} ${path}`);
  const gateway = operations.map(([line]) => line).filter((line) => line.includes("/api/llm/"));
  const expected = [...new Set(served), ...gateway].toSorted();
  expect(operations.map(([line]) => line).toSorted()).toEqual(expected);
});

test("what is mounted for every method is the gateway alone, and what refuses all but POST of MCP", () => {
  const mounted = new Hono();
  extendDoor(door.spine.platform)(mounted, createDoor(door.spine.platform, door.hub).limits);
  const forAll = mounted.routes.filter(({ method }) => method === "ALL").map(({ path }) => path);
  expect(new Set(forAll)).toEqual(new Set(["/api/llm/:provider/*", "/api/mcp"]));
});

test("every verb is described under its own name, with its level, who may ask, and what may go wrong", () => {
  const byId = new Map(operations.map(([line, operation]) => [operation.operationId, { line, operation }]));
  for (const verb of verbByName.values()) {
    const found = byId.get(verb.name);
    expect(found?.line, verb.name).toBe(verb.http);
    expect(found?.operation["x-kind"], verb.name).toBe(verb.kind);
    const statuses = Object.keys(found?.operation.responses ?? {});
    const common = ["401", "403", "429", "500", "503"];
    const own = { command: ["202", "400", "404", "409", "413"], query: ["200", "304"], stream: ["200"] };
    expect(statuses, verb.name).toEqual(expect.arrayContaining([...common, ...own[verb.kind]]));
  }
});

test("every field that can be sent says what it means, and every stream what it sends", () => {
  const silent: string[] = [];
  for (const [, { operationId, parameters, requestBody }] of operations) {
    for (const parameter of parameters) {
      if ("name" in parameter && !parameter.description) silent.push(`${operationId} ${parameter.name}`);
    }
    const schema = requestBody?.content["application/json"]?.schema ?? {};
    for (const part of schema.anyOf ?? [schema]) {
      for (const [name, field] of Object.entries(part.properties ?? {}))
        if (!field.description) silent.push(`${operationId} ${name}`);
    }
  }
  expect(silent, "give it a .describe() or a line in lib/http/docs/meanings.ts").toEqual([]);
  const streams = operations.filter(([, operation]) => operation["x-kind"] === "stream");
  for (const [, { operationId }] of streams) expect(streamEvents[operationId], operationId).toBeDefined();
});

test("the description is served to anybody, and is 304 while it stays the same", async () => {
  const first = await door.call("/api/openapi.json");
  expect(await first.json()).toEqual(JSON.parse(JSON.stringify(document)));
  const etag = first.headers.get("etag") ?? "";
  const again = await door.call("/api/openapi.json", { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
});
