import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHttpApp } from "#lib/http/app.ts";
import { createDoor } from "#lib/http/door.ts";
import { extendDoor } from "#lib/http/extend.ts";
import { passOn } from "#lib/http/files.ts";
import { type TestPlace, testPlace } from "#lib/modules/files/testing.ts";
import { sessionCookieName } from "#lib/platform/auth/session-cookie.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import { testSession } from "#lib/platform/auth/testing.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";
import { rememberSecret } from "#lib/platform/known-secrets.ts";

let place: TestPlace;
let hub: EventHub;
let app: Hono;
let cookie: string;

beforeAll(async () => {
  place = await testPlace();
  const { platform } = place.product;
  hub = await openEventHub(platform.database, platform.log);
  app = createHttpApp(createDoor(platform, hub), extendDoor(platform));
  cookie = `${sessionCookieName(platform.environment)}=${await createSession(platform.database.orm, place.owner.id, testSession)}`;
});
afterAll(async () => {
  await hub.close();
  await place.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(`/api/workspaces/${place.workspaceId}/files/${path}`, { headers: { cookie, ...headers } });

test("a file streams with its kind and etag, in ranges, and not again while it is the same", async () => {
  await writeFile(join(place.workspace.folder, "text.txt"), "0123456789");
  const whole = await get("content?path=text.txt");
  expect(whole.status).toBe(200);
  expect(whole.headers.get("x-file-kind")).toBe("text");
  expect(whole.headers.get("content-security-policy")).toContain("sandbox");
  expect(await whole.text()).toBe("0123456789");
  const etag = whole.headers.get("etag") ?? "";
  expect((await get("content?path=text.txt", { "if-none-match": etag })).status).toBe(304);
  const part = await get("content?path=text.txt", { range: "bytes=2-4" });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
    206,
    "bytes 2-4/10",
    "234",
  ]);
  const beyond = await get("content?path=text.txt", { range: "bytes=99-" });
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */10"]);
});

test("files and archives count as streams while they are read, and whatever becomes of them are given back", async () => {
  await mkdir(join(place.workspace.folder, "kept"));
  await writeFile(join(place.workspace.folder, "kept/large.bin"), Buffer.alloc(50_000_000, 1));
  const archive = () => get("archive?path=kept");
  const [first, second] = [await archive(), await archive()];
  expect([first.status, second.status, (await archive()).status]).toEqual([200, 200, 429]);
  await first.body?.cancel();
  await expect.poll(async () => (await get("archive?path=nothing")).status).toBe(404);
  const again = await archive();
  expect(again.status).toBe(200);
  await again.body?.cancel();
  await second.body?.cancel();
  // Of what is asked for its head alone nothing is read, and nothing held.
  const head = () =>
    app.request(`/api/workspaces/${place.workspaceId}/files/archive?path=kept`, {
      method: "HEAD",
      headers: { cookie },
    });
  for (let round = 0; round < 4; round += 1) await expect.poll(async () => (await head()).status).toBe(200);
});

test("what a workspace calls its bytes is believed only of what a browser shows and does not run", () => {
  const typeOf = (type: string) => {
    const content = new IncomingMessage(new Socket());
    content.headers["content-type"] = type;
    return passOn({ method: "GET" }, content, null).headers.get("content-type");
  };
  for (const type of ["text/plain; charset=utf-8", "image/png", "application/zip"])
    expect(typeOf(type)).toBe(type);
  for (const type of [
    "text/html",
    "image/svg+xml",
    "text/plain",
    "application/xhtml+xml",
    "image/png, text/html",
  ])
    expect(typeOf(type)).toBe("application/octet-stream");
});

test("a file that holds what the product knows as a secret is given byte for byte", async () => {
  const content = "TOKEN=a-secret-the-product-knows\n";
  rememberSecret("test", "a-secret-the-product-knows");
  await writeFile(join(place.workspace.folder, "known.env"), content);
  expect(await (await get("content?path=known.env")).text()).toBe(content);
});

test("a download names the file, whatever it is called", async () => {
  await writeFile(join(place.workspace.folder, `it's "ü".txt`), "x");
  const answer = await get(`content?download=true&path=${encodeURIComponent(`it's "ü".txt`)}`);
  expect(answer.headers.get("content-disposition")).toBe(
    "attachment; filename*=UTF-8''it%27s%20%22%C3%BC%22.txt",
  );
});

test("what is not there, hostile or forbidden answers in the one error shape", async () => {
  const missing = await get("content?path=nothing");
  expect([missing.status, await missing.json()]).toMatchObject([404, { error: { type: "NOT_FOUND" } }]);
  const outside = await get("content?path=../x");
  expect([outside.status, await outside.json()]).toMatchObject([
    400,
    { error: { details: { field: "path" } } },
  ]);
  const stranger = await get("content?path=text.txt", { cookie: "" });
  expect(stranger.status).toBe(401);
});

test("a watcher hears of a file that changes underneath", async () => {
  const answer = await get("watch");
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  const readUntil = async (text: string) => {
    while (!heard.includes(text)) {
      const next = await reader?.read();
      if (!next || next.done) throw new Error(`The stream ended after ${heard}`);
      heard += next.value;
    }
  };
  await readUntil("event: change");
  await appendFile(join(place.workspace.folder, "watched.txt"), "x");
  await readUntil("watched.txt");
  await reader?.cancel();
});
