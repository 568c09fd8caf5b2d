import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { allowLongBody, limitBody, listenerOptions } from "#lib/http/body-limits.ts";

const limits = { wholeMs: 1500, silenceMs: 3000 };

/** Sends a byte every `everyMs`, `count` times; the answer, or "cut". */
async function send(path: string, { everyMs, count }: { everyMs: number; count: number }): Promise<string> {
  const server = createServer(listenerOptions, (incoming, response) => {
    limitBody(incoming, limits);
    if (incoming.url === "/long") allowLongBody(incoming);
    incoming.on("error", () => undefined);
    incoming.resume();
    incoming.once("end", () => response.end("taken"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const request = httpRequest({ port, host: "127.0.0.1", path, method: "POST" });
  request.on("error", () => undefined);
  const answered = once(request, "response").then(
    () => "taken",
    () => "cut",
  );
  try {
    for (let sent = 0; sent < count && !request.destroyed; sent += 1) {
      request.write("x");
      await wait(everyMs);
    }
    if (count > 1) request.end();
    return await answered;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("a long upload is taken as long as something comes; another body, or silence, is cut off", async () => {
  const slowly = { everyMs: 100, count: 30 };
  const outcomes = await Promise.all([
    send("/long", slowly),
    send("/other", slowly),
    send("/long", { everyMs: 0, count: 1 }),
    send("/other", { everyMs: 0, count: 5 }),
  ]);
  expect(outcomes).toEqual(["taken", "cut", "cut", "taken"]);
});

test("the head of a request has its own limit", () => {
  const server = createServer(listenerOptions);
  expect([server.requestTimeout, server.headersTimeout]).toEqual([0, 60_000]);
});
