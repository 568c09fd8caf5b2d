/**
 * The table of what broke others, row by row: each test is named by its row and holds the rule by itself, however much
 * more other tests ask of it. What takes a browser stands in e2e/journeys/security.
 */
import { readdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDoor } from "#lib/http/door.ts";
import { type ListeningDoor, listen } from "#lib/http/fixtures/listening-door.ts";
import { rawRequest } from "#lib/http/fixtures/raw-request.ts";
import { errorOf, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { bearer } from "#lib/http/fixtures/walkers.ts";
import { newId } from "#lib/kernel/ids.ts";
import { ImageReference } from "#lib/kernel/image-reference.ts";
import { secret } from "#lib/kernel/secret.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { sessionCookie } from "#lib/platform/auth/session-cookie.ts";
import { EnvironmentError, readEnvironment } from "#lib/platform/env.ts";
import { loadMasterKey } from "#lib/platform/master-key.ts";
import { addressKind, checkHost, resolveGuarded } from "#lib/platform/outgoing-address.ts";
import { seal, unseal } from "#lib/platform/secrets/seal.ts";
import { newSpec } from "#lib/providers/runtimes/contract.ts";
import { checkContainer, checkUpdate } from "#lib/providers/runtimes/docker/check-spec.ts";
import { toContainer } from "#lib/providers/runtimes/docker/spec.ts";
import { openContent } from "#lib/providers/workspaced/files.ts";
import { fileRules } from "#scripts/architecture/file-rules.ts";
import { parseSource } from "#scripts/architecture/read-sources.ts";
import { findBreaches } from "#scripts/architecture/rule.ts";
import { startTestWorkspace } from "#workspaced/test-workspace.ts";

const root = join(import.meta.dirname, "../..");

let door: TestDoor;
let server: ListeningDoor;
let owner: Actor;
let stranger: Actor;
let project: { id: string; workspaceId: string };

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner");
  stranger = await door.spine.person("member");
  project = await door.makeProject(owner);
  server = await listen(createDoor(door.spine.platform, door.hub));
});
afterAll(async () => {
  await server?.close();
  await door?.drop();
});

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, { redirect: "manual", ...init });
const upgradeLines = (target: string, ...more: string[]) => [
  `GET ${target} HTTP/1.1`,
  `Host: ${new URL(server.url).host}`,
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version: 13",
  ...more,
];

describe("shell strings built from names, branches, URLs, ports, cron fields", () => {
  /** What a program would take for an option or a second line; the rest is text where no shell reads it. */
  const options = ["--upload-pack=touch /tmp/x", "-x", "a\nb", "a\0b", "a b"];
  const shellWords = ["$(reboot)", "`reboot`", "a;b", "a|b", "a&b"];
  const git = (more: object) => ({ name: "Shop", source: { type: "git", ...more } });
  const url = "https://example.org/a.git";
  test.each<[string, readonly string[], string, (value: string) => object]>([
    [
      "the address of a repository",
      [...options, ...shellWords],
      "POST /api/projects",
      (value) => git({ url: value }),
    ],
    [
      "a transport that is a program",
      ["ext::sh -c reboot"],
      "POST /api/projects",
      (value) => git({ url: value }),
    ],
    ["a branch", options, "POST /api/projects", (branch) => git({ url, branch })],
    [
      "a branch to check out",
      options,
      "POST /api/git/checkout",
      (branch) => ({ workspaceId: project.workspaceId, branch }),
    ],
  ])("%s that would be an option or a program is refused by name", async (_, values, line, bodyOf) => {
    const key = await door.keyOf(owner);
    const [method = "", path = ""] = line.split(" ");
    for (const value of values) {
      const answer = await ask(path, { ...post(JSON.stringify(bodyOf(value)), bearer(key)), method });
      expect(answer.status, value).toBe(400);
      expect((await errorOf(answer)).type).toBe("VALIDATION_ERROR");
    }
  });

  test("an image's name is none of these either", () => {
    for (const value of [...options, ...shellWords])
      expect(ImageReference.safeParse(value).success, value).toBe(false);
  });

  test("the linter forbids exec and shell: true", () => {
    const breaches = (text: string) =>
      findBreaches(fileRules, [parseSource("lib/platform/run.ts", text)]).join("\n");
    for (const text of ['import { exec } from "node:child_process";\n', "spawn(name, { shell: true });\n"])
      expect(breaches(text)).toContain("never through a shell");
  });
});

