import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createEventCutter, createLineCutter } from "#lib/providers/cut-lines.ts";
import { readEvents } from "#lib/providers/workspaced/event-stream.ts";
import { readLines } from "#lib/providers/workspaced/line-stream.ts";
import { call, callStream, WorkspacedError } from "#lib/providers/workspaced/request.ts";
import { readHealth } from "#lib/providers/workspaced/terminals.ts";

const Answer = z.object({ name: z.string() });
const refusal = { type: "CONFLICT", message: "It is there already.", status: 409, details: { name: "a" } };

/** What the workspace's side does with a request, by its path. */
const answers: Record<string, (response: ServerResponse) => void> = {
  "/good": (response) => response.end('{"name":"a"}'),
  "/other": (response) => response.end('{"title":"a"}'),
  "/page": (response) => response.end("<html></html>"),
  "/refused": (response) => response.writeHead(409).end(JSON.stringify({ error: refusal })),
  "/failed": (response) => response.writeHead(500).end("<html></html>"),
  "/cut": (response) => response.write('{"na', () => response.destroy()),
  "/healthz": (response) => response.end(JSON.stringify({ name: "a".repeat(300_000) })),
  "/lines": (response) => response.end('{"name":"a"}\n{"name":"b"}\n{"na'),
  "/endless": (response) => writeForever(response, "a".repeat(64 * 1024)),
  "/slow": (response) => response.write('{"na'),
};
function writeForever(response: ServerResponse, text: string): void {
  const write = () => {
    while (!response.destroyed && response.write(text));
  };
  response.on("drain", write);
  write();
}
let server: Server;
const address = { baseUrl: "", token: "a-token" };
beforeAll(async () => {
  server = createServer((request, response) => answers[request.url ?? ""]?.(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const ask = (path: string, options = {}) => call(address, { method: "GET", path }, Answer, options);

test("whatever goes wrong between the two is a WorkspacedError that says whether to try again", async () => {
  expect(await ask("/good")).toEqual({ name: "a" });
  const cases = [
    ["/other", { type: "PROVIDER_ERROR", status: 502 }],
    ["/page", { type: "PROVIDER_ERROR", status: 502 }],
    ["/refused", { ...refusal, retryable: false }],
    ["/failed", { type: "PROVIDER_ERROR", status: 500, retryable: true }],
    ["/cut", { type: "UNREACHABLE", status: 503, retryable: true }],
  ] as const;
  for (const [path, shape] of cases) {
    const error = await ask(path).catch((thrown: unknown) => thrown);
    expect(error, path).toBeInstanceOf(WorkspacedError);
    expect(error, path).toMatchObject(shape);
  }
});

test("an answer that does not end is given up at its deadline, or with the caller's own reason", async () => {
  await expect(ask("/slow", { deadlineMs: 100 })).rejects.toMatchObject({
    type: "UNREACHABLE",
    message: "The workspace did not answer within 100 ms.",
  });
  const controller = new AbortController();
  const pending = ask("/slow", { signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(pending).rejects.toThrow("enough");
});

const stream = (path: string) => callStream(address, { method: "GET", path });
async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const got: Value[] = [];
  for await (const value of values) got.push(value);
  return got;
}

test("a workspace that means ill is cut off: a line or an event without an end, a short answer that is long", async () => {
  expect(await all(readLines(await stream("/lines"), Answer))).toEqual([{ name: "a" }, { name: "b" }]);
  for (const read of [
    (from: IncomingMessage) => all(readLines(from, Answer)),
    (from: IncomingMessage) => all(readEvents(from)),
  ]) {
    const response = await stream("/endless");
    await expect(read(response)).rejects.toMatchObject({ type: "PROVIDER_ERROR", status: 502 });
    await expect.poll(() => response.destroyed).toBe(true);
  }
  await expect(readHealth(address)).rejects.toMatchObject({
    message: "The workspace's answer is too large.",
  });
});

test("lines and events come out the same wherever their pieces were cut, and long ones in time that grows with them", () => {
  const text = "event: a\r\ndata: 1\r\n\r\n: nothing\n\ndata: 2\ndata: 3\n\nrest";
  for (let size = 1; size <= text.length; size += 1) {
    const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    const cut = createEventCutter(100);
    expect(pieces.flatMap(cut)).toEqual([["event: a", "data: 1"], [": nothing"], ["data: 2", "data: 3"]]);
    const lines = createLineCutter(100);
    expect(pieces.flatMap(lines)).toEqual(text.split("\n").slice(0, -1));
  }
  const cut = createLineCutter(Number.POSITIVE_INFINITY);
  const begunAt = performance.now();
  for (let piece = 0; piece < 200_000; piece += 1) cut("a".repeat(100));
  expect(cut("\n")[0]).toHaveLength(20_000_000);
  expect(performance.now() - begunAt).toBeLessThan(5_000);
});
