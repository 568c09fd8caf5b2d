import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { AgentRefused, AgentUnreachable } from "#lib/providers/agents/port.ts";
import { readMessages, readTruths } from "./client.ts";
import { openCode } from "./driver.ts";
import { openEventStream } from "./stream.ts";

async function withServer<Result>(listener: RequestListener, use: (baseUrl: string) => Promise<Result>) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  try {
    return await use(`http://127.0.0.1:${address.port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const endpointAt = (baseUrl: string) => ({ baseUrl, headers: {}, directory: "/nowhere" });

async function followAt(baseUrl: string): Promise<void> {
  const following = openCode.follow(endpointAt(baseUrl), "ses_1", {
    since: null,
    limits: { unreachableAfterMs: 100 },
  });
  for await (const event of following) throw new Error(`Unexpected ${event.kind}`);
}

test("a server whose port is open and whose requests hang is unreachable, not followed for ever", async () => {
  await withServer(
    () => undefined,
    async (baseUrl) => {
      expect(await openCode.health(endpointAt(baseUrl), 200)).toMatchObject({ isHealthy: false });
      await expect(followAt(baseUrl)).rejects.toThrow(AgentUnreachable);
    },
  );
});

test("a wrong password is refused at once, in words that do not show it", async () => {
  const refuse: RequestListener = (_request, response) => response.writeHead(401).end();
  await withServer(refuse, (baseUrl) => expect(followAt(baseUrl)).rejects.toThrow(AgentRefused));
});

test("the stream joins frames cut anywhere, leaves out what it does not know, and ends after silence", async () => {
  const frames = [
    'data: {"type":"server.connected","pro',
    'perties":{}}\n\nnot an event\n\ndata: {"type":"new.thing"}\n',
    "\n",
  ];
  const idle = 'data: {"type":"session.idle","properties":{"sessionID":"ses_1"}}\n\n';
  await withServer(
    (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const frame of [...frames, idle.slice(0, 20), idle.slice(20)]) response.write(frame);
    },
    async (baseUrl) => {
      const stream = await openEventStream(endpointAt(baseUrl), 300);
      const heard: unknown[] = [];
      for (let events = await stream.next(5_000); events !== null; events = await stream.next(5_000))
        heard.push(...events);
      expect(heard).toEqual([{ type: "session.idle", properties: { sessionID: "ses_1" } }]);
    },
  );
});

const mebibyte = Buffer.alloc(1024 * 1024, " ");

/** Never says that it is done: only who stops by themselves comes to an end. */
const sendMebibytes = (status: number, count: number): RequestListener => {
  return (_request, response) => {
    response.writeHead(status);
    for (let sent = 0; sent < count; sent += 1) response.write(mebibyte);
  };
};

test.each([
  ["an answer", 200, 65],
  ["a refusal", 400, 5],
])(
  "%s without end is read to its bound, and is nobody who can be reached",
  async (_what, status, count) => {
    await withServer(sendMebibytes(status, count), async (baseUrl) => {
      const reading = readMessages(endpointAt(baseUrl), "ses_1");
      await expect(reading).rejects.toMatchObject({
        name: "AgentUnreachable",
        cause: { name: "RangeError" },
      });
    });
  },
  30_000,
);

test("a refused event stream is read to its bound as well", async () => {
  await withServer(sendMebibytes(400, 5), async (baseUrl) => {
    const opening = openEventStream(endpointAt(baseUrl), 300);
    await expect(opening).rejects.toMatchObject({ name: "AgentUnreachable", cause: { name: "RangeError" } });
  });
}, 30_000);

test("the answers of one look at the truth have a bound together", async () => {
  const children = JSON.stringify([{ id: "ses_2" }, { id: "ses_3" }, { id: "ses_4" }]);
  const answers: Record<string, string> = {
    "/session/status": "{}",
    "/session/ses_1": `{"id":"ses_1"}`,
    "/session/ses_1/children": children,
  };
  const listener: RequestListener = (request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    if (path.endsWith("/message")) for (let sent = 0; sent < 40; sent += 1) response.write(mebibyte);
    response.end(answers[path] ?? "[]");
  };
  await withServer(listener, async (baseUrl) => {
    const reading = readTruths(endpointAt(baseUrl), "ses_1");
    await expect(reading).rejects.toMatchObject({ name: "AgentUnreachable", cause: { name: "RangeError" } });
  });
}, 30_000);

test("a stream whose events nobody takes ends, and what came before is still told", async () => {
  const part = {
    id: "prt_1",
    sessionID: "ses_1",
    messageID: "msg_1",
    type: "text",
    text: "x".repeat(1024 * 1024),
  };
  const frame = `data: ${JSON.stringify({ type: "message.part.updated", properties: { part } })}\n\n`;
  await withServer(
    (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (let sent = 0; sent < 40; sent += 1) response.write(frame);
    },
    async (baseUrl) => {
      const stream = await openEventStream(endpointAt(baseUrl), 60_000);
      await sleep(2_000);
      const waiting = await stream.next(0);
      expect(waiting?.length).toBeLessThan(36);
      expect(await stream.next(1_000)).toBeNull();
      stream.close();
    },
  );
}, 30_000);

test("nothing follows a server to another address, where only the control plane may reach", async () => {
  let visits = 0;
  const visited: RequestListener = (_request, response) => {
    visits += 1;
    response.end("[]");
  };
  await withServer(visited, async (elsewhere) => {
    const redirect: RequestListener = (_request, response) =>
      response.writeHead(307, { location: elsewhere }).end();
    await withServer(redirect, async (baseUrl) => {
      await expect(readMessages(endpointAt(baseUrl), "ses_1")).rejects.toThrow(AgentUnreachable);
      await expect(openEventStream(endpointAt(baseUrl), 300)).rejects.toThrow(AgentUnreachable);
    });
  });
  expect(visits).toBe(0);
});
