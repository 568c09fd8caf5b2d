import { execFile } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as requestPlain } from "node:http";
import { request } from "node:https";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plainAnswers } from "#lib/http/answer-plain.ts";
import { listen, openPort, type Port } from "#lib/http/open-port.ts";
import { followCertificate, readCertificate } from "#lib/http/tls-files.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import { EnvironmentError } from "#lib/platform/env.ts";

let folder: string;
let world: TestPlatform;
let port: Port;
let number: number;
let stopFollowing: () => void;

const run = promisify(execFile);
const file = (name: string) => join(folder, name);
const files = () => ({ cert: file("cert.pem"), key: file("key.pem") });

/** A certificate of our own for localhost, as `name`-cert.pem and `name`-key.pem. */
async function makePair(name: string): Promise<void> {
  await run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ...["-keyout", file(`${name}-key.pem`), "-out", file(`${name}-cert.pem`)],
  ]);
}

async function install(name: string): Promise<void> {
  await copyFile(file(`${name}-key.pem`), file("key.pem"));
  await copyFile(file(`${name}-cert.pem`), file("cert.pem"));
}

beforeAll(async () => {
  world = await testPlatform();
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-tls-"));
  for (const name of ["first", "second"]) await makePair(name);
  await install("first");
  const first = await readCertificate(files());
  const answer = (_: unknown, response: { end(text: string): unknown }) => void response.end("over https");
  const answerPlain = plainAnswers(
    { url: undefined },
    {
      waysBack: { isWalled: () => false, answerWalled: () => {} },
      answer: (_, response) => response.end("for agents"),
    },
  );
  port = openPort(
    {
      answer,
      answerPlain,
      upgrade: (_, socket) =>
        socket.end("HTTP/1.1 101 Up\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    },
    first,
  );
  port.server.listen(0, "127.0.0.1");
  await once(port.server, "listening");
  number = (port.server.address() as AddressInfo).port;
  const following = followCertificate(world.platform, files(), {
    first,
    take: port.replaceCertificate,
    everyMs: 50,
  });
  stopFollowing = () => following.stop();
});
afterAll(async () => {
  stopFollowing?.();
  port?.close();
  port?.closeAll();
  await world?.drop();
  await rm(folder, { recursive: true, force: true });
});

interface Told {
  status: number | undefined;
  text: string;
  location: string | undefined;
}

/** One request, whatever the certificate. */
function ask(path: string, { isPlain = false, method = "GET", host = "localhost" } = {}): Promise<Told> {
  const options = { host: "127.0.0.1", port: number, path, method, agent: false, headers: { host } } as const;
  return new Promise((resolve, reject) => {
    const sent = isPlain ? requestPlain(options) : request({ ...options, rejectUnauthorized: false });
    sent.once("error", reject).once("response", async (answer) => {
      let text = "";
      for await (const chunk of answer) text += String(chunk);
      resolve({ status: answer.statusCode, text, location: answer.headers.location });
    });
    sent.end();
  });
}

async function nameShown(): Promise<string> {
  const socket = connectTls({ port: number, host: "127.0.0.1", rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

test("https is answered by the certificate of the files, by TLS 1.2 and nothing older", async () => {
  expect(await ask("/projects")).toMatchObject({ status: 200, text: "over https" });
  const speak = async (version: "TLSv1.1" | "TLSv1.2") => {
    const options = { minVersion: "TLSv1", maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const socket = connectTls({ ...options, port: number, host: "127.0.0.1", rejectUnauthorized: false });
    const outcome = await Promise.race([
      once(socket, "secureConnect").then(() => socket.getProtocol()),
      once(socket, "error").then(() => "refused"),
    ]).catch(() => "refused");
    socket.destroy();
    return outcome;
  };
  expect(await speak("TLSv1.2")).toBe("TLSv1.2");
  expect(await speak("TLSv1.1")).toBe("refused");
});

test("an address that cannot be listened on is refused in one sentence that says which and what to do", async () => {
  const refused = (host: string, taken: number) =>
    listen(createServer(), { host, port: taken }).catch((error: unknown) => error);
  expect(await refused("127.0.0.1", number)).toMatchObject({
    name: "EnvironmentError",
    message: `Lockkeeper cannot listen on 127.0.0.1:${number}. Something else listens there already. Stop it, or choose another PORT.`,
  });
  expect(await refused("192.0.2.1", 0)).toMatchObject({ message: expect.stringContaining("Mend HOST") });
});

test("upgrades are answered over https as over http", async () => {
  const sent = request({
    host: "127.0.0.1",
    port: number,
    path: "/api/terminal/ws/1",
    rejectUnauthorized: false,
    headers: { connection: "Upgrade", upgrade: "websocket" },
  });
  sent.end();
  const [answer, socket] = await once(sent, "upgrade");
  expect(answer.statusCode).toBe(101);
  socket.destroy();
});

test("a browser that comes unencrypted is sent on, a program that does is told, and an agent of this machine is answered", async () => {
  expect(await ask("/projects?a=1", { isPlain: true })).toMatchObject({
    status: 308,
    location: "https://localhost/projects?a=1",
  });
  expect((await ask("/api/projects", { isPlain: true, method: "POST" })).status).toBe(400);
  expect((await ask("/api/projects", { isPlain: true })).location).toBeUndefined();
  expect((await ask("/api/projects", { isPlain: true, method: "POST" })).text).toContain("https://");
  for (const [path, host] of [
    ["//evil.test/", "localhost"],
    ["/projects", "evil.test/x"],
    ["/projects", "a b"],
  ] as const)
    expect((await ask(path, { isPlain: true, host })).location, path).toBeUndefined();
  expect((await ask("/api/llm/anthropic/v1/messages", { isPlain: true })).text).toBe("for agents");
  expect((await ask("/healthz", { isPlain: true })).text).toBe("for agents");
  expect((await ask("/api/mcp?tools=agent", { isPlain: true, method: "POST" })).text).toBe("for agents");
  expect((await ask("/api/mcp/../projects", { isPlain: true })).text).not.toBe("for agents");
});

test("a connection that says neither is ended without harm", async () => {
  const socket = connect(number, "127.0.0.1");
  socket.on("error", () => {});
  socket.resume();
  socket.write(Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]));
  await once(socket, "close");
  expect((await ask("/")).status).toBe(200);
});

test.each(["https", "http"] as const)(
  "over %s a head that never ends is cut off, and closing closes what is open",
  async (way) => {
    const options = { headersTimeout: 100, requestTimeout: 0, connectionsCheckingInterval: 50 };
    const answer = () => {};
    const other = openPort(
      { answer, answerPlain: answer, upgrade: () => {} },
      await readCertificate(files()),
      options,
    );
    other.server.listen(0, "127.0.0.1");
    await once(other.server, "listening");
    const at = { port: (other.server.address() as AddressInfo).port, host: "127.0.0.1" };
    const say = async (words: string) => {
      const socket = way === "https" ? connectTls({ ...at, rejectUnauthorized: false }) : connect(at);
      await once(socket, way === "https" ? "secureConnect" : "connect");
      socket.write(words);
      return socket;
    };
    const slow = await say("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    const [said] = await once(slow, "data");
    expect(String(said)).toContain("408");
    const held = await say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    held.on("error", () => {}).resume();
    await new Promise((resolve) => setTimeout(resolve, 100));
    other.close();
    other.closeAll();
    await once(held, "close");
  },
);

test("files that are replaced hold for the next connection; a pair that does not fit changes nothing", async () => {
  expect(await nameShown()).toBe("first");
  await copyFile(file("second-cert.pem"), file("cert.pem"));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await nameShown()).toBe("first");
  await install("second");
  await expect.poll(nameShown).toBe("second");
});

test.each<[string, () => Promise<void>, string]>([
  ["is not there", () => rm(file("cert.pem")), "LOCKKEEPER_TLS_CERT names cannot be read"],
  [
    "is no certificate",
    () => writeFile(file("cert.pem"), "hello"),
    "LOCKKEEPER_TLS_CERT must name a PEM file",
  ],
  ["is no key", () => writeFile(file("key.pem"), "hello"), "LOCKKEEPER_TLS_KEY must name a PEM file"],
  [
    "is another's key",
    () => copyFile(file("first-key.pem"), file("key.pem")),
    "is not that of the certificate",
  ],
])("at the start a file that %s is told in one sentence", async (_, spoil, words) => {
  await install("second");
  await spoil();
  const error = await readCertificate(files()).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EnvironmentError);
  expect(String((error as Error).message)).toContain(words);
  await install("second");
});
