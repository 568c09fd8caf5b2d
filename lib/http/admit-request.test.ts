import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createDoor } from "#lib/http/door.ts";
import { type ListeningDoor, listen } from "#lib/http/fixtures/listening-door.ts";
import { errorOf, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { newId } from "#lib/kernel/ids.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { newToken } from "#lib/platform/auth/tokens.ts";

let world: TestDoor;
let server: ListeningDoor;
let owner: Actor;
beforeAll(async () => {
  world = await testDoor();
  const { platform } = world.spine;
  owner = await world.spine.person("owner");
  const limits = { requestsPerMinute: 60, strangerRequestsPerMinute: 60, streamsMax: 2 };
  await world.spine.run("setting.update", { key: "limits", ...limits }, owner);
  const ways = createDoor(platform, world.hub);
  await ways.settings.ready;
  server = await listen(ways);
});
afterAll(async () => {
  await server?.close();
  await world?.drop();
});

const ask = (path: string, key?: string, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, { ...init, headers: key ? { authorization: `Bearer ${key}` } : {} });
const statusOf = async (answer: Promise<Response>) => {
  const { status, body } = await answer;
  await body?.cancel();
  return status;
};

/** Asks until it is refused; from then on there is one request a second. */
async function drain(key: string): Promise<Response> {
  for (;;) {
    const answer = await ask("/api/auth/me", key);
    if (answer.status === 429) return answer;
    await answer.body?.cancel();
  }
}

test("one key floods and is told when to come again; every request of another is answered", async () => {
  const [loud, quiet] = [await world.keyOf(owner), await world.keyOf(owner)];
  const told: number[] = [];
  const refusals = () => told.filter((status) => status === 429).length;
  let isOver = false;
  const flood = Array.from({ length: 20 }, async () => {
    while (!isOver || refusals() < 200) told.push(await statusOf(ask("/api/auth/me", loud)));
  });
  const answered = [];
  for (let call = 0; call < 18; call += 1) answered.push(await statusOf(ask("/api/auth/me", quiet)));
  isOver = true;
  await Promise.all(flood);
  expect(answered).toEqual(answered.map(() => 200));
  expect(told.filter((status) => status === 200).length).toBeGreaterThanOrEqual(20);

  const refused = await drain(loud);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(await errorOf(refused)).toMatchObject({
    type: "RATE_LIMITED",
    details: { retryAfterMs: expect.any(Number) },
  });
});

test("a body is not read of one who is refused", async () => {
  const key = await world.keyOf(owner);
  await (await drain(key)).body?.cancel();
  let hasBeenRead = 0;
  const body = new ReadableStream({
    pull(controller) {
      hasBeenRead += 1;
      if (hasBeenRead > 2_000) controller.close();
      else controller.enqueue(new Uint8Array(64 * 1024));
    },
  });
  const init = { method: "POST", body, duplex: "half" as const };
  expect(await statusOf(ask("/api/projects", key, init))).toBe(429);
  expect(hasBeenRead).toBeLessThan(2_000);
});

test("upgrades count, and are refused in the same words", async () => {
  const key = await world.keyOf(owner);
  const socketUrl = `${server.url.replace("http", "ws")}/api/terminal/ws/${newId()}`;
  const refusal = async () => {
    const socket = new WebSocket(socketUrl, { headers: { authorization: `Bearer ${key}` } });
    socket.on("error", () => {});
    const [, response] = await once(socket, "unexpected-response");
    socket.terminate();
    return response;
  };
  expect((await refusal()).statusCode).toBe(404);
  await (await drain(key)).body?.cancel();
  const response = await refusal();
  expect(response.statusCode).toBe(429);
  expect(response.headers["retry-after"]).toBe("1");
});

test("more streams than are allowed get a clear answer, and one that ends makes room", async () => {
  const key = await world.keyOf(owner);
  const open = [await ask("/api/events", key), await ask("/api/events", key)];
  expect(open.map(({ status }) => status)).toEqual([200, 200]);
  const third = await ask("/api/events", key);
  expect(await errorOf(third)).toMatchObject({ type: "RATE_LIMITED", details: { streamsMax: 2 } });
  expect(await statusOf(ask("/api/auth/me", key))).toBe(200);
  await open[0]?.body?.cancel();
  await expect.poll(() => statusOf(ask("/api/events", key))).toBe(200);
  await open[1]?.body?.cancel();
});

test("guesses from an address run dry, and who is known there goes on; health is always answered", async () => {
  const key = await world.keyOf(owner);
  expect(await statusOf(ask("/api/auth/me", key))).toBe(200);
  const guesses = await Promise.all(
    Array.from({ length: 60 }, () => statusOf(ask("/api/auth/me", `lk_${newToken()}`))),
  );
  expect(guesses.filter((status) => status === 401).length).toBeLessThanOrEqual(22);
  expect(guesses).toContain(429);
  expect(await statusOf(ask("/api/auth/me", key))).toBe(200);
  for (let call = 0; call < 60; call += 1) expect(await statusOf(ask("/health"))).toBe(200);
});