test("authorization that each route must remember: what one may not see is not there, in the same bytes", async () => {
  const headers = bearer(await door.keyOf(stranger));
  for (const [method, path] of [
    ["GET", "/api/projects/ID"],
    ["DELETE", "/api/projects/ID"],
    ["POST", "/api/projects/ID/stop"],
    ["GET", "/api/projects/ID/tasks"],
  ] as const) {
    const answers = [project.id, newId()].map(async (id) => {
      const answer = await ask(path.replace("ID", id), { method, headers });
      return [answer.status, await answer.text()];
    });
    const [there, nowhere] = await Promise.all(answers);
    expect(there?.[0], path).toBe(404);
    expect(there, path).toEqual(nowhere);
  }
});

describe("WebSocket handlers that checked only the session", () => {
  test("cross-site WebSocket: a foreign page with the owner's cookie is refused, and so is one of nowhere", async () => {
    const cookie = await door.cookieOf(owner);
    for (const origin of ["https://evil.test", "null", `${server.url}.evil.test`]) {
      const lines = upgradeLines(`/api/terminal/ws/${newId()}`, `Origin: ${origin}`, `Cookie: ${cookie}`);
      expect((await rawRequest(server.url, lines)).status, origin).toBe(403);
    }
    const bare = upgradeLines(`/api/terminal/ws/${newId()}`, `Cookie: ${cookie}`);
    expect((await rawRequest(server.url, bare)).status).toBe(403);
  });

  test("who is signed in is asked for the right too", async () => {
    const key = await door.keyOf(stranger);
    const lines = upgradeLines(`/api/terminal/ws/${newId()}`, `Authorization: Bearer ${key}`);
    expect((await rawRequest(server.url, lines)).status).toBe(404);
    expect((await rawRequest(server.url, upgradeLines(`/api/terminal/ws/${newId()}`))).status).toBe(401);
  });
});

describe("first visitor becomes admin; default passwords; constant signing secrets", () => {
  test("nobody becomes the owner without the link of the console", async () => {
    for (const token of [undefined, "", "setup", "admin", "0".repeat(43)]) {
      const body = JSON.stringify({ token, name: "Eve", email: "eve@example.org" });
      expect((await ask("/api/setup", post(body))).status, String(token)).toBeGreaterThanOrEqual(400);
    }
  });

  test("it listens to this machine unless told otherwise, and starts on no weak or example secret", async () => {
    expect(readEnvironment({}).host).toBe("127.0.0.1");
    for (const weak of [
      { LOCKKEEPER_MASTER_KEY: Buffer.alloc(32).toString("base64") },
      { LOCKKEEPER_MASTER_KEY: "changeme" },
      { LOCKKEEPER_SETUP_TOKEN: "change-me-change-me-change-me" },
    ])
      expect(() => readEnvironment(weak)).toThrow(EnvironmentError);
    await loadMasterKey({ home: door.spine.home, given: undefined });
    const files = await readdir(door.spine.home);
    const modes = await Promise.all(
      files.map(async (name) => (await stat(join(door.spine.home, name))).mode & 0o77),
    );
    expect(files.length).toBeGreaterThan(0);
    expect(modes).toEqual(modes.map(() => 0));
  });
});

test("names with markup in the delete dialog: a page runs no script but its own", async () => {
  const policy = (await ask("/projects")).headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']+'(?:;|$)/);
  expect(policy).toMatch(/default-src 'self'/);
  for (const hole of ["unsafe-eval", "script-src 'self' 'unsafe-inline'", "script-src *", "http:", "https:"])
    expect(policy).not.toContain(hole);
});

