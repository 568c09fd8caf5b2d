import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Machine, newMachine, program } from "#cli/fixtures/run-cli.ts";
import { type ServedDoor, serveDoor } from "#cli/fixtures/served-door.ts";

let served: ServedDoor;
let machine: Machine;
let key: string;

beforeAll(async () => {
  served = await serveDoor();
  const ada = await served.door.spine.person("owner", "Ada Lovelace");
  await served.door.makeProject(ada);
  key = await served.door.keyOf(ada);
  machine = await newMachine();
  await machine.login(served.address, key);
});
afterAll(async () => {
  await machine.drop();
  await served.drop();
});

async function connect(...args: string[]) {
  const client = new Client({ name: "test", version: "1" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, "mcp", ...args],
    env: machine.env,
    stderr: "pipe",
  });
  await client.connect(transport);
  return client;
}

test("an agent's program speaks to the server through it, without ever holding the key", async () => {
  const client = await connect();
  expect(client.getServerVersion()?.name).toMatch(/lockkeeper/i);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("project_list");
  const answer = await client.callTool({ name: "project_list", arguments: {} });
  expect(JSON.stringify(answer)).toContain("Shop");
  expect(JSON.stringify([tools, answer])).not.toContain(key);
  await client.close();
});

test("the areas of tools are chosen at its start", async () => {
  const [few, more] = [await connect(), await connect("--tools", "read,tasks")];
  const count = async (client: Client) => (await client.listTools()).tools.length;
  expect(await count(more)).toBeGreaterThan(await count(few));
  await Promise.all([few.close(), more.close()]);
});

test("a server that is gone is answered to each request, and later ones are passed on again", async () => {
  const client = await connect();
  await served.close();
  await expect(client.listTools()).rejects.toThrow(/Nothing answers at/);
  await served.open();
  expect((await client.listTools()).tools.length).toBeGreaterThan(0);
  await client.close();
});
