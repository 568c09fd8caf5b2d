import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createEmulator } from "emulate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secret } from "#lib/kernel/secret.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { startMailServer } from "#lib/providers/channels/fixtures/mail-server.ts";
import { checkCloudflareToken } from "#lib/providers/checks/registry.ts";

let spine: TestPlatform;
let owner: Actor;
const closers: (() => Promise<unknown>)[] = [];

/** A real server for the length of the tests; its port. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  spine = await testPlatform();
  owner = await spine.person("owner", "Ada");
  const privateHosts = ["127.0.0.1"];
  await spine.run("setting.update", { key: "webhooks", privateHosts }, owner);
});
afterAll(async () => {
  await spine?.drop();
  for (const close of closers) await close();
});

const planted = "planted-secret-of-the-test";

async function tried(input: Record<string, unknown>): Promise<{ isGood: boolean; sentence: string }> {
  const answer = await spine.run("setting.test", input, owner);
  expect(answer).toMatchObject({ outcome: "done" });
  expect(JSON.stringify(answer)).not.toContain(planted);
  return (answer as unknown as { result: { isGood: boolean; sentence: string } }).result;
}

test("mail goes to whoever tests, by what is typed, and nothing is saved", async () => {
  const { port, mails, close } = await startMailServer();
  closers.push(close);
  const typed = { smtpHost: "127.0.0.1", smtpPort: port, smtpSecurity: "none", mailFrom: "lk@example.org" };
  const went = await tried({ key: "mail", ...typed });
  expect(went.sentence).toMatch(/^A message went to .*@example\.org\. The server answered: 250/);
  expect(mails.map(({ to }) => to)).toEqual([[`${owner.userId}@example.org`]]);
  expect(await tried({ key: "mail" })).toEqual({
    isGood: false,
    sentence: "Give a server and a sender first.",
    durationMs: expect.any(Number),
  });
  expect((await tried({ key: "mail", ...typed, smtpPort: 9 })).sentence).toMatch(/nothing listens there/);
});

test("a stored password is tried at no other server than it was given for", async () => {
  const stored = { smtpHost: "smtp.example.org", smtpUser: "ada", smtpPassword: planted };
  await spine.run("setting.update", { key: "mail", ...stored, mailFrom: "lk@example.org" }, owner);
  const answer = await spine.run("setting.test", { key: "mail", smtpHost: "127.0.0.1" }, owner);
  expect(answer).toMatchObject({ outcome: "error", error: { details: { field: "smtpPassword" } } });
});

test("GitHub says whose a token is and where an App is installed", async () => {
  const github = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      tokens: { [planted]: { login: "octocat", scopes: ["repo"] } },
      github: {
        users: [{ login: "octocat" }],
        apps: [
          {
            app_id: 12_345,
            slug: "keeper",
            name: "Keeper",
            installations: [{ installation_id: 100, account: "octocat" }],
          },
        ],
      },
    },
  });
  closers.push(() => github.close());
  // A GitHub of one's own answers below /api/v3; the emulator answers at its root.
  const port = await serve((request, response) => {
    const headers = { authorization: request.headers.authorization ?? "" };
    fetch(`${github.url}${(request.url ?? "").replace("/api/v3", "")}`, { headers }).then(
      async (answer) => response.writeHead(answer.status).end(await answer.text()),
      () => response.destroy(),
    );
  });
  const githubUrl = `http://127.0.0.1:${port}`;
  expect(await tried({ key: "github", githubUrl, githubToken: planted })).toMatchObject({
    isGood: true,
    sentence: "The token works: it is octocat's.",
  });
  const githubPrivateKey = github.generatedSecrets.find(({ id }) => id === "12345")?.value;
  const app = { githubAppId: "12345", githubInstallationId: "100", githubPrivateKey };
  expect(await tried({ key: "github", githubUrl, ...app })).toMatchObject({
    isGood: true,
    sentence: "The App Keeper works and is installed at octocat.",
  });
  const other = await tried({ key: "github", githubUrl, ...app, githubInstallationId: "7" });
  expect(other).toMatchObject({ isGood: false });
  expect(other.sentence).toMatch(/^The App Keeper works, but it has no installation 7/);
  const half = await tried({ key: "github", githubUrl, githubAppId: "12345" });
  expect(half.sentence).toMatch(/needs all three/);
});

test("GitHub's refusal, its silence and what is no GitHub are each said in a sentence", async () => {
  const port = await serve((_request, response) => response.writeHead(401).end("{}"));
  const refused = await tried({ key: "github", githubUrl: `http://127.0.0.1:${port}`, githubToken: planted });
  expect(refused).toMatchObject({ isGood: false, sentence: "GitHub refused the token (401)." });
  const moved = await serve((_request, response) =>
    response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
  );
  const elsewhere = { key: "github", githubUrl: `http://127.0.0.1:${moved}`, githubToken: planted };
  expect((await tried(elsewhere)).sentence).toMatch(/a redirect/);
  const nobody = { key: "github", githubUrl: "http://127.0.0.1:9", githubToken: planted };
  expect((await tried(nobody)).sentence).toMatch(/nothing listens there/);
});

test("Cloudflare's answer about a token is read", async () => {
  const { signal } = new AbortController();
  const port = await serve((request, response) => {
    if (request.url !== "/user/tokens/verify") return void response.writeHead(404).end();
    const [, token] = (request.headers.authorization ?? "").split(" ");
    if (token === "wrong") return void response.writeHead(401).end('{"success":false,"result":null}');
    const status = token === planted ? "active" : "expired";
    response.end(JSON.stringify({ success: true, result: { id: "x", status } }));
  });
  const url = `http://127.0.0.1:${port}`;
  const check = (token: string) => checkCloudflareToken({ url, signal }, secret(token));
  expect(await check(planted)).toMatchObject({ isGood: true });
  expect((await check("old")).sentence).toMatch(/disabled or has expired/);
  expect((await check("wrong")).sentence).toMatch(/refused the token \(401\)/);
});

test("cloudflared's file has to be there and to name the tunnel", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lk-tunnel-"));
  closers.push(() => rm(folder, { recursive: true }));
  const path = join(folder, "config.yml");
  const look = (tunnelName?: string, cloudflaredConfig = path) =>
    tried({ key: "cloudflare", cloudflaredConfig, ...(tunnelName && { tunnelName }) });
  expect((await look()).sentence).toMatch(/no file that this server can read/);
  await writeFile(path, `# mine\ntunnel: "harbor" # the one\ncredentials-file: ${planted}\n`);
  expect(await look("harbor")).toMatchObject({ isGood: true });
  expect(await look("other")).toMatchObject({ isGood: false });
  expect((await look("harbor", folder)).isGood).toBe(false);
  const pipe = join(folder, "pipe");
  await promisify(execFile)("mkfifo", [pipe]);
  expect((await look("harbor", pipe)).sentence).toMatch(/no file that this server can read/);
});

test("a registry lets a login in, by a token's server or at once, and a private one only where the owner allows it", async () => {
  const basic = `Basic ${Buffer.from(`ada:${planted}`).toString("base64")}`;
  const port = await serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://registry");
    const isIn = request.headers.authorization === basic;
    if (pathname === "/token") {
      const isAsked =
        searchParams.get("service") === "registry.test" && searchParams.get("account") === "ada";
      return void (isIn && isAsked
        ? response.end('{"token":"given"}')
        : response.writeHead(401).end('{"errors":[]}'));
    }
    const realm = `Bearer realm="http://${request.headers.host}/token",service="registry.test"`;
    response.writeHead(401, { "www-authenticate": realm }).end();
  });
  const plain = await serve((request, response) =>
    request.headers.authorization === basic
      ? response.end("{}")
      : response.writeHead(401, { "www-authenticate": 'Basic realm="registry"' }).end(),
  );
  for (const host of [`127.0.0.1:${port}`, `127.0.0.1:${plain}`]) {
    const login = { key: "registries", registryHost: host, registryUser: "ada" };
    expect(await tried({ ...login, registryPassword: planted })).toMatchObject({
      isGood: true,
      sentence: `${host} let ada in.`,
    });
    expect(await tried({ ...login, registryPassword: "wrong" })).toMatchObject({ isGood: false });
  }
  const inside = { key: "registries", registryHost: `localhost:${port}`, registryUser: "ada" };
  expect((await tried({ ...inside, registryPassword: planted })).sentence).toMatch(/not called/);
});

test("a domain that leads nowhere is said to, with the record that it needs", async () => {
  expect(await tried({ key: "domain", baseDomain: "nothing.invalid" })).toMatchObject({
    isGood: false,
    sentence: "Names below it lead nowhere: add a record for *.nothing.invalid to its DNS.",
  });
});

test("a member tries nothing, and a setting that nobody can be asked about is none to try", async () => {
  const member = await spine.person("member");
  expect(await spine.run("setting.test", { key: "domain", baseDomain: "a.invalid" }, member)).toMatchObject({
    outcome: "error",
  });
  expect(await spine.run("setting.test", { key: "limits" }, owner)).toMatchObject({
    outcome: "error",
    error: { details: { field: "key" } },
  });
});
