import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { allowLongBody, hasRoomFor, limitBody, listenerOptions, pageBodyMax } from "#lib/http/body-limits.ts";

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

test("a head that comes drop by drop is cut off", async () => {
  const server = createServer(
    { ...listenerOptions, headersTimeout: 200, connectionsCheckingInterval: 50 },
    (_, response) => response.end(),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => {});
  socket.resume();
  socket.write("GET / HTTP/1.1\r\nHost: server\r\n");
  const drops = setInterval(() => socket.write("X-Drop: 1\r\n"), 40);
  try {
    await once(socket, "close");
  } finally {
    clearInterval(drops);
    server.close();
    server.closeAllConnections();
  }
  expect(listenerOptions.headersTimeout).toBeLessThanOrEqual(30_000);
  expect(listenerOptions.connectionsCheckingInterval).toBeLessThanOrEqual(listenerOptions.headersTimeout);
});

test("a page takes no more than was announced to be much, nor what grows to it unannounced", async () => {
  const told: [number | null, number][] = [];
  const server = createServer((request, response) => {
    const hasRoom = hasRoomFor(request, 1_000);
    if (!hasRoom) return void response.writeHead(413).end();
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.byteLength;
    });
    request.once("end", () => response.end(String(bytes)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const send = async (bytes: number, isAnnounced: boolean) => {
    const body = isAnnounced ? Buffer.alloc(bytes) : new Blob([Buffer.alloc(bytes)]).stream();
    const answer = await fetch(url, { method: "POST", body, duplex: "half" } as RequestInit).catch(
      () => null,
    );
    told.push([answer?.status ?? null, bytes]);
    return answer?.text();
  };
  try {
    expect(await send(1_000, true)).toBe("1000");
    await send(1_001, true);
    expect(await send(1_000, false)).toBe("1000");
    await send(50_000, false);
    expect(told.map(([status]) => status)).toEqual([200, 413, 200, null]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
  expect(pageBodyMax("/api/auth/signin/github")).toBeLessThan(pageBodyMax("/projects"));
});
