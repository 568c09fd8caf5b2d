import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { sockets } from "#lib/http/docs/sockets.ts";
import { createDoor } from "#lib/http/door.ts";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { makeWorld, nowhere, type World } from "#lib/http/fixtures/test-world.ts";
import { blind, foreign, makeWalkers, unknown, type Walkers } from "#lib/http/fixtures/walkers.ts";
import { type TerminalUpgrade, terminalUpgrade } from "#lib/http/terminal-socket.ts";

let door: TestDoor;
let server: Server;
let upgrade: TerminalUpgrade;
let host: string;
let world: World;
let walkers: Walkers;

beforeAll(async () => {
  door = await testDoor();
  const owner = await door.spine.person("owner");
  world = await makeWorld(door, owner);
  walkers = await makeWalkers(door, owner, world);
  upgrade = terminalUpgrade(createDoor(door.spine.platform, door.hub));
  server = createServer();
  server.on("upgrade", upgrade);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  upgrade?.close();
  server?.close();
  await door?.drop();
});

interface Refusal {
  status: number;
  text: string;
}

/** How an upgrade is refused; fails where it is not. */
async function refusalOf(path: string, headers: Record<string, string>): Promise<Refusal> {
  const socket = new WebSocket(`ws://${host}${path}`, { headers });
  socket.on("error", () => undefined);
  const refused = once(socket, "unexpected-response");
  const [, response] = await Promise.race([refused, once(socket, "open").then(() => [])]);
  if (!response) throw new Error(`${path} opened for ${JSON.stringify(headers)}`);
  let text = "";
  for await (const chunk of response) text += chunk;
  socket.terminate();
  return { status: response.statusCode, text };
}

const pathIn = (line: string, place: World): string =>
  (line.split(" ")[1] ?? "").replace(/:(\w+)/g, (_, name: string) => {
    const id = place[name];
    if (id === undefined) throw new Error(`Give makeWorld a ${name}: ${line} needs one.`);
    return id;
  });

test.each(sockets)(
  "$http lets nobody in who may not type there, and tells them nothing",
  async ({ http }) => {
    const path = pathIn(http, world);
    const missing = pathIn(http, nowhere(world));
    const walker = (name: string) => walkers.get(name) ?? {};
    for (const name of unknown) expect((await refusalOf(path, walker(name))).status, name).toBe(401);
    for (const name of foreign) expect((await refusalOf(path, walker(name))).status, name).toBe(403);
    for (const name of blind) {
      const refused = await refusalOf(path, walker(name));
      expect(refused.status, name).toBe(404);
      expect(refused, name).toEqual(await refusalOf(missing, walker(name)));
    }
    for (const name of ["a reader", "a service that may read", "an agent"])
      expect((await refusalOf(path, walker(name))).status, name).toBe(403);
    // Let through to the workspace, which does not run.
    expect((await refusalOf(path, walker("a writer"))).status).toBe(503);
  },
);
