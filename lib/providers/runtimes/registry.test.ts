import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { probeRuntimes } from "./probe-runtimes.ts";
import { availableRuntimeKinds, findRuntimes, runtimeFor } from "./registry.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lk-find-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Answers on a socket as the engine would, and gives what is told of Docker. */
async function findDockerBehind(listener: RequestListener, isAvailable = false) {
  const dockerSocket = join(folder, "docker.sock");
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(dockerSocket, resolve));
  try {
    const found = await probeRuntimes({ home: folder, dockerSocket });
    expect(found[1]).toMatchObject({ kind: "docker", isAvailable });
    return found[1]?.detail;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test("the local runtime is always there, with tools, processors, memory and free disk", async () => {
  const home = join(folder, "not", "yet");
  const [local] = await probeRuntimes({ home, dockerSocket: join(folder, "none") });
  expect(local).toMatchObject({ kind: "local", isAvailable: true });
  expect(local?.tools?.find(({ name }) => name === "git")?.version).toMatch(/^\d+\.\d+/);
  expect(local?.resources?.cpus).toBeGreaterThan(0);
  expect(local?.resources?.memoryBytes).toBeGreaterThan(0);
  expect(local?.resources?.diskFreeBytes).toBeGreaterThan(0);
});

test("a missing tool is told with what is worse without it", async () => {
  const { PATH } = process.env;
  process.env.PATH = folder;
  try {
    const [local] = await probeRuntimes({ home: folder, dockerSocket: join(folder, "none") });
    expect(local).toMatchObject({ isAvailable: true, detail: expect.stringContaining("tmux is missing") });
  } finally {
    process.env.PATH = PATH;
  }
});

test("Docker is told as found, absent, silent or strange, within its deadline", async () => {
  const absent = await probeRuntimes({ home: folder, dockerSocket: join(folder, "none") });
  expect(absent[1]?.detail).toBe("No Docker was found on this machine.");
  const engine =
    (version: object): RequestListener =>
    ({ url }, response) =>
      response.end(JSON.stringify(url === "/version" ? version : { NCPU: 8, MemTotal: 33_000_000_000 }));
  const docker = { Version: "27.1.0", ApiVersion: "1.46", Components: [{ Name: "Engine" }] };
  expect(await findDockerBehind(engine(docker), true)).toMatch(
    /^Docker 27\.1\.0 was found, and answers in \d+ ms\.$/,
  );
  const podman = { Version: "5.2.0", ApiVersion: "1.41", Components: [{ Name: "Podman Engine" }] };
  expect(await findDockerBehind(engine(podman), true)).toMatch(/^Podman 5\.2\.0 was found/);
  const old = await findDockerBehind(engine({ Version: "18.09.1", ApiVersion: "1.39" }));
  expect(old).toBe("Docker 18.09.1 was found, which is too old: 20.10 is the least.");
  const silent = "Docker was found, but did not answer.";
  expect(await findDockerBehind(() => undefined)).toBe(silent);
  expect(await findDockerBehind((_, response) => response.end("<html>"))).toBe(silent);
});

test("a kind without a driver in this version says so", async () => {
  expect(availableRuntimeKinds).toEqual(["local", "docker"]);
  for (const kind of ["podman", "kubernetes", "coolify"] as const) {
    await expect(runtimeFor(kind)).rejects.toMatchObject({
      name: "ProviderError",
      system: kind,
      isRetryable: false,
      publicMessage: `The ${kind} runtime is not available in this version.`,
    });
  }
});

test("this machine is looked at once for all who ask at the same time", async () => {
  const [one, other] = await Promise.all([findRuntimes(), findRuntimes()]);
  expect(one.map(({ kind }) => kind)).toEqual(["local", "docker"]);
  expect(other).toBe(one);
});
