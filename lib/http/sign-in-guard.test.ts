import { afterAll, beforeAll, expect, test } from "vitest";
import { post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { guardSignIn } from "#lib/http/sign-in-guard.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { createSession } from "#lib/platform/auth/store.ts";

let door: TestDoor;

beforeAll(async () => {
  door = await testDoor();
});
afterAll(() => door.drop());

const from = (ip: string) => new Headers({ "x-lockkeeper-peer": ip });
const guard = (ip: string) => guardSignIn(door.spine.platform, from(ip));
const tooMany = { type: "RATE_LIMITED", details: { retryAfterMs: expect.any(Number) } };
const send = (path: string, body: unknown, ip: string) =>
  door.call(path, post(JSON.stringify(body), { "x-lockkeeper-peer": ip }));

test("all ways to sign in are counted together by address, and the refusal says when to come again", async () => {
  const ip = "198.51.100.1";
  const wrong = { token: "wrong-wrong-wrong-wrong-wrong" };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect((await send("/api/auth/link", wrong, ip)).status).toBe(401);
    expect((await send("/api/passkeys/sign-in", {}, ip)).status).toBe(400);
  }
  for (const path of ["/api/auth/link", "/api/passkeys/sign-in", "/api/setup"]) {
    const refused = await send(path, wrong, ip);
    expect(refused.status, path).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThan(10);
  }
  expect((await send("/api/auth/link", wrong, "198.51.100.2")).status).toBe(401);
});

test("of many attempts at the same moment no more come through than one after the other", async () => {
  const ends = await Promise.allSettled(Array.from({ length: 40 }, () => guard("198.51.100.3")));
  const passed = ends.filter(({ status }) => status === "fulfilled").length;
  expect(passed).toBeGreaterThanOrEqual(10);
  expect(passed).toBeLessThanOrEqual(11);
});

test("an attempt that came through counts for nothing", async () => {
  for (let attempt = 0; attempt < 25; attempt += 1) await (await guard("198.51.100.4")).succeeded();
});

test("whoever tries as a person from ever new addresses is slowed down, and does not lock the person out", async () => {
  const { id } = await door.spine.person("member");
  const origin = { ip: "203.0.113.9", userAgent: "Firefox" };
  await createSession(door.spine.platform.database.orm, id, { method: "link", origin });
  for (let attempt = 0; attempt < 10; attempt += 1) await (await guard(`198.51.101.${attempt}`)).by(id);
  await expect((await guard("198.51.101.99")).by(id)).rejects.toMatchObject(tooMany);
  await (await guard(origin.ip)).by(id);
  const other = await door.spine.person("member");
  await (await guard("198.51.101.98")).by(other.id);
});

test("attempts come back with time", async () => {
  const ip = "198.51.100.6";
  for (let attempt = 0; attempt < 10; attempt += 1) await guard(ip);
  await expect(guard(ip)).rejects.toBeInstanceOf(AppError);
  await door.spine.platform.database.sql`update sign_in_attempts set at = at - interval '7 seconds'
    where key = ${`address ${ip}`}`;
  await guard(ip);
  await expect(guard(ip)).rejects.toMatchObject(tooMany);
});
