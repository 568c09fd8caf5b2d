import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createLogger } from "#lib/platform/log.ts";
import { newSpec } from "../contract.ts";
import { createDockerRuntime } from "./driver.ts";
import { awayReason } from "./failures.ts";

describe("an engine that is away", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lk-away-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const openAt = (socketPath: string) =>
    createDockerRuntime({
      socketPath,
      installation: "0123456789abcdef",
      log: createLogger({ logLevel: "silent", mode: "test" }),
      images: { ensure: async () => undefined, tagFor: async () => "image" },
      program: { version: "0", readBundle: async () => Buffer.alloc(0) },
    });
  const ref = newSpec().workspaceId;

  test("is told of each workspace in plain words, and of every other call as worth another try", async () => {
    const socketPath = join(folder, "none.sock");
    const runtime = openAt(socketPath);
    const sentence = `Docker is unreachable: there is no socket at ${socketPath}.`;
    const away = { ref, state: "unreachable", isRuntimeAway: true, reason: sentence };
    expect(await runtime.observe(ref)).toEqual(away);
    const calls = [
      () => runtime.create(newSpec()),
      () => runtime.start(ref),
      () => runtime.stop(ref),
      () => runtime.remove(ref, { keepData: false }),
      () => runtime.list(),
      () => runtime.listBelongings(),
      () => runtime.findWayBack(ref),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({
        isRetryable: true,
        publicMessage: expect.stringContaining(sentence.slice(0, -1)),
      });
    }
  });

  test("hangs no longer than the deadline", async () => {
    const socketPath = join(folder, "silent.sock");
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket)).listen(socketPath);
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const runtime = openAt(socketPath);
    expect(await runtime.observe(ref, { deadlineMs: 200 })).toEqual({
      ref,
      state: "unreachable",
      isRuntimeAway: true,
      reason: "Docker is unreachable: it did not answer within 0.2 s.",
    });
    await expect(runtime.stop(ref, { deadlineMs: 200 })).rejects.toMatchObject({ isRetryable: true });
  });

  test("each way of being away has its own words", () => {
    const wordsOf = (code: string) =>
      awayReason(Object.assign(new Error(code), { code }), "/run/docker.sock");
    expect(wordsOf("ECONNREFUSED")).toBe(
      "Docker is unreachable: nothing answers at /run/docker.sock; the engine may be stopped.",
    );
    expect(wordsOf("EACCES")).toContain("this server may not use /run/docker.sock");
    expect(wordsOf("ECONNRESET")).toBe("Docker is unreachable: the connection was lost.");
    expect(awayReason(Object.assign(new Error("x"), { statusCode: 500 }), "")).toBeNull();
  });
});
