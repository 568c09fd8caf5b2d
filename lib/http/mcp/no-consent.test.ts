import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { confirmTokens, consents, operations } from "#drizzle/schema/operations.ts";
import { type Verb, verbByName } from "#lib/commands.ts";
import { callOf, errorOfTool, type McpDoor, mcpDoor } from "#lib/http/fixtures/mcp-client.ts";
import { byKey, errorOf, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { isForMachines } from "#lib/http/mcp/presets.ts";
import { toolNameOf, verbByTool } from "#lib/http/mcp/tools.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

/** Nothing that an agent sends can confirm anything, whatever key it holds and whatever it calls. */

let door: TestDoor;
let mcp: McpDoor;
let owner: Actor;
let project: { id: string; workspaceId: string };

beforeAll(async () => {
  door = await testDoor();
  mcp = await mcpDoor(door);
  owner = await door.spine.person("owner", "Ada");
  project = await door.makeProject(owner);
});
afterAll(async () => {
  await mcp?.close();
  await door?.drop();
});

const Held = z.object({ outcome: z.literal("held"), operation: z.object({ id: z.string() }) });
const orm = () => door.spine.platform.database.orm;

const stateOf = async (id: string) => {
  const [row] = await orm().select().from(operations).where(eq(operations.id, id));
  return row?.state;
};

/** Two operations that a machine asked for with `key`: a MEDIUM and a HIGH one. */
async function holdTwo(key: string) {
  const client = await mcp.connect(key, "all");
  const made = await callOf(client, "task_create", { projectId: project.id, title: "To be deleted" });
  const { id: taskId } = z
    .object({ result: z.object({ id: z.string() }) })
    .parse(made.structuredContent).result;
  const inputs = { projectId: project.id, taskId, reason: "Clean up" };
  const medium = await callOf(client, "task_delete", inputs);
  const high = await callOf(client, "project_delete", inputs);
  const ids = [medium, high].map(({ structuredContent }) => Held.parse(structuredContent).operation.id);
  for (const { structuredContent } of [medium, high]) expect(structuredContent).not.toHaveProperty("confirm");
  return { client, taskId, ids };
}

const everything = (operationId: string, taskId: string) => ({
  operationId,
  token: "x".repeat(43),
  typedName: "Shop",
  reason: "Because",
  projectId: project.id,
  workspaceId: project.workspaceId,
  taskId,
  runId: operationId,
  command: "task.delete",
  level: "LOW",
});

const isOther = (verb: Verb) => verb.name !== "operation.cancel";

test.each(["agent", "service", "cli"] as const)(
  "a %s key, with every scope, is given no token and confirms nothing by any tool",
  async (kind) => {
    const key = await door.keyOf(owner, { kind, scopes: ["read", "write", "confirm"] });
    const { client, taskId, ids } = await holdTwo(key);
    for (const operationId of ids) {
      for (const [name, verb] of verbByTool) {
        if (!isOther(verb)) continue;
        const answer = await callOf(client, name, everything(operationId, taskId));
        expect(JSON.stringify(answer), name).not.toMatch(/"confirm":\{/);
        if (isForMachines(verb)) continue;
        expect(answer.isError, name).toBe(true);
        expect(errorOfTool(answer).status, name).toBeLessThan(500);
      }
      expect(await stateOf(operationId)).toBe("held");
    }
    expect(await orm().select().from(consents)).toEqual([]);
    expect(await orm().select().from(confirmTokens)).toEqual([]);
  },
  60_000,
);

test("what only a person may do is refused by the spine, and stands on record", async () => {
  const client = await mcp.connect(await door.keyOf(owner, { kind: "cli" }), "all");
  const [name] = [...verbByTool].find(([, verb]) => verb.name === "operation.issue-token") ?? [""];
  const { ids } = await holdTwo(await door.keyOf(owner, { kind: "agent" }));
  const answer = await callOf(client, name, { operationId: ids[0] });
  expect(errorOfTool(answer)).toMatchObject({
    type: "FORBIDDEN",
    message: "Only a person may ask for this.",
  });
  const rows = await orm().select().from(operations).where(eq(operations.command, "operation.issue-token"));
  expect(rows.at(-1)).toMatchObject({ state: "denied", via: "mcp" });
});

test("an agent does not hide from its person what waits for them", async () => {
  for (const kind of ["agent", "service", "cli"] as const) {
    const client = await mcp.connect(await door.keyOf(owner, { kind }), "all");
    const answer = await callOf(client, "notice_read", { all: true });
    expect(errorOfTool(answer), kind).toMatchObject({ message: "Only a person may ask for this." });
  }
});

test("an agent's key confirms nothing over REST either", async () => {
  const key = await door.keyOf(owner, { kind: "agent", scopes: ["read", "write", "confirm"] });
  const { taskId, ids } = await holdTwo(key);
  const forPeople = [...verbByName.values()].filter((verb) => !isForMachines(verb));
  expect(forPeople.map(toolNameOf)).toContain("operation_confirm");
  for (const operationId of ids) {
    for (const { http, name } of forPeople) {
      const [method = "", path = ""] = http.split(" ");
      const input: Record<string, unknown> = everything(operationId, taskId);
      const target = path.replace(/:(\w+)/g, (_, field) =>
        encodeURIComponent(String(input[field] ?? "custom")),
      );
      const response = await door.call(target, byKey(key, { ...post(JSON.stringify(input)), method }));
      expect(response.status, name).toBeGreaterThanOrEqual(400);
      expect(response.status, name).toBeLessThan(500);
    }
    expect(await stateOf(operationId)).toBe("held");
  }
  expect(await orm().select().from(consents)).toEqual([]);
});

test("the key with which an agent asked does not confirm it over REST; another of the same person does", async () => {
  const key = await door.keyOf(owner, { kind: "cli" });
  const { ids } = await holdTwo(key);
  const [operationId = ""] = ids;
  const ask = (by: string, path: string, body: unknown = {}) =>
    door.call(path, byKey(by, post(JSON.stringify(body))));
  expect((await ask(key, `/api/operations/${operationId}/confirm-token`)).status).toBe(403);
  const refused = await errorOf(await ask(key, "/api/protection/confirm", { operationId }));
  expect(refused).toMatchObject({ type: "FORBIDDEN", message: expect.stringContaining("with this key") });
  expect(await stateOf(operationId)).toBe("held");
  // Nor does a key that it makes itself with it, nor one made with that.
  let made = key;
  for (const name of ["child", "grandchild"]) {
    const wish = { name, kind: "cli", scopes: ["write", "confirm"] };
    made = z.object({ key: z.string() }).parse(await (await ask(made, "/api/keys", wish)).json()).key;
    expect((await ask(made, `/api/operations/${operationId}/confirm-token`)).status).toBe(403);
    const answer = await ask(made, "/api/protection/confirm", { operationId });
    expect(await errorOf(answer)).toMatchObject({ type: "FORBIDDEN" });
    expect(await stateOf(operationId)).toBe("held");
  }
  const own = await door.keyOf(owner, { kind: "cli" });
  expect((await ask(own, "/api/protection/confirm", { operationId })).status).toBeLessThan(300);
  expect(await stateOf(operationId)).not.toBe("held");
});
