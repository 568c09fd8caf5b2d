import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { documentedLines, inputFor, type Line, namedThings } from "#lib/http/fixtures/documented-request.ts";
import { callOf, errorOfTool, type McpDoor, mcpDoor } from "#lib/http/fixtures/mcp-client.ts";
import { type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { makeWorld, nowhere, projectFields, type World } from "#lib/http/fixtures/test-world.ts";
import { isForMachines } from "#lib/http/mcp/presets.ts";
import { verbByTool } from "#lib/http/mcp/tools.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

/** The walk of the REST door, through the agents' door: every tool, by the keys of those who may not see the project. */

let door: TestDoor;
let mcp: McpDoor;
let owner: Actor;
let world: World;

beforeAll(async () => {
  door = await testDoor();
  mcp = await mcpDoor(door);
  owner = await door.spine.person("owner");
  world = await makeWorld(door, owner);
});
afterAll(async () => {
  await mcp?.close();
  await door?.drop();
});

const lineOf: ReadonlyMap<string, Line> = new Map(
  documentedLines().map((line) => [line.operation.operationId, line]),
);
const tools = [...verbByTool].flatMap(([tool, verb]) => {
  const line = lineOf.get(verb.name);
  return line && isForMachines(verb) ? [{ tool, line }] : [];
});
const namesProject = (line: Line) => namedThings(line, projectFields).length > 0;

const isFilter = ({ method, template }: Line) => method === "GET" && !template.includes("{");

/** With what the description asks for in the query. */
const inputIn = (line: Line, place: World) => ({ q: "wall", path: "a.txt", ...inputFor(line, place) });

/** An answer without the id of its own request. */
const bytesOf = (answer: CallToolResult): string =>
  JSON.stringify(answer).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) =>
    Object.values(world).includes(id) ? id : "",
  );

const keys: Readonly<Record<string, () => Promise<string>>> = {
  "a stranger's agent": async () =>
    door.keyOf(await door.spine.person("member"), { kind: "agent", scopes: ["read", "write"] }),
  "an agent of another project": async () => {
    const other = await makeWorld(door, owner);
    return door.keyOf(owner, { kind: "agent", scopes: ["read", "write"], projectId: other.projectId });
  },
};

describe.each(Object.keys(keys))("%s", (name) => {
  test("is answered alike for what it may not see and what is not there, and finds nothing of it in any list", async () => {
    const client = await mcp.connect((await keys[name]?.()) ?? "", "all");
    const ids = projectFields.map((field) => world[field] ?? "").filter((id) => id !== "");
    const faults: string[] = [];
    for (const { tool, line } of tools) {
      const hidden = await callOf(client, tool, inputIn(line, world));
      if (!namesProject(line)) {
        if (ids.some((id) => JSON.stringify(hidden).includes(id)))
          faults.push(`${tool} tells of the project`);
        continue;
      }
      const missing = await callOf(client, tool, inputIn(line, nowhere(world)));
      if (bytesOf(hidden) !== bytesOf(missing))
        faults.push(`${tool} tells them apart: ${bytesOf(hidden)} ${bytesOf(missing)}`);
      else if (!isFilter(line) && (!hidden.isError || ![403, 404].includes(errorOfTool(hidden).status)))
        faults.push(`${tool} is open: ${bytesOf(hidden)}`);
    }
    expect(faults).toEqual([]);
    expect(tools.length).toBeGreaterThan(60);
  }, 120_000);
});

test("keys of somebody who was disabled do not even shake hands", async () => {
  const person = await door.spine.person("member");
  const key = await door.keyOf(person, { kind: "agent", scopes: ["read"] });
  await mcp.connect(key);
  expect((await door.spine.run("person.disable", { personId: person.id }, owner)).outcome).toBe("done");
  await expect(mcp.connect(key)).rejects.toThrow();
});
