import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secret } from "#lib/kernel/secret.ts";
import { type Behaviour, channelContract, newMessage, secretOfContract } from "../contract.ts";
import { openWebhook } from "./send.ts";

interface Received {
  headers: IncomingMessage["headers"];
  body: string;
}

async function startReceiver() {
  const received: Received[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
  let connections = 0;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers, body });
    answer(request, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    received,
    connections: () => connections,
    answerWith(next: typeof answer) {
      answer = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const target = (url: string, allowPrivate = true) => ({
  kind: "webhook" as const,
  url,
  secret: secret(secretOfContract),
  allowPrivate,
});
const never = new AbortController().signal;

channelContract("webhook", async () => {
  const receiver = await startReceiver();
  const taken: string[] = [];
  const behaviours: Record<Behaviour, Parameters<typeof receiver.answerWith>[0]> = {
    takes(request, response) {
      taken.push(String(request.headers["x-lockkeeper-delivery"]));
      response.end("thank you");
    },
    refuses(_, response) {
      response.statusCode = 500;
      response.end(`not\n today, ${secretOfContract} ${"x".repeat(9_000)}`);
    },
    hangs() {},
    "closes half-way"(_, response) {
      response.writeHead(200, { "content-length": "100" });
      response.write("thank", () => response.destroy());
    },
  };
  return {
    behave: (how) => receiver.answerWith(behaviours[how]),
    open: ({ allowPrivate, resolve }) =>
      openWebhook(target(`http://receiver.example:${receiver.port}/in`, allowPrivate), { resolve }),
    taken: () => taken,
    connections: receiver.connections,
    close: receiver.close,
  };
});

let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver?.close());
const address = (path = "/in") => `http://127.0.0.1:${receiver.port}${path}`;

test("a receiver can prove by the signature that the message is ours, untouched and new", async () => {
  const message = newMessage({ body: JSON.stringify({ name: "Straße ✓" }) });
  await openWebhook(target(address()), {}).send(message, never);
  const { headers, body } = receiver.received.at(-1) ?? { headers: {}, body: "" };
  expect(body).toBe(message.body);
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "x-lockkeeper-event": "operation.held",
    "x-lockkeeper-delivery": message.deliveryId,
  });
  const [, seconds, code] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["x-lockkeeper-signature"])) ?? [];
  expect(code).toBe(createHmac("sha256", secretOfContract).update(`${seconds}.${body}`).digest("hex"));
  expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(5);
});

test("a redirect is told and not followed", async () => {
  const before = receiver.received.length;
  receiver.answerWith((_, response) => response.writeHead(307, { location: address("/elsewhere") }).end());
  expect(await openWebhook(target(address()), {}).send(newMessage(), never)).toMatchObject({
    isSent: false,
    answer: "307",
  });
  expect(receiver.received).toHaveLength(before + 1);
});

test("of an endless answer the first 4 KiB are read", async () => {
  receiver.answerWith((_, response) => {
    const write = () => response.write("y".repeat(1024), (error) => !error && setImmediate(write));
    write();
  });
  const { isSent, answer } = await openWebhook(target(address()), {}).send(newMessage(), never);
  expect(isSent).toBe(true);
  expect(answer).toHaveLength(500);
});

test("an address in the place of a name is checked too", async () => {
  for (const url of [address(), "http://169.254.169.254/latest", "http://[::ffff:127.0.0.1]/"]) {
    const { isSent, answer } = await openWebhook(target(url, false), {}).send(newMessage(), never);
    expect({ isSent, answer }).toMatchObject({ isSent: false, answer: expect.stringMatching(/not called/) });
  }
});
