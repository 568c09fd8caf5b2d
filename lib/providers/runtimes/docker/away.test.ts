import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createLogger } from "#lib/platform/log.ts";
import { newSpec } from "../contract.ts";
import { createDockerRuntime } from "./driver.ts";
import { openEngine } from "./engine.ts";
import { awayReason } from "./failures.ts";
import { createImages } from "./images.ts";
import { labels } from "./names.ts";

async function firstOf(told: AsyncIterable<unknown> | []): Promise<void> {
  for await (const _ of told) return;
}

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
      images: createImages({
        engine: openEngine(socketPath),
        workspaceImage: "example.org/workspace:1",
        workspaceBaseImage: "debian",
        mode: "test",
      }),
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
      () => firstOf(runtime.logs(ref)),
      () => firstOf(runtime.stats(ref)),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({
        isRetryable: true,
        publicMessage: expect.stringContaining(sentence.slice(0, -1)),
      });
    }
  });

  /** An engine that does with each connection what is given. */
  function listen(name: string, answer: (socket: Socket) => void): string {
    const socketPath = join(folder, name);
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      answer(socket);
    }).listen(socketPath);
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return socketPath;
  }
  const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

  test.each([
    ["that says nothing", () => undefined],
    [
      "that says half of it and closes",
      (socket: Socket) =>
        socket.once("data", () => socket.end(`${head}content-length: 1000\r\n\r\n{ "Id": "`)),
    ],
  ])("one %s hangs no longer than the deadline", async (name, answer) => {
    const runtime = openAt(listen(`${name}.sock`, answer));
    const call = { deadlineMs: 200 };
    expect(await runtime.observe(ref, call)).toMatchObject({ state: "unreachable", isRuntimeAway: true });
    const isLate = { isRetryable: true, publicMessage: expect.stringContaining("longer than 0.2 s") };
    await expect(runtime.stop(ref, call)).rejects.toMatchObject(isLate);
    // The turn of the one that was given up is over.
    await expect(runtime.stop(ref, call)).rejects.toMatchObject(isLate);
    await expect(runtime.prepare({ image: null }, call)).rejects.toMatchObject(isLate);
  });

  test("what there is is named when it answers, and its loss is told by the end of what it tells", async () => {
    const container = { Names: ["/x"], Created: 1, Labels: { [labels.workspace]: ref } };
    const body = JSON.stringify([container]);
    const socketPath = listen("lost.sock", (socket) => {
      socket.once("data", (data) => {
        if (!String(data).startsWith("GET /events"))
          return socket.end(`${head}content-length: ${body.length}\r\n\r\n${body}`);
        socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
        setTimeout(() => socket.destroy(), 300);
      });
    });
    const told: string[] = [];
    const telling = (async () => {
      const changes = openAt(socketPath).changes?.(new AbortController().signal) ?? [];
      for await (const one of changes) told.push(one);
    })();
    await expect(telling).rejects.toThrow("aborted");
    expect(told).toEqual([ref]);
    const none = openAt(join(folder, "none.sock")).changes?.(new AbortController().signal);
    await expect(firstOf(none ?? [])).rejects.toThrow("ENOENT");
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
