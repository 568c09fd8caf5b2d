import { afterAll, beforeAll, expect, test } from "vitest";
import { createDoor } from "#lib/http/door.ts";
import { type ListeningDoor, listen } from "#lib/http/fixtures/listening-door.ts";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { createSignInLink } from "#lib/modules/people/create-sign-in-link.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let world: TestDoor;
let server: ListeningDoor;
let owner: Actor;
let trustedNow: () => number;

beforeAll(async () => {
  world = await testDoor();
  const ways = createDoor(world.spine.platform, world.hub);
  await ways.settings.ready;
  trustedNow = () => ways.settings.current("network").trustedHops;
  server = await listen(ways);
  owner = await world.spine.person("owner");
});
afterAll(async () => {
  await server?.close();
  await world?.drop();
});

/** As an owner does it in the settings. */
async function trust(trustedHops: number): Promise<void> {
  await world.spine.run("setting.update", { key: "network", trustedHops }, owner);
  await expect.poll(trustedNow).toBe(trustedHops);
}

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, { redirect: "manual", ...init });

/** One of each kind: a page, the door's answers and refusals, a reference page, health, and no path at all. */
const kinds = [
  "/projects",
  "/api/auth/me",
  "/api/nowhere",
  "/api/setup",
  "/api/docs",
  "/api/openapi.json",
  "/health",
  "/%ff",
];

test.each(kinds)("%s is answered with every header that holds a browser to the rules", async (path) => {
  const { headers } = await ask(path);
  expect(Object.fromEntries(headers)).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": expect.stringMatching(/^default-src '(?:none|self)';.*frame-ancestors 'none'/),
  });
  expect(headers.get("permissions-policy")).toContain("publickey-credentials-get=(self)");
  expect(headers.get("content-security-policy")).not.toMatch(
    /unsafe-eval|\*|http:|script-src[^;]*unsafe-inline/,
  );
  expect(headers.has("x-powered-by")).toBe(false);
  expect(headers.has("server")).toBe(false);
  expect(headers.has("strict-transport-security")).toBe(false);
});

test.each(["/setup?token=t", "/sign-in?token=t", "/invitation?token=t"])(
  "the address of %s goes to nobody, for it holds a token",
  async (path) => {
    expect((await ask(path)).headers.get("referrer-policy")).toBe("no-referrer");
  },
);

test("a page's scripts have a nonce of their own, which nobody can choose", async () => {
  const nonceOf = async (init?: RequestInit) =>
    /'nonce-([^']+)'/.exec((await ask("/projects", init)).headers.get("content-security-policy") ?? "")?.[1];
  const chosen = { headers: { "content-security-policy": "script-src 'nonce-mine'", "x-nonce": "mine" } };
  const nonces = [await nonceOf(), await nonceOf(), await nonceOf(chosen)];
  for (const nonce of nonces) expect(nonce).toMatch(/^[\w+/]{22}==$/);
  expect(new Set(nonces).size).toBe(3);
});

test("behind https a browser is told to come by no other way, if a trusted proxy says so", async () => {
  const behindProxy = { headers: { "x-forwarded-proto": "https" } };
  const told = async () => (await ask("/api/setup", behindProxy)).headers.get("strict-transport-security");
  expect(await told()).toMatch(/^max-age=\d{8}/);
  await trust(0);
  expect(await told()).toBeNull();
  await trust(1);
});

test("how many proxies are trusted holds from the next request on, for the record too", async () => {
  const key = await world.keyOf(owner);
  const record = async (hops: number) => {
    await trust(hops);
    const headers = {
      authorization: `Bearer ${key}`,
      "x-forwarded-for": "198.51.100.1, 198.51.100.2",
      "content-type": "application/json",
    };
    const body = JSON.stringify({ name: "bot", kind: "service", scopes: ["read"] });
    const made = await ask("/api/keys", { method: "POST", headers, body });
    expect(made.status).toBe(201);
    const [row] = await world.spine.platform.database.sql`
      select record::jsonb ->> 'ip' as ip from audit_log
      where command = 'key.create' order by id desc limit 1`;
    return row?.ip;
  };
  const told = [await record(0), await record(1), await record(2)];
  await trust(1);
  expect(told).toEqual(["127.0.0.1", "198.51.100.2", "198.51.100.1"]);
});

test("more than a page takes is answered 413 before it is read", async () => {
  const answer = await ask("/projects", { method: "POST", body: Buffer.alloc(13 * 1024 * 1024) });
  expect(answer.status).toBe(413);
  expect(await answer.text()).toContain("Send less");
  const signIn = await ask("/api/auth/signin/github", { method: "POST", body: Buffer.alloc(100_000) });
  expect(signIn.status).toBe(413);
});

test("over https a cookie is bound to this host, where no address was set too, and one that is not is nobody's", async () => {
  const cookie = await world.cookieOf(owner);
  const behindProxy = { "x-forwarded-proto": "https" };
  const me = async (headers: Record<string, string>) => (await ask("/api/auth/me", { headers })).status;
  expect(await me({ cookie })).toBe(200);
  expect(await me({ cookie, ...behindProxy })).toBe(401);
  expect(await me({ cookie: `__Host-${cookie}`, ...behindProxy })).toBe(200);
  expect(
    await me({ cookie: `other=1; __Host-${cookie}; ${cookie.replace(/=.*/, "=forged")}`, ...behindProxy }),
  ).toBe(200);

  const origin = { requestId: "test-request", ip: null, userAgent: null };
  const link = await createSignInLink(world.spine.platform, {}, origin);
  const made = await ask("/api/auth/link", {
    method: "POST",
    headers: { ...behindProxy, "content-type": "application/json" },
    body: JSON.stringify({ token: link.token }),
  });
  expect(made.status).toBe(200);
  expect(made.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-lockkeeper_session=[^;]+; Path=\/; .*HttpOnly; SameSite=Lax; Secure$/),
  ]);
});