describe("compose and Docker options that mount the host", () => {
  const machine = { cpus: 4, memoryBytes: 8 * 2 ** 30 };
  const limits = { cpus: 2, memoryBytes: 2 ** 30, processesMax: 512 };
  const safe = toContainer(
    { installation: "0123456789abcdef", machine },
    newSpec({ limits }),
    "debian:bookworm-slim",
  );
  test.each<[string, object]>([
    ["privileged", { Privileged: true }],
    ["a folder of the host", { Binds: ["/:/host"] }],
    ["docker.sock", { Mounts: [{ Type: "bind", Source: "/var/run/docker.sock", Target: "/x" }] }],
    ["the host's processes", { PidMode: "host" }],
    ["the host's network", { NetworkMode: "host" }],
    ["an added capability", { CapAdd: ["SYS_ADMIN"] }],
  ])("%s is refused, on create and on update", (_, options) => {
    expect(checkContainer(safe, machine)).toEqual([]);
    expect(checkContainer({ ...safe, HostConfig: { ...safe.HostConfig, ...options } }, machine)).not.toEqual(
      [],
    );
    expect(checkUpdate({ ...safe.HostConfig, ...options }, machine)).not.toEqual([]);
  });
});

test("secrets in command lines, logs, thrown errors, URLs: a secret prints as none, and a key in an address opens nothing", async () => {
  const planted = secret("planted-secret-4711");
  for (const printed of [
    String(planted),
    JSON.stringify({ planted }),
    inspect({ planted }),
    `${{ ...planted }}`,
  ])
    expect(printed).not.toContain("4711");
  const key = await door.keyOf(owner);
  for (const name of ["key", "api_key", "apiKey", "token", "access_token", "authorization", "x-api-key"])
    expect((await ask(`/api/auth/me?${name}=${key}`)).status, name).toBe(401);
});

describe("server-side requests to anywhere", () => {
  test("private, link-local and metadata addresses are refused, in every way to write them", async () => {
    for (const address of [
      "127.0.0.1",
      "10.1.2.3",
      "192.168.0.1",
      "::1",
      "fd00::1",
      "::ffff:127.0.0.1",
      "64:ff9b::7f00:1",
    ])
      expect(addressKind(address), address).not.toBe("public");
    for (const address of ["169.254.169.254", "fd00:ec2::254", "0.0.0.0", "fe80::1"])
      expect(() => checkHost(address, { allowPrivate: true }), address).toThrow("never called");
    expect(() => checkHost("127.0.0.1", { allowPrivate: false })).toThrow("private network");
  });

  test("a name is judged by what it leads to when it is called", async () => {
    const resolve = async () => [{ address: "169.254.169.254", family: 4 }];
    await expect(resolveGuarded("metadata.example", { allowPrivate: true, resolve })).rejects.toThrow(
      "never called",
    );
  });

  test("the dashboard lets nobody call there by a channel or a model's provider", async () => {
    const headers = { ...bearer(await door.keyOf(owner)), "content-type": "application/json" };
    for (const baseUrl of ["http://169.254.169.254/v1", "file:///etc/passwd", "gopher://127.0.0.1/"]) {
      const body = JSON.stringify({ baseUrl, apiKey: "sk-test-1234567890", models: ["m"] });
      const answer = await ask("/api/providers/custom/configure", { method: "POST", headers, body });
      expect([400, 409, 502], baseUrl).toContain(answer.status);
    }
  });
});

test("files: `..`, symlinks swapped between check and open: a path leaves its workspace by neither", async () => {
  const place = await startTestWorkspace({ terminals: "pty" });
  try {
    await symlink("/etc", join(place.folder, "way-out"));
    for (const path of ["../../etc/passwd", "/etc/passwd", "way-out/passwd", "a/../../x", "%2e%2e/x"])
      await expect(openContent(place.address, { path }), path).rejects.toMatchObject({
        type: expect.stringMatching(/VALIDATION_ERROR|NOT_FOUND|FORBIDDEN/),
      });
  } finally {
    await place.close();
  }
});

describe("middleware that authorizes (CVE-2025-29927)", () => {
  test("there is none, and the middleware-bypass header opens no verb", async () => {
    const files = await readdir(root);
    expect(files.filter((name) => /^(?:middleware|proxy)\.[jt]sx?$/.test(name))).toEqual([]);
    expect((await readdir(join(root, "app"))).filter((name) => /^(?:middleware|proxy)\./.test(name))).toEqual(
      [],
    );
    for (const value of ["middleware", "src/middleware", Array(5).fill("middleware").join(":"), "proxy"]) {
      const headers = { "x-middleware-subrequest": value, "x-middleware-subrequest-id": "1" };
      expect((await ask("/api/projects", { headers })).status, value).toBe(401);
    }
  });
});

