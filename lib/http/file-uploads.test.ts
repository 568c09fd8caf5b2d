import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHttpApp } from "#lib/http/app.ts";
import { createDoor } from "#lib/http/door.ts";
import { extendDoor } from "#lib/http/extend.ts";
import { type TestPlace, testPlace } from "#lib/modules/files/testing.ts";
import { CreatedKey } from "#lib/modules/keys/schema.ts";
import { sessionCookieName } from "#lib/platform/auth/session-cookie.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import { testSession } from "#lib/platform/auth/testing.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";

let place: TestPlace;
let hub: EventHub;
let server: Server;
let url: string;
let headers: Record<string, string>;

beforeAll(async () => {
  place = await testPlace();
  const { platform } = place.product;
  hub = await openEventHub(platform.database, platform.log);
  const app = createHttpApp(createDoor(platform, hub), extendDoor(platform));
  server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false })).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/workspaces/${place.workspaceId}/files`;
  headers = {
    cookie: `${sessionCookieName(platform.environment)}=${await createSession(platform.database.orm, place.owner.id, testSession)}`,
    "sec-fetch-site": "same-origin",
  };
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await hub.close();
  await place.close();
});

async function ask(method: string, path: string, body?: BodyInit, more: Record<string, string> = {}) {
  const answer = await fetch(`${url}/${path}`, {
    method,
    headers: { ...headers, ...more },
    ...(body ? { body } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const json = { "content-type": "application/json" };
const inside = (path: string) => join(place.workspace.folder, path);

test("a file goes up in one request, and is not taken for another that is there", async () => {
  const made = await ask("POST", "upload?path=a/one.txt&isNew=true", "one");
  expect(made).toMatchObject({ status: 200, body: { path: "a/one.txt", sizeBytes: 3, isNew: true } });
  expect(await readFile(inside("a/one.txt"), "utf8")).toBe("one");
  expect(await ask("POST", "upload?path=a/one.txt&isNew=true", "two")).toMatchObject({ status: 409 });
  const over = await ask(
    "POST",
    `upload?path=a/one.txt&ifMatch=${encodeURIComponent(String(made.body.etag))}`,
    "two",
  );
  expect(over).toMatchObject({ status: 200, body: { isNew: false } });
  expect(await ask("GET", "uploads")).toMatchObject({ status: 200, body: { items: [] } });
});

test("an upload cut in the middle goes on where it stands, and is on record when it is done", async () => {
  const started = await ask(
    "POST",
    "uploads",
    JSON.stringify({ path: "cut.bin", isNew: true, sizeBytes: 90_000 }),
    json,
  );
  expect(started.status).toBe(201);
  const id = String(started.body.uploadId);
  const cut = httpRequest(`${url}/uploads/${id}?offset=0`, { method: "PATCH", headers });
  cut.on("error", () => undefined);
  cut.write(Buffer.alloc(50_000, "x"));
  await expect.poll(async () => (await ask("GET", `uploads/${id}`)).body.offset).toBe(50_000);
  cut.destroy();
  const behind = await ask("PATCH", `uploads/${id}?offset=0`, "again");
  expect(behind).toMatchObject({ status: 409, body: { error: { details: { offset: 50_000 } } } });
  await ask("PATCH", `uploads/${id}?offset=50000`, Buffer.alloc(40_000, "y"));
  const done = await ask("POST", `uploads/${id}/finish`, "{}", json);
  expect(done).toMatchObject({ status: 200, body: { path: "cut.bin", sizeBytes: 90_000 } });
  const text = await readFile(inside("cut.bin"), "utf8");
  expect([text.slice(0, 50_000), text.slice(50_000)]).toEqual(["x".repeat(50_000), "y".repeat(40_000)]);
});

test("what the workspace refuses in the middle of a body is heard by who sends it", async () => {
  const started = await ask(
    "POST",
    "uploads",
    JSON.stringify({ path: "few", isNew: true, sizeBytes: 10 }),
    json,
  );
  const refused = await ask("PATCH", `uploads/${started.body.uploadId}?offset=0`, Buffer.alloc(4_000_000));
  expect(refused).toMatchObject({ status: 413, body: { error: { type: "PAYLOAD_TOO_LARGE" } } });
  expect(await ask("DELETE", `uploads/${started.body.uploadId}`)).toMatchObject({ status: 200 });
});

test("a stranger, a foreign page and a reader's key send nothing", async () => {
  const bare = await fetch(`${url}/upload?path=x&isNew=true`, { method: "POST", body: "x" });
  expect(bare.status).toBe(401);
  const foreign = await ask("POST", "upload?path=x&isNew=true", "x", { origin: "https://evil.example" });
  expect(foreign.status).toBe(403);
  const key = await place.product.run(
    "key.create",
    { name: "reads", kind: "cli", scopes: ["read"] },
    { ...place.owner, hasJustSignedIn: true },
  );
  const authorization = `Bearer ${key.outcome === "done" ? CreatedKey.parse(key.result).key : ""}`;
  const looking = await fetch(`${url}/uploads`, { headers: { authorization } });
  expect(looking.status).toBe(200);
  const reader = await fetch(`${url}/upload?path=x&isNew=true`, {
    method: "POST",
    headers: { authorization },
    body: "x",
  });
  expect(reader.status).toBe(403);
  await expect(readFile(inside("x"))).rejects.toThrow("ENOENT");
});

test("files and folders come down as a zip with a name", async () => {
  await writeFile(inside("it's.txt"), "x");
  const answer = await fetch(`${url}/archive?path=a&path=${encodeURIComponent("it's.txt")}`, { headers });
  expect(answer.headers.get("content-type")).toBe("application/zip");
  expect(answer.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''harbor.zip");
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect([bytes.toString("latin1", 0, 2), bytes.includes("a/one.txt"), bytes.includes("it's.txt")]).toEqual([
    "PK",
    true,
    true,
  ]);
  expect((await ask("GET", "archive?path=nothing")).status).toBe(404);
});

test("a search is told as it is found, and ends with done", async () => {
  await writeFile(inside("needles.txt"), "a needle\nNeedle two\n");
  const answer = await fetch(`${url}/find?q=needle&include=*.txt&exclude=other`, { headers });
  const text = await answer.text();
  expect(text).toContain("event: matches");
  expect(text).toContain('"ranges":[[2,8]]');
  expect(text).toContain("event: done");
  expect((await fetch(`${url}/find?q=(&isRegex=true`, { headers })).status).toBe(400);
});
