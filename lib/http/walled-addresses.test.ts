import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { walledHeader } from "#lib/http/peer-address.ts";
import { createWalledAddresses } from "#lib/http/walled-addresses.ts";
import type { Subnets } from "#lib/providers/runtimes/port.ts";

let door: TestDoor;
beforeAll(async () => {
  door = await testDoor();
});
afterAll(() => door?.drop());

test("until it is known whose an engine's network is, nobody on it is let in; people elsewhere are", async () => {
  const bridge = { name: "br-1a2b3c4d5e6f", subnet: "172.18.0.1/16", first: "" };
  const attached = [bridge];
  const addresses = createWalledAddresses(door.spine.platform, { attached: () => attached });
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

test("a workspace's network that the engine does not list yet, or that took over a free subnet, is held for one", async () => {
  const bridgeOf = (name: string, subnet: string) => ({ name, subnet, first: "" });
  let attached = [bridgeOf("docker0", "172.17.0.1/16"), bridgeOf("br-new", "172.18.0.1/16")];
  let listed: Subnets = { walled: [], others: ["172.17.0.0/16"] };
  let nowMs = 0;
  const addresses = createWalledAddresses(door.spine.platform, {
    attached: () => attached,
    list: async () => listed,
    now: () => nowMs,
  });
  const lookAfter = async (ms: number) => {
    nowMs += ms;
    await addresses.look();
  };
  await lookAfter(0);
  expect(addresses.has("172.17.0.9")).toBe(false);
  expect(addresses.has("172.18.0.9")).toBe(true);
  listed = { walled: ["172.18.0.0/16"], others: ["172.17.0.0/16"] };
  await lookAfter(6_000);
  expect(addresses.has("172.18.0.9")).toBe(true);

  attached = [bridgeOf("docker0", "172.17.0.1/16"), bridgeOf("br-other", "172.18.0.1/16")];
  listed = { walled: [], others: ["172.17.0.0/16", "172.18.0.0/16"] };
  await lookAfter(1_000);
  expect(addresses.has("172.18.0.9")).toBe(false);
  attached = [bridgeOf("docker0", "172.17.0.1/16"), bridgeOf("br-ours", "172.18.0.1/16")];
  expect(addresses.has("172.18.0.9")).toBe(true);

  // Another engine's, which ours never lists.
  attached = [bridgeOf("docker0", "172.17.0.1/16"), bridgeOf("podman0", "10.88.0.1/16")];
  await lookAfter(1_000);
  expect(addresses.has("10.88.0.7")).toBe(true);
  await lookAfter(21_000);
  expect(addresses.has("10.88.0.7")).toBe(false);
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
