import { once } from "node:events";
import { createServer, IncomingMessage } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { expect, test } from "vitest";
import { originOf } from "#lib/http/context.ts";
import { addressesTold, countedAddress, markPeer } from "#lib/http/peer-address.ts";

/** A request as the server first sees it, from `peer`. */
function arriving(peer: string | undefined, headers: Record<string, string> = {}): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  Object.defineProperty(request.socket, "remoteAddress", { value: peer });
  for (const [name, value] of Object.entries(headers)) request.headers[name.toLowerCase()] = value;
  request.rawHeaders.push(...Object.entries(headers).flat());
  return request;
}

function marked(peer: string | undefined, headers: Record<string, string>, trustedHops: number) {
  const request = arriving(peer, headers);
  markPeer(request, { trustedHops });
  return request.headers;
}

test.each<[string, string | undefined, string | undefined, number, string]>([
  ["who comes directly", "198.51.100.7", undefined, 1, "198.51.100.7"],
  ["over an IPv6 socket", "::ffff:198.51.100.7", undefined, 1, "198.51.100.7"],
  ["from afar nobody is believed", "198.51.100.7", "203.0.113.9", 2, "198.51.100.7"],
  ["a proxy beside us is", "127.0.0.1", "203.0.113.9", 1, "203.0.113.9"],
  ["of a chain, what it wrote itself", "172.17.0.2", "10.9.9.9, 203.0.113.9", 1, "203.0.113.9"],
  [
    "of two proxies, what the outer one wrote",
    "127.0.0.1",
    "198.51.100.1, 203.0.113.9, 10.0.0.2",
    2,
    "203.0.113.9",
  ],
  [
    "what is forged before that counts for nothing",
    "127.0.0.1",
    "1.1.1.1, 2.2.2.2, 203.0.113.9",
    1,
    "203.0.113.9",
  ],
  ["past the outer proxy, what the inner one wrote", "127.0.0.1", "203.0.113.9", 2, "203.0.113.9"],
  ["with no hop trusted nobody is believed", "127.0.0.1", "203.0.113.9", 0, "127.0.0.1"],
  ["with its port", "127.0.0.1", "203.0.113.9:4711", 1, "203.0.113.9"],
  ["but no nonsense", "127.0.0.1", "unknown", 1, "127.0.0.1"],
  ["nor markup", "127.0.0.1", "<script>", 1, "127.0.0.1"],
  ["IPv6 by its first half", "2001:db8:1:2:3:4:5:6", undefined, 1, "2001:db8:1:2::/64"],
  ["however it is written", "2001:DB8::6", undefined, 1, "2001:db8:0:0::/64"],
  ["a proxy over IPv6", "::1", "[2001:db8:1:2::9]:443", 1, "2001:db8:1:2::/64"],
  ["nothing known", undefined, undefined, 1, "unknown"],
])("%s", (_, peer, forwarded, hops, counted) => {
  const headers = marked(peer, forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, hops);
  expect(countedAddress(String(headers["x-lockkeeper-peer"]))).toBe(counted);
});

test("what a trusted proxy says of scheme and host holds for whoever reads them, and nobody else's does", () => {
  const told = { host: "inside:3000", "x-forwarded-proto": "https", "x-forwarded-host": "lock.example.org" };
  const trusted = marked("127.0.0.1", told, 1);
  expect(trusted).toMatchObject({ host: "lock.example.org", "x-forwarded-proto": "https" });
  for (const [peer, hops] of [
    ["127.0.0.1", 0],
    ["198.51.100.7", 1],
  ] as const)
    expect(marked(peer, told, hops)).toMatchObject({
      host: "inside:3000",
      "x-forwarded-host": "inside:3000",
      "x-forwarded-proto": "http",
    });
  const forged = { ...told, "x-forwarded-proto": "https, http", "x-forwarded-host": "evil.test/\u0001" };
  expect(marked("127.0.0.1", forged, 1)).toMatchObject({ host: "inside:3000", "x-forwarded-proto": "http" });
});

test("headers that Next and proxies write to themselves reach nothing, in neither form", () => {
  const request = arriving("127.0.0.1", {
    "x-middleware-subrequest": "middleware:middleware:middleware",
    "X-Middleware-Rewrite": "http://169.254.169.254/",
    "x-middleware-prefetch": "1",
    "x-nextjs-data": "1",
    "x-now-route-matches": "1",
    "x-matched-path": "/admin",
    "x-invoke-path": "/admin",
    "x-real-ip": "203.0.113.9",
    forwarded: "for=203.0.113.9",
    "x-forwarded-port": "1",
    accept: "text/html",
  });
  markPeer(request, { trustedHops: 0 });
  expect(request.headers).toEqual({
    accept: "text/html",
    "x-forwarded-proto": "http",
    "x-lockkeeper-peer": "127.0.0.1",
  });
  expect(request.rawHeaders.join(" ")).toBe(
    "accept text/html x-forwarded-proto http x-lockkeeper-peer 127.0.0.1",
  );
});

test("only the server itself says that a request came from a walled workspace", () => {
  const request = arriving("127.0.0.1", { "X-Lockkeeper-Walled": "yes", "x-lockkeeper-walled": "yes" });
  markPeer(request, { trustedHops: 1 });
  expect(request.headers).not.toHaveProperty("x-lockkeeper-walled");
  expect(request.rawHeaders.join().toLowerCase()).not.toContain("walled");
  markPeer(request, { trustedHops: 0, isWalled: true });
  expect(request.headers["x-lockkeeper-walled"]).toBe("yes");
  expect(request.rawHeaders.slice(-2)).toEqual(["x-lockkeeper-walled", "yes"]);
});

test("whoever is said to have asked is known before any of it is believed, from near alone", () => {
  const headers = { "x-forwarded-for": "172.18.0.9, 203.0.113.9:80, nonsense" };
  expect(addressesTold(arriving("127.0.0.1", headers))).toEqual(["172.18.0.9", "203.0.113.9"]);
  expect(addressesTold(arriving("198.51.100.7", headers))).toEqual([]);
});

test("the door and Next read the same address, whatever its sender says it is", async () => {
  const seen: unknown[] = [];
  const listener = getRequestListener(({ headers }) => Response.json(originOf(headers).ip), {
    overrideGlobalObjects: false,
  });
  const server = createServer((request, response) => {
    markPeer(request, { trustedHops: 1 });
    seen.push(request.headers["x-lockkeeper-peer"]);
    listener(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const ask = async (headers: Record<string, string>) => (await fetch(url, { headers })).json();
  try {
    expect(await ask({})).toBe("127.0.0.1");
    expect(await ask({ "X-Lockkeeper-Peer": "203.0.113.9" })).toBe("127.0.0.1");
    expect(await ask({ "X-Forwarded-For": "1.1.1.1, 203.0.113.9" })).toBe("203.0.113.9");
    expect(seen).toEqual(["127.0.0.1", "127.0.0.1", "203.0.113.9"]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
