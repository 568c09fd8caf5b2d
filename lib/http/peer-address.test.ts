import { once } from "node:events";
import { createServer, IncomingMessage } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { expect, test } from "vitest";
import { originOf } from "#lib/http/context.ts";
import { countedAddress, markPeer } from "#lib/http/peer-address.ts";

test.each<[string, string | undefined, string | undefined, string]>([
  ["who comes directly", "198.51.100.7", undefined, "198.51.100.7"],
  ["over an IPv6 socket", "::ffff:198.51.100.7", undefined, "198.51.100.7"],
  ["from afar nobody is believed", "198.51.100.7", "203.0.113.9", "198.51.100.7"],
  ["a proxy beside us is", "127.0.0.1", "203.0.113.9", "203.0.113.9"],
  ["of a chain, what it wrote itself", "172.17.0.2", "10.9.9.9, 203.0.113.9", "203.0.113.9"],
  ["but no nonsense", "127.0.0.1", "unknown", "127.0.0.1"],
  ["IPv6 by its first half", "2001:db8:1:2:3:4:5:6", undefined, "2001:db8:1:2::/64"],
  ["however it is written", "2001:DB8::6", undefined, "2001:db8:0:0::/64"],
  ["a proxy over IPv6", "::1", "2001:db8:1:2::9", "2001:db8:1:2::/64"],
  ["nothing known", undefined, undefined, "unknown"],
])("%s", (_, peer, forwarded, counted) => {
  expect(countedAddress(peer, forwarded)).toBe(counted);
});

test("only the server itself says that a request came from a walled workspace", () => {
  const request = new IncomingMessage(new Socket());
  request.headers["x-lockkeeper-walled"] = "yes";
  request.rawHeaders.push("X-Lockkeeper-Walled", "yes");
  markPeer(request);
  expect(request.headers).not.toHaveProperty("x-lockkeeper-walled");
  expect(request.rawHeaders.join().toLowerCase()).not.toContain("walled");
  markPeer(request, { isWalled: true });
  expect(request.headers["x-lockkeeper-walled"]).toBe("yes");
  expect(request.rawHeaders.slice(-2)).toEqual(["x-lockkeeper-walled", "yes"]);
});

test("the door and Next read the socket's address, whatever its sender says it is", async () => {
  const seen: unknown[] = [];
  const listener = getRequestListener(({ headers }) => Response.json(originOf(headers).ip), {
    overrideGlobalObjects: false,
  });
  const server = createServer((request, response) => {
    markPeer(request);
    seen.push(request.headers["x-lockkeeper-peer"]);
    listener(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    for (const headers of [{}, { "X-Lockkeeper-Peer": "203.0.113.9" }] as Record<string, string>[])
      expect(await (await fetch(url, { headers })).json()).toBe("127.0.0.1");
    expect(seen).toEqual(["127.0.0.1", "127.0.0.1"]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
