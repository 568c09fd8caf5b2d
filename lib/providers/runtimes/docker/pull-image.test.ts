import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { secret } from "#lib/kernel/secret.ts";
import { openEngine } from "./engine.ts";
import { pullImage, registryOf } from "./pull-image.ts";

const logged: string[] = [];
afterEach(() => logged.splice(0));

/** Something that takes a pull as an engine does; gives the login that it came with. */
async function startEngine(): Promise<{ socketPath: string; logins: unknown[] }> {
  const folder = await mkdtemp(join(tmpdir(), "lk-engine-"));
  const socketPath = join(folder, "engine.sock");
  const logins: unknown[] = [];
  const server = createServer((request, response) => {
    const [given] = [request.headers["x-registry-auth"]].flat();
    logins.push(given === undefined ? null : JSON.parse(Buffer.from(given, "base64").toString()));
    response.end('{"status":"Done"}\n');
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });
  return { socketPath, logins };
}

test("an image's name says which registry it comes from", () => {
  const cases: [string, string][] = [
    ["debian:bookworm", "docker.io"],
    ["acme/app", "docker.io"],
    ["docker.io/acme/app", "docker.io"],
    ["ghcr.io/acme/app:1", "ghcr.io"],
    ["localhost/app", "localhost"],
    ["registry:5000/app", "registry:5000"],
  ];
  for (const [reference, host] of cases) expect(registryOf(reference), reference).toBe(host);
});

test("the engine gets the login of the image's registry and of no other, and the log no password", async () => {
  const { socketPath, logins } = await startEngine();
  const engine = openEngine(socketPath);
  const pull = (reference: string) =>
    pullImage(engine, reference, {
      log: (line) => logged.push(line),
      signal: new AbortController().signal,
      findLogin: async (host) => (host === "ghcr.io" ? { user: "ada", password: secret("planted") } : null),
    });
  await pull("ghcr.io/acme/app:1");
  await pull("quay.io/acme/app:1");
  expect(logins).toEqual([{ username: "ada", password: "planted", serveraddress: "ghcr.io" }, null]);
  expect(logged.join("\n")).toContain("Pulling ghcr.io/acme/app:1 as ada");
  expect(logged.join("\n")).not.toContain("planted");
});
