import { afterEach, beforeEach, expect, test } from "vitest";
import { peopleRoutes } from "#lib/http/people.ts";
import { errorResponse } from "#lib/http/respond.ts";
import { createSignInLink } from "#lib/modules/people/create-sign-in-link.ts";
import { ensureSetupLink } from "#lib/modules/people/ensure-setup-link.ts";
import { emptyPlatform, origin } from "#lib/modules/people/testing.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import { newToken } from "#lib/platform/auth/tokens.ts";

let world: Awaited<ReturnType<typeof emptyPlatform>>;
let token: string;
const cleanUps: (() => Promise<void>)[] = [];

async function open(variables: Record<string, string> = {}) {
  world = await emptyPlatform(variables);
  cleanUps.push(world.drop);
  token = (await ensureSetupLink(world.platform))?.token ?? "";
  const routes = peopleRoutes(world.platform);
  routes.onError((error) => errorResponse(error));
  return (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    routes.request(`http://localhost:3000${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { host: "localhost:3000", "x-lockkeeper-peer": "192.0.2.7", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}
let call: Awaited<ReturnType<typeof open>>;

beforeEach(async () => {
  call = await open();
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const ada = { name: "Ada", email: "ada@example.org" };

test("an unattended install posts the token and gets the owner and a key", async () => {
  const response = await call("/api/setup", { token, ...ada });
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({
    user: { ...ada, role: "owner" },
    key: expect.stringMatching(/^lk_/),
  });
  const again = await call("/api/setup", { token, ...ada });
  expect(again.status).toBe(409);
});

test("a browser gets its session in a cookie that scripts cannot read", async () => {
  const response = await call("/api/setup", { token, ...ada }, { origin: "http://localhost:3000" });
  const cookie = response.headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(/^lockkeeper_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  const seen = await call("/api/setup", undefined, { cookie: cookie.split(";")[0] ?? "" });
  expect(await seen.json()).toMatchObject({ isOpen: false, runtimes: expect.any(Array) });
});

test("over https the cookie is bound to the host", async () => {
  const https = await open({ LOCKKEEPER_URL: "https://lock.example.org" });
  const response = await https("/api/setup", { token, ...ada }, { origin: "https://lock.example.org" });
  const cookie = response.headers.get("set-cookie") ?? "";
  expect(cookie).toMatch(/^__Host-lockkeeper_session=.*; Path=\/;.*; Secure$/);
  expect(cookie).not.toContain("Domain=");
  const [pair = ""] = cookie.split(";");
  const credentials = (given: string) => ({ cookie: given, via: "dashboard" as const });
  expect(await actorFromRequest(world.platform, credentials(pair))).toMatchObject({
    kind: "person",
    role: "owner",
  });
  // What a sibling subdomain could set is no session here.
  const forged = pair.replace("__Host-", "");
  expect(await actorFromRequest(world.platform, credentials(forged))).toBeNull();
});

test("a page of another origin can neither set up nor sign anybody in", async () => {
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
    { origin: "null" },
  ];
  for (const headers of foreign) {
    expect((await call("/api/setup", { token, ...ada }, headers)).status).toBe(403);
    expect((await call("/api/auth/link", { token }, headers)).status).toBe(403);
  }
});

test("a link signs in by POST, and only once", async () => {
  await call("/api/setup", { token, ...ada });
  const link = await createSignInLink(world.platform, {}, origin);
  const first = await call("/api/auth/link", { token: link.token }, { origin: "http://localhost:3000" });
  expect(first.status).toBe(200);
  expect(await first.json()).toMatchObject({ user: ada });
  expect(first.headers.get("set-cookie")).toContain("lockkeeper_session=");
  const second = await call("/api/auth/link", { token: link.token });
  expect(second.status).toBe(401);
  expect(second.headers.get("set-cookie")).toBeNull();
  expect((await second.json()).error.message).toContain("npm run sign-in-link");
});

test("a stranger learns only whether the setup is open; the link's token shows the rest", async () => {
  expect(await (await call("/api/setup")).json()).toEqual({ isOpen: true, expiresAt: null, runtimes: null });
  const wrong = await call("/api/setup", undefined, { "x-setup-token": newToken() });
  expect(await wrong.json()).toEqual({ isOpen: true, expiresAt: null, runtimes: null });
  const right = await call("/api/setup", undefined, { "x-setup-token": token });
  expect(await right.json()).toEqual({
    isOpen: true,
    expiresAt: expect.any(String),
    runtimes: expect.arrayContaining([expect.objectContaining({ kind: "local" })]),
  });
});

test("a refused field is named", async () => {
  const response = await call("/api/setup", { token, name: "Ada", email: "nobody" });
  expect(response.status).toBe(400);
  expect((await response.json()).error.details).toMatchObject({ field: "email" });
});
