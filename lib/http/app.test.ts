import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectMembers, projects } from "#drizzle/schema/projects.ts";
import { type Verb, verbByName } from "#lib/commands.ts";
import { createHttpApp } from "#lib/http/app.ts";
import { createDoor } from "#lib/http/door.ts";
import { extendDoor } from "#lib/http/extend.ts";
import { address, byKey, errorOf, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { newId } from "#lib/kernel/ids.ts";
import { secret } from "#lib/kernel/secret.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { openDatabase } from "#lib/platform/db/database.ts";

let door: TestDoor;
let spine: TestDoor["spine"];
let call: TestDoor["call"];
let owner: Actor;
let ownerKey: string;
let ownerCookie: string;
let project: { id: string; workspaceId: string };

beforeAll(async () => {
  door = await testDoor();
  ({ spine, call } = door);
  owner = await spine.person("owner");
  ownerKey = await door.keyOf(owner);
  ownerCookie = await door.cookieOf(owner);
  project = await door.makeProject(owner);
});
afterAll(() => door?.drop());

const lineOf = ({ http }: Verb) => http.split(" ") as [string, string];

test("a stranger is answered 401 at every verb, whatever they send, and nothing is read of it", async () => {
  for (const verb of verbByName.values()) {
    const [method, path] = lineOf(verb);
    const init = method === "GET" ? {} : { method, body: "{ not json" };
    const response = await call(path.replace(/:\w+/g, newId()), init);
    expect((await errorOf(response)).type, verb.http).toBe("UNAUTHORIZED");
  }
});

test.each(["Bearer lk_wrong", `Bearer lk_${"x".repeat(43)}`, "Bearer ", "Bearer ' or 1=1"])(
  "a wrong key (%s) is a stranger, also beside a good cookie",
  async (authorization) => {
    const response = await call("/api/operations", { headers: { authorization, cookie: ownerCookie } });
    expect(response.status).toBe(401);
    expect((await errorOf(response)).message).toContain("This API key is not valid");
  },
);

test("a revoked or expired key, and an expired session, are strangers'", async () => {
  const past = new Date(Date.now() - 1000);
  for (const more of [{ revokedAt: past }, { expiresAt: past }])
    expect((await call("/api/operations", byKey(await door.keyOf(owner, more)))).status).toBe(401);
  const leaver = await spine.person("owner");
  const cookie = await door.cookieOf(leaver);
  expect((await call("/api/operations", { headers: { cookie } })).status).toBe(200);
  await spine.platform.database.sql`update sessions set expires_at = now() where user_id = ${leaver.id}`;
  expect((await call("/api/operations", { headers: { cookie } })).status).toBe(401);
});

test("a foreign page, or a request that does not say where it comes from, does nothing with a session", async () => {
  const cancel = `/api/operations/${newId()}/cancel`;
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.test" },
    { origin: "null" },
    { origin: `${address}.evil.test` },
    {},
    { "sec-fetch-site": "cross-site" },
  ];
  for (const headers of foreign) {
    const response = await call(
      cancel,
      post("{}", { cookie: ownerCookie, host: "lockkeeper.test", ...headers }),
    );
    expect((await errorOf(response)).type).toBe("FORBIDDEN");
  }
  const own: Record<string, string>[] = [{ origin: address }, { "sec-fetch-site": "same-origin" }];
  for (const headers of own) {
    const response = await call(
      cancel,
      post("{}", { cookie: ownerCookie, host: "lockkeeper.test", ...headers }),
    );
    expect(response.status).toBe(404);
  }
});

test("every answer carries a request id: the client's when it is a plain one, else a new one", async () => {
  const idOf = async (given: string | null, path = "/api/operations") =>
    (
      await call(path, byKey(ownerKey, { headers: given === null ? {} : { "x-request-id": given } }))
    ).headers.get("x-request-id");
  expect(await idOf("trace-0001")).toBe("trace-0001");
  for (const bad of [null, "x", "a b c d e f g h", "x".repeat(101)])
    expect(await idOf(bad)).toMatch(/^[0-9a-f-]{36}$/);
  expect(await idOf("trace-0002", "/api/nothing")).toBe("trace-0002");
});

test("an unknown address is 404 in the shape of every error, and is not kept by caches", async () => {
  const response = await call("/api/nothing-here");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect((await errorOf(response)).type).toBe("NOT_FOUND");
});

test.each([
  ["{ not json", "body"],
  ["[1, 2]", "body"],
  ["null", "body"],
  ['"text"', "body"],
  ["{}", "name"],
])("a bad body (%s) is 400 and names the field", async (body, field) => {
  const response = await call("/api/projects", byKey(ownerKey, post(body)));
  const error = await errorOf(response);
  expect(error.type).toBe("VALIDATION_ERROR");
  expect(error.details).toMatchObject({ field });
});

test("a body larger than 6 MiB is refused, whether its length was announced or not", async () => {
  const chunk = new Uint8Array(1024 * 1024).fill(32);
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(chunk);
    },
  });
  const streamed = { ...post(""), body: endless, duplex: "half" } as RequestInit;
  const response = await call("/api/projects", byKey(ownerKey, streamed));
  expect((await errorOf(response)).type).toBe("PAYLOAD_TOO_LARGE");
  expect(pulled).toBeLessThan(12);
  const announced = post("{}", { "content-length": String(7 * 1024 * 1024) });
  expect((await call("/api/projects", byKey(ownerKey, announced))).status).toBe(413);
});

