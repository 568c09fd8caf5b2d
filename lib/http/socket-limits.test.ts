import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import { limitAnswer, limitSockets } from "#lib/http/socket-limits.ts";

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function end(server: ReturnType<typeof createServer>): void {
  server.close();
  server.closeAllConnections();
}

test("an address with too many connections is hung up on, and one that ends makes room; near ones are not counted", async () => {
  const server = createServer((_, response) => response.end("here"));
  let isExempt = false;
  limitSockets(server, { max: 2, isExempt: () => isExempt });
  const port = await listening(server);
  try {
    const [first, second] = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
    await Promise.all([once(first, "connect"), once(second, "connect")]);
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/`).catch(() => null)).toBeNull();
    isExempt = true;
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    isExempt = false;
    first.destroy();
    await expect
      .poll(async () => (await fetch(`http://127.0.0.1:${port}/`).catch(() => null))?.status)
      .toBe(200);
    second.destroy();
  } finally {
    end(server);
  }
});

test("who asks and does not take the answer is cut off, and one whose answer is not made yet waits", async () => {
  let isCut = false;
  const server = createServer((request, response) => {
    limitAnswer(response, 150);
    if (request.url === "/slow") return void setTimeout(() => response.end("made"), 600);
    response.once("close", () => {
      isCut = !response.writableFinished;
    });
    // More than the system takes on its way.
    response.write(Buffer.alloc(32 * 1024 * 1024));
    response.end();
  });
  const port = await listening(server);
  try {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.pause();
    socket.write("GET /large HTTP/1.1\r\nHost: server\r\n\r\n");
    expect(await (await fetch(`http://127.0.0.1:${port}/slow`)).text()).toBe("made");
    await expect.poll(() => isCut).toBe(true);
    socket.destroy();
  } finally {
    end(server);
  }
});
