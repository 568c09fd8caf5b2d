import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { call, WorkspacedError } from "#lib/providers/workspaced/request.ts";

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
  "/slow": (response) => response.write('{"na'),
};
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
