/** Each attack that has a name of its own, refused by a test of that name. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installationSettings } from "#drizzle/schema/spending.ts";
import { plainAnswers } from "#lib/http/answer-plain.ts";
import { originOf } from "#lib/http/context.ts";
import { createDoor } from "#lib/http/door.ts";
import { passOn } from "#lib/http/files.ts";
import { type ListeningDoor, listen } from "#lib/http/fixtures/listening-door.ts";
import { rawRequest } from "#lib/http/fixtures/raw-request.ts";
import { post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { bearer } from "#lib/http/fixtures/walkers.ts";
import { isPathOfServer } from "#lib/http/request-target.ts";
import { isPathOfAgents } from "#lib/http/way-back.ts";
import { newId } from "#lib/kernel/ids.ts";
import { createSignInLink } from "#lib/modules/people/create-sign-in-link.ts";
import { safeNextPath } from "#lib/modules/people/rules.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { sessionCookieName } from "#lib/platform/auth/session-cookie.ts";
import { newToken } from "#lib/platform/auth/tokens.ts";

let door: TestDoor;
let server: ListeningDoor;
let owner: Actor;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner");
  server = await listen(createDoor(door.spine.platform, door.hub));
});
afterAll(async () => {
  await server?.close();
  await door?.drop();
});

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, { redirect: "manual", ...init });

test("session fixation: signing in makes a new session, whatever cookie the browser came with", async () => {
  const name = sessionCookieName(door.spine.platform.environment);
  const planted = newToken();
  const cookie = `${name}=${planted}`;
  const origin = { requestId: "test-request", ip: null, userAgent: null };
  const { token } = await createSignInLink(door.spine.platform, {}, origin);
  const answer = await ask("/api/auth/link", post(JSON.stringify({ token }), { cookie, origin: server.url }));
  expect(answer.status).toBe(200);
  const [set = ""] = answer.headers.getSetCookie();
  expect(set).toMatch(new RegExp(`^${name}=[\\w-]{40,}; Path=/; .*HttpOnly`));
  expect(set).not.toContain(planted);
  expect((await ask("/api/auth/me", { headers: { cookie } })).status).toBe(401);
  expect((await ask("/api/auth/me", { headers: { cookie: set.split(";", 1)[0] ?? "" } })).status).toBe(200);
  // Nor does one that was somebody else's go on as theirs.
  const before = await door.cookieOf(await door.spine.person("member"));
  const next = await createSignInLink(door.spine.platform, {}, origin);
  const again = await ask("/api/auth/link", post(JSON.stringify({ token: next.token }), { cookie: before }));
  expect(again.headers.getSetCookie()[0]).not.toContain(before.split("=")[1]);
});

describe("open redirect", () => {
  const elsewhere = [
    "https://evil.test/",
    "//evil.test/",
    "/\\evil.test",
    "/\t/evil.test",
    "\\\\evil.test",
    "javascript:alert(1)",
    "/%0d%0aLocation: https://evil.test",
    "https:evil.test",
    "/..//evil.test",
    "/.//evil.test",
    "http://localhost@evil.test/",
    ["//evil.test"],
    null,
  ];
  test.each(elsewhere.map((next) => [next]))("next=%j leads to a page of ours", (next) => {
    const path = safeNextPath(next);
    expect(new URL(path, "https://lock.example.org").origin).toBe("https://lock.example.org");
    expect(path).toMatch(/^\/(?![/\\])/);
  });

  test("the way from http to https leads to this host alone", () => {
    const told: Record<string, unknown>[] = [];
    const answer = plainAnswers(
      { url: undefined },
      { waysBack: { isWalled: () => false, answerWalled: () => {} }, answer: () => {} },
    );
    for (const [url, host] of [
      ["//evil.test/", "lock.example.org"],
      ["http://evil.test/", "lock.example.org"],
      ["/projects", "evil.test/@lock.example.org"],
      ["/projects", "lock.example.org\r\nSet-Cookie: a=b"],
    ] as const) {
      const request = { url, method: "GET", headers: { host }, socket: {} };
      const response = { writeHead: (_: number, headers: object) => told.push({ ...headers }), end() {} };
      answer(request as never, response as never);
    }
    expect(told).toHaveLength(4);
    for (const headers of told) expect(headers).not.toHaveProperty("location");
  });
});

describe("header injection", () => {
  test("a file's name ends no header", () => {
    const content = { headers: { "content-type": "text/plain" }, statusCode: 200, destroy() {} };
    for (const name of ["a\r\nSet-Cookie: x=1", 'a"; filename=b', "a\u2028b", "ü\ud800", "a'b*(c)"]) {
      const { headers } = passOn({ method: "HEAD" }, content as never, name);
      expect(headers.get("content-disposition")).toMatch(/^attachment; filename\*=UTF-8''[\w.!#$&+^`|~%-]+$/);
      expect(headers.has("set-cookie")).toBe(false);
    }
  });

  test("a request's id is answered only where it is a plain one", async () => {
    const plain = await ask("/health", { headers: { "x-request-id": "abc-12345" } });
    expect(plain.headers.get("x-request-id")).toBe("abc-12345");
    for (const id of ["a b c d e f g h", "<script>alert(1)</script>", "x".repeat(200), "12345678; Path=/"]) {
      const answer = await ask("/health", { headers: { "x-request-id": id } });
      expect(answer.headers.get("x-request-id"), id).toMatch(/^[\w-]{36}$/);
      expect(originOf(new Headers({ "x-request-id": id })).requestId).not.toBe(id);
    }
  });

  test("a line end in a header or a target ends the request, not another one's answer", async () => {
    const host = `Host: ${new URL(server.url).host}`;
    for (const lines of [
      ["GET /health HTTP/1.1", host, "X-Request-Id: abc\rSet-Cookie: x=1"],
      ["GET /health HTTP/1.1", host, "X-Forwarded-Host: evil.test\nSet-Cookie: x=1"],
      ["GET /api/setup%0d%0aSet-Cookie:x=1 HTTP/1.1", host],
    ]) {
      const { head } = await rawRequest(server.url, lines);
      expect(head.toLowerCase()).not.toMatch(/^set-cookie:/m);
    }
  });

  test("two lengths, or a length beside chunks, are refused: nothing is smuggled behind them", async () => {
    const host = `Host: ${new URL(server.url).host}`;
    for (const lengths of [
      ["Content-Length: 5", "Content-Length: 6"],
      ["Content-Length: 5", "Transfer-Encoding: chunked"],
      ["Transfer-Encoding: xchunked"],
    ]) {
      const { status } = await rawRequest(server.url, ["POST /api/setup HTTP/1.1", host, ...lengths]);
      expect(status, lengths.join()).toBe(400);
    }
  });
});

describe("path confusion", () => {
  test.each([
    "//api/projects",
    "/api//projects",
    "/api/%70rojects",
    "/%61pi/projects",
    "/api/./projects",
    "/health/../api/projects",
    "/health/%2e%2e/api/projects",
    "/api/projects;/health",
    "/API/projects",
    "/api/projects/",
    "/api\\projects",
    "/_next/static/../../api/projects",
    "/_next/static/%2e%2e/%2e%2e/api/projects",
    "/api/auth/../projects",
    "/api/auth/me/../../projects",
  ])("%s opens nothing that its plain form does not", async (target) => {
    const { status, body } = await rawRequest(server.url, [`GET ${target} HTTP/1.1`, "Host: server"]);
    expect(body).not.toContain('"items"');
    // Of pages there is one here, for everybody.
    expect([200, 308, 400, 401, 404]).toContain(status);
    if (status === 200) expect(body).toContain("<!doctype html>");
  });

  test.each([
    "/_next/static/../../api/setup",
    "/_next/static/%2e%2e/%2e%2e/api/setup",
    "/_next/static/..\\..\\api/setup",
  ])("%s is no way past the count of requests, for a page or an upgrade", async (target) => {
    const lines = [`GET ${target} HTTP/1.1`, "Host: server"];
    expect((await rawRequest(server.url, lines)).status).toBe(400);
    const upgrade = ["Connection: Upgrade", "Upgrade: websocket"];
    expect((await rawRequest(server.url, [...lines, ...upgrade])).status).toBe(400);
  });

  test("the door of agents takes none of it for its own", () => {
    for (const target of [
      "/api/mcp/../projects",
      "/api/llm/../projects",
      "/api/llm/x/%2e%2e/projects",
      "/api/llm/x/..%2fprojects",
      "/api/llm//projects",
      "//api/mcp",
      "/api/mcp#/../projects",
      "http://server/api/mcp",
      "/api/mcp\\..\\projects",
    ])
      expect(isPathOfAgents(target), target).toBe(false);
    for (const target of ["//a", "/\\a", "http://a/", "*", "", "a", "/%", "/%ff"])
      expect(isPathOfServer(target), target).toBe(false);
  });
});

test("TRACE echoes nothing, and CONNECT leads nowhere", async () => {
  const lines = (method: string) => [`${method} /api/setup HTTP/1.1`, "Host: server", "Cookie: planted=4711"];
  const trace = await rawRequest(server.url, lines("TRACE"));
  expect(trace.status).toBe(405);
  expect(trace.body).not.toContain("4711");
  expect(
    (await rawRequest(server.url, ["CONNECT evil.test:443 HTTP/1.1", "Host: evil.test:443"])).status,
  ).not.toBe(200);
});

test("headers that Next writes to itself change no answer", async () => {
  const plain = await (await ask("/api/setup")).text();
  for (const headers of [
    { "x-middleware-rewrite": "http://169.254.169.254/" },
    { "x-middleware-next": "1" },
    { "x-middleware-override-headers": "x-lockkeeper-peer" },
    { "x-nextjs-data": "1" },
    { rsc: "1", "next-router-state-tree": "%5B%22junk" },
    { "next-action": "junk" },
    { "x-matched-path": "/api/projects" },
    { "x-invoke-path": "/api/projects" },
    { "x-http-method-override": "DELETE" },
    { "x-original-url": "/api/projects", "x-rewrite-url": "/api/projects" },
  ] as Record<string, string>[])
    expect(await (await ask("/api/setup", { headers })).text(), Object.keys(headers).join()).toBe(plain);
});

test("one who floods is told when to come again, and for the others nothing changes", async () => {
  const { platform } = door.spine;
  const limits = { requestsPerMinute: 60, strangerRequestsPerMinute: 0, streamsMax: 10 };
  await platform.database.orm.insert(installationSettings).values({ key: "limits", value: limits });
  const ways = createDoor(platform, door.hub);
  await ways.settings.ready;
  const flooded = await listen(ways);
  try {
    const [loud, quiet] = [await door.keyOf(owner), await door.keyOf(await door.spine.person("member"))];
    const call = (key: string, path = "/api/auth/me") =>
      fetch(`${flooded.url}${path}`, { headers: bearer(key) });
    const stream = await call(quiet, "/api/events");
    const reader = stream.body?.getReader();
    let isOver = false;
    const told: Response[] = [];
    const flood = Array.from({ length: 25 }, async () => {
      while (!isOver || told.length < 500) {
        const answer = await call(loud);
        await answer.body?.cancel();
        told.push(answer);
      }
    });
    const answered: number[] = [];
    for (let asked = 0; asked < 15; asked += 1) answered.push((await call(quiet)).status);
    const page = await fetch(`${flooded.url}/projects`);
    const first = await reader?.read();
    isOver = true;
    await Promise.all(flood);
    expect(answered).toEqual(answered.map(() => 200));
    expect([page.status, first?.done]).toEqual([200, false]);
    const refused = told.filter(({ status }) => status === 429);
    expect(told.every(({ status }) => status === 200 || status === 429)).toBe(true);
    expect(refused.length).toBeGreaterThan(told.length / 2);
    for (const { headers } of refused) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    await reader?.cancel();

    // The same on every way in.
    const everyWay = [
      ["GET", "/projects"],
      ["GET", "/api/events"],
      ["POST", "/api/mcp"],
      ["POST", "/api/projects"],
      ["POST", `/api/workspaces/${newId()}/files/upload?path=a`],
    ] as const;
    for (const [method, path] of everyWay) {
      const refusal = async () => {
        const answer = await fetch(`${flooded.url}${path}`, { method, headers: bearer(loud) });
        await answer.body?.cancel();
        return answer.status === 429 && Number(answer.headers.get("retry-after")) > 0;
      };
      await expect.poll(refusal, { message: path, interval: 1 }).toBe(true);
    }
  } finally {
    await flooded.close();
  }
});
