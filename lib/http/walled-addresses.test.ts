import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { walledHeader } from "#lib/http/peer-address.ts";
import { createWalledAddresses } from "#lib/http/walled-addresses.ts";

let door: TestDoor;
beforeAll(async () => {
  door = await testDoor();
});
afterAll(() => door?.drop());

test("until it is known whose an engine's network is, nobody on it is let in; people elsewhere are", async () => {
  const bridge = { name: "br-1a2b3c4d5e6f", subnet: "172.18.0.1/16", first: "" };
  const attached = [bridge];
  const addresses = createWalledAddresses(door.spine.platform, () => attached);
  for (const inside of ["172.18.0.9", "::ffff:172.18.0.9", "fe80::42:acff:fe12:2%br-1a2b3c4d5e6f"])
    expect(addresses.has(inside), inside).toBe(true);
  for (const outside of [
    "127.0.0.1",
    "::1",
    "192.168.1.7",
    "172.17.0.2",
    "2001:db8::1",
    "fe80::1%eth0",
    "",
    "nonsense",
  ])
    expect(addresses.has(outside), outside).toBe(false);
  // No workspace of this installation is on a network: it is somebody else's.
  await addresses.look();
  expect(addresses.has("172.18.0.9")).toBe(false);
});

test("a person's key opens the agents' door from anywhere but a workspace", async () => {
  const authorization = `Bearer ${await door.keyOf(await door.spine.person("owner"), { kind: "agent" })}`;
  const init = { method: "POST", body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }) };
  const headers = {
    authorization,
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
  };
  expect((await door.call("/api/mcp?tools=all", { ...init, headers })).status).toBe(200);
  const walled = { ...headers, [walledHeader]: "yes" };
  expect((await door.call("/api/mcp?tools=all", { ...init, headers: walled })).status).toBe(403);
});
