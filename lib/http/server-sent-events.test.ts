import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { expect, test, vi } from "vitest";
import { eventStream } from "#lib/http/server-sent-events.ts";

test("a client that takes nothing is cut off, and what made its messages ends", async () => {
  // What serves it says on the console that a body ended early.
  vi.spyOn(console, "error").mockReturnValueOnce();
  let made = 0;
  let hasEnded = false;
  let closes = 0;
  async function* messages() {
    try {
      for (; ; made += 1) yield { id: String(made), event: "change", data: "x".repeat(100_000) };
    } finally {
      hasEnded = true;
    }
  }
  const answer = () => eventStream(messages(), () => (closes += 1), 100);
  const server = createServer(getRequestListener(answer, { overrideGlobalObjects: false }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  // One piece shows that it runs; from then on nothing more is read.
  await once(socket, "readable");
  await expect.poll(() => hasEnded, { timeout: 10_000 }).toBe(true);
  expect(closes).toBe(1);
  const madeAtTheEnd = made;
  socket.resume();
  await closed;
  expect(made).toBe(madeAtTheEnd);
  server.close();
}, 30_000);

test("a quiet stream stays open for one who listens, and says so", async () => {
  let closes = 0;
  const gone = new AbortController();
  async function* messages() {
    await once(gone.signal, "abort");
    yield { event: "done", data: {} };
  }
  const response = eventStream(messages(), () => (closes += 1), 20);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (text.split("still here").length < 8) text += (await reader?.read())?.value;
  expect(closes).toBe(0);
  gone.abort();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
  expect(text).toMatch(/^retry: 1000\n\n(: still here\n\n)+event: done\ndata: {}\n\n$/);
  expect(closes).toBe(1);
});