test("nothing in a body or a query points elsewhere than the path does", async () => {
  const other = await door.makeProject(owner);
  const path = `/api/projects/${project.id}?projectId=${other.id}`;
  const body = JSON.stringify({ projectId: other.id, name: "Renamed", description: "" });
  const response = await call(path, byKey(ownerKey, { ...post(body), method: "PUT" }));
  expect(response.status).toBe(200);
  const rows = await spine.platform.database.orm
    .select({ id: projects.id, name: projects.name })
    .from(projects);
  expect(new Map(rows.map((row) => [row.id, row.name]))).toEqual(
    new Map([
      [project.id, "Renamed"],
      [other.id, "Shop"],
    ]),
  );
});

test.each(["__proto__", "constructor", "toString"])("a parameter called %s does no harm", async (name) => {
  expect((await call(`/api/operations?${name}=a&${name}=b`, byKey(ownerKey))).status).toBe(200);
});

test.each([
  "/api/operations?cursor=nonsense",
  "/api/operations?limit=0",
  "/api/operations?limit=201",
  "/api/operations?state=bogus",
  "/api/projects/not-an-id",
  "/api/projects?cursor=x",
])("%s is 400 and names the field", async (path) => {
  const error = await errorOf(await call(path, byKey(ownerKey)));
  expect(error.type).toBe("VALIDATION_ERROR");
  expect(error.details.field).toEqual(expect.any(String));
});

test("a read has an ETag, and is 304 with no body while nothing changed, compressed or not", async () => {
  const ways: Record<string, string>[] = [{}, { "accept-encoding": "gzip" }];
  for (const headers of ways) {
    const first = await call(`/api/projects/${project.id}`, byKey(ownerKey, { headers }));
    const etag = first.headers.get("etag") ?? "";
    expect(etag).not.toBe("");
    const again = await call(
      `/api/projects/${project.id}`,
      byKey(ownerKey, { headers: { ...headers, "if-none-match": etag } }),
    );
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
  }
});

test("a large answer is compressed for who takes it, and says the same", async () => {
  const plain = await call("/api/openapi.json");
  const packed = await call("/api/openapi.json", { headers: { "accept-encoding": "gzip" } });
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  const text = gunzipSync(Buffer.from(await packed.arrayBuffer())).toString();
  expect(JSON.parse(text)).toEqual(await plain.json());
});

test("a key of one project reaches no other, and one that may only read changes nothing", async () => {
  const other = await door.makeProject(owner);
  const bound = await door.keyOf(owner, { projectId: project.id });
  expect((await call(`/api/projects/${project.id}`, byKey(bound))).status).toBe(200);
  expect((await call(`/api/projects/${other.id}`, byKey(bound))).status).toBe(404);
  const reader = await door.keyOf(owner, { scopes: ["read"] });
  const rename = { ...post(JSON.stringify({ name: "X", description: "" })), method: "PUT" };
  expect((await call(`/api/projects/${project.id}`, byKey(reader, rename))).status).toBe(403);
  const create = post(JSON.stringify({ name: "by a reader", source: { type: "empty" } }));
  expect((await errorOf(await call("/api/projects", byKey(reader, create)))).type).toBe("FORBIDDEN");
});

test("a member with read access sees a project and is told plainly that changing it takes more", async () => {
  const reader = await spine.person("member");
  await spine.platform.database.orm
    .insert(projectMembers)
    .values({ projectId: project.id, userId: reader.id, access: "read" });
  const key = await door.keyOf(reader);
  expect((await call(`/api/projects/${project.id}`, byKey(key))).status).toBe(200);
  const rename = { ...post(JSON.stringify({ name: "X", description: "" })), method: "PUT" };
  const error = await errorOf(await call(`/api/projects/${project.id}`, byKey(key, rename)));
  expect(error).toMatchObject({ type: "FORBIDDEN", message: expect.stringContaining("read") });
});

test("while the database is away: 503 in the shape of every error, health too, and no inner text", async () => {
  const url = "postgres://nobody:pass-4711@127.0.0.1:1/none";
  const away = openDatabase(url, 1);
  const platform = {
    ...spine.platform,
    database: away,
    environment: { ...spine.platform.environment, databaseUrl: secret(url) },
  };
  const awayApp = createHttpApp(createDoor(platform, door.hub), extendDoor(platform));
  const paths = ["/api/operations", `/api/projects/${project.id}`, "/api/llm/custom/chat/completions"];
  for (const path of paths) {
    const response = await awayApp.fetch(new Request(`${address}${path}`, byKey(ownerKey)));
    const text = await response.clone().text();
    expect((await errorOf(response)).type).toBe("SERVICE_UNAVAILABLE");
    expect(text).not.toMatch(/127\.0\.0\.1|select|4711|ECONN/i);
  }
  expect((await awayApp.fetch(new Request(`${address}/health`))).status).toBe(503);
  expect((await call("/health")).status).toBe(200);
  await away.close();
});