describe("a panel that rots (React2Shell CVE-2025-55182; CVE-2026-44578; four middleware bypasses before 16.2.6)", () => {
  test("Next is none of the broken ones", async () => {
    const { version } = JSON.parse(await readFile(join(root, "node_modules/next/package.json"), "utf8"));
    const [major = 0, minor = 0, patch = 0] = String(version).split(".").map(Number);
    expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(16_002_006);
  });

  test.each([
    "http://169.254.169.254/latest",
    "http:/evil.test",
    "//evil.test/x",
    "/\\evil.test",
    "*",
    "evil.test:80",
  ])("an upgrade, or a request, to %s is refused by ourselves", async (target) => {
    const upgrade = await rawRequest(server.url, upgradeLines(target));
    expect([400, 404]).toContain(upgrade.status);
    const request = await rawRequest(server.url, [`GET ${target} HTTP/1.1`, "Host: x"]);
    expect(request.status).toBe(400);
    expect(request.head.toLowerCase()).not.toContain("location:");
  });
});

describe("previews on sibling subdomains are same-site with the panel", () => {
  test("over https the session's cookie is bound to its host, and a sibling's page may not write", async () => {
    const cookie = sessionCookie({ url: "https://lock.example.org" }, "token");
    expect(cookie).toMatch(/^__Host-lockkeeper_session=token; Path=\/; .*HttpOnly; SameSite=Lax; Secure$/);
    expect(cookie).not.toMatch(/domain/i);
    const headers = {
      cookie: await door.cookieOf(owner),
      "sec-fetch-site": "same-site",
      "content-type": "application/json",
    };
    const write = (more: Record<string, string>) =>
      ask("/api/keys", { method: "POST", headers: { ...headers, ...more }, body: "{}" });
    expect((await write({ origin: "http://preview.127.0.0.1:1" })).status).toBe(403);
    expect((await write({})).status).toBe(403);
  });
});

describe("cross-site requests", () => {
  test.each<[string, Record<string, string>]>([
    ["no Origin", {}],
    ["a foreign Origin", { origin: "https://evil.test" }],
    ["the Origin null", { origin: "null" }],
    ["a foreign port of this host", { origin: "http://127.0.0.1:1" }],
    ["Sec-Fetch-Site: cross-site", { "sec-fetch-site": "cross-site" }],
    ["Sec-Fetch-Site: none", { "sec-fetch-site": "none" }],
  ])("CSRF: a write with the owner's cookie and %s is refused", async (_, more) => {
    const cookie = await door.cookieOf(owner);
    for (const [method, path] of [
      ["POST", "/api/projects"],
      ["PUT", "/api/settings/runs"],
      ["PATCH", `/api/terminals/${newId()}`],
      ["DELETE", `/api/projects/${project.id}`],
    ] as const) {
      const headers = { cookie, "content-type": "application/json", ...more };
      expect((await ask(path, { method, headers, body: "{}" })).status, `${method} ${path}`).toBe(403);
    }
    expect(sessionCookie({ url: undefined }, "token")).toContain("SameSite=Lax");
  });

  test("no answer lets a foreign page read it", async () => {
    const headers = { origin: "https://evil.test", cookie: await door.cookieOf(owner) };
    for (const method of ["GET", "OPTIONS"]) {
      const answer = await ask("/api/projects", { method, headers });
      expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    }
  });
});

test("secrets at rest: a swapped row, a flipped bit and a rolled-back version all fail closed", async () => {
  const { masterKey } = door.spine.platform;
  const sealed = seal(masterKey, "table:1:column", "sk-4711");
  expect(unseal(masterKey, "table:1:column", sealed)).toBe("sk-4711");
  expect(() => unseal(masterKey, "table:2:column", sealed)).toThrow();
  const body = Buffer.from(sealed.split(".").at(-1) ?? "", "base64url");
  body[0] = (body[0] ?? 0) ^ 1;
  const flipped = [...sealed.split(".").slice(0, -1), body.toString("base64url")].join(".");
  expect(() => unseal(masterKey, "table:1:column", flipped)).toThrow();
  expect(() => unseal(masterKey, "table:1:column", sealed.replace(/^v\d+/, "v0"))).toThrow();
});
