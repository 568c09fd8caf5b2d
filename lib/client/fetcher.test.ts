import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { getJson, postJson } from "#lib/client/fetcher.ts";
import { RequestError } from "#lib/client/request-error.ts";

const Answer = z.object({ name: z.string() });
const refusal = { type: "CONFLICT", message: "It is there already.", status: 409, details: { name: "a" } };

/** What the server does with a request, by its path. */
const answers: Record<string, (response: ServerResponse) => void> = {
  "/good": (response) => response.end('{"name":"a"}'),
  "/other": (response) => response.end('{"title":"a"}'),
  "/page": (response) => response.writeHead(502).end("<html>Bad gateway</html>"),
  "/refused": (response) =>
    response.writeHead(409, { "x-request-id": "request-1" }).end(JSON.stringify({ error: refusal })),
  "/cut": (response) => response.write('{"na', () => response.destroy()),
  "/slow": (response) => response.write('{"na'),
};
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => answers[request.url ?? ""]?.(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const asks = {
  GET: (path: string) => getJson(url + path, Answer),
  POST: (path: string) => postJson(url + path, { some: "body" }, Answer),
};

test.each(Object.entries(asks))(
  "%s gives what fits, and fails as a RequestError with whatever else",
  async (_, ask) => {
    expect(await ask("/good")).toEqual({ name: "a" });
    const cases = [
      ["/other", { type: "UNEXPECTED", status: 200 }],
      ["/page", { type: "SERVICE_UNAVAILABLE", status: 502 }],
      ["/refused", { ...refusal, requestId: "request-1" }],
      ["/cut", { type: "NETWORK", status: 0 }],
    ] as const;
    for (const [path, shape] of cases) {
      const error = await ask(path).catch((thrown: unknown) => thrown);
      expect(error, path).toBeInstanceOf(RequestError);
      expect(error, path).toMatchObject(shape);
    }
  },
);

test("an abort by the caller stays an abort", async () => {
  const controller = new AbortController();
  const pending = getJson(`${url}/slow`, Answer, { signal: controller.signal });
  controller.abort();
  await expect(pending).rejects.toMatchObject({ name: "AbortError" });
});
