import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { expect, test } from "vitest";
import { AgentRefused, AgentUnreachable } from "#lib/providers/agents/port.ts";
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
