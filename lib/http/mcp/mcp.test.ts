import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "#drizzle/schema/operations.ts";
import { callOf, errorOfTool, type McpDoor, mcpDoor, textOf } from "#lib/http/fixtures/mcp-client.ts";
import { byKey, errorOf, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { newId } from "#lib/kernel/ids.ts";
import { appendLog } from "#lib/operations/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let door: TestDoor;
let mcp: McpDoor;
let owner: Actor;
let project: { id: string; workspaceId: string };
let other: { id: string; workspaceId: string };

beforeAll(async () => {
  door = await testDoor();
  mcp = await mcpDoor(door);
  owner = await door.spine.person("owner", "Ada");
  project = await door.makeProject(owner);
  other = await door.makeProject(owner);
});
afterAll(async () => {
  await mcp?.close();
  await door?.drop();
});

const agentKey = (more: Parameters<TestDoor["keyOf"]>[1] = {}) =>
  door.keyOf(owner, { kind: "agent", name: "Builder", scopes: ["read", "write"], ...more });

const hello = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
const accept = { accept: "application/json, text/event-stream" };
const ping = (headers: Record<string, string>, path = "/api/mcp") =>
  door.call(path, post(hello, { ...accept, ...headers }));

test("only a key opens it: not a stranger, not a session, not a key that is over", async () => {
  const cookie = await door.cookieOf(owner);
  const expired = await agentKey({ expiresAt: new Date(0) });
  const revoked = await agentKey({ revokedAt: new Date() });
  const strangers: Record<string, string>[] = [
    {},
    { cookie, "sec-fetch-site": "same-origin" },
    { authorization: `Bearer ${expired}` },
    { authorization: `Bearer ${revoked}` },
    { "x-api-key": "lk_no-such-key-at-all-0123456789" },
  ];
  for (const headers of strangers) {
    const response = await ping(headers);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect((await errorOf(response)).type).toBe("UNAUTHORIZED");
  }
  const key = await agentKey();
  expect((await ping({ "x-api-key": key })).status).toBe(200);
  expect((await ping({ authorization: `Bearer ${key}` })).status).toBe(200);
});

test("a page of another origin is refused even with a key, and nothing but POST is taken", async () => {
  const authorization = `Bearer ${await agentKey()}`;
  const foreign = await ping({ authorization, origin: "https://elsewhere.example" });
  expect(foreign.status).toBe(403);
  expect((await errorOf(foreign)).type).toBe("FORBIDDEN");
  expect((await ping({ authorization, origin: "null" })).status).toBe(403);
  for (const method of ["GET", "DELETE", "PUT"]) {
    const response = await door.call("/api/mcp", { method, headers: { authorization, ...accept } });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  }
});

test("one message is taken at a time, and what is no message is told so", async () => {
  const authorization = `Bearer ${await agentKey()}`;
  for (const body of [`[${hello},${hello}]`, "{", '"ping"']) {
    const response = await door.call("/api/mcp", post(body, { ...accept, authorization }));
    expect(response.status).toBe(400);
    expect((await errorOf(response)).type).toBe("VALIDATION_ERROR");
  }
  const unknown = await door.call("/api/mcp", post('{"hello":1}', { ...accept, authorization }));
  expect(unknown.status).toBe(400);
  expect(await unknown.json()).toMatchObject({ jsonrpc: "2.0", error: { code: -32700 } });
});

test("an address with an unknown area says which there are", async () => {
  const response = await ping({ authorization: `Bearer ${await agentKey()}` }, "/api/mcp?tools=everything");
  expect(response.status).toBe(400);
  expect((await errorOf(response)).message).toContain("choose among read, account, agent, all");
});

test("the handshake says what waits means, and the tools are those of the address", async () => {
  const reading = await mcp.connect(await agentKey());
  expect(reading.getServerVersion()).toMatchObject({ name: "lockkeeper" });
  expect(reading.getInstructions()).toContain("You can never confirm anything yourself");
  const names = (await reading.listTools()).tools.map(({ name }) => name);
  expect(names).toContain("project_list");
  expect(names).not.toContain("task_create");
  const refused = await callOf(reading, "task_create", { projectId: project.id, title: "Sweep" });
  expect(refused.isError).toBe(true);
  expect(errorOfTool(refused).message).toContain("?tools=");
  expect(errorOfTool(await callOf(reading, "no_such_tool"))).toMatchObject({ type: "NOT_FOUND" });
});

test("a query answers what the REST door answers, as content and as text", async () => {
  const key = await agentKey({ projectId: project.id });
  const client = await mcp.connect(key);
  const answer = await callOf(client, "project_list");
  const rest = await (await door.call("/api/projects?limit=30", byKey(key))).json();
  expect(answer.structuredContent).toEqual(rest);
  expect(JSON.parse(textOf(answer))).toEqual(rest);
  expect(rest).toMatchObject({ items: [{ id: project.id }] });
  const search = await callOf(client, "task_list", { projectId: project.id, status: "todo", limit: 5 });
  expect(search.structuredContent).toEqual({ items: [], nextCursor: null });
});

test("what a key may not see is not found, in the words that REST has for what is not there", async () => {
  const key = await agentKey({ projectId: project.id });
  const client = await mcp.connect(key);
  const rest = await errorOf(await door.call(`/api/projects/${newId()}`, byKey(key)));
  for (const projectId of [other.id, newId()]) {
    const answer = await callOf(client, "project_read", { projectId });
    expect(answer.isError).toBe(true);
    expect(errorOfTool(answer)).toEqual(rest);
  }
});

test("a wrong input names the field and what to do", async () => {
  const client = await mcp.connect(await agentKey(), "tasks");
  const answer = await callOf(client, "task_create", { projectId: project.id });
  expect(answer.isError).toBe(true);
  expect(errorOfTool(answer)).toMatchObject({ type: "VALIDATION_ERROR", status: 400 });
  expect(textOf(answer)).toMatch(/title: .*Mend the field/s);
});

test("a LOW command runs at once, and its record says who asked and that it came through here", async () => {
  const client = await mcp.connect(await agentKey(), "tasks");
  const answer = await callOf(client, "task_create", { projectId: project.id, title: "Paint the gate" });
  expect(answer.isError).toBeUndefined();
  expect(answer.structuredContent).toMatchObject({ outcome: "done", result: { title: "Paint the gate" } });
  expect(textOf(answer)).toMatch(/^Done: task.create\./);
  const list = await callOf(client, "task_list", { projectId: project.id, q: "Paint" });
  expect(list.structuredContent).toMatchObject({ items: [{ number: 1, title: "Paint the gate" }] });
  const [row] = await door.spine.platform.database.orm
    .select()
    .from(operations)
    .where(eq(operations.command, "task.create"));
  expect(row).toMatchObject({ via: "mcp", personId: owner.id, actor: { kind: "agent", name: "Builder" } });
});

test("what destroys is held: the answer says for whom and until when, and how to look again", async () => {
  const client = await mcp.connect(await agentKey(), "projects");
  const withoutReason = await callOf(client, "project_delete", { projectId: other.id });
  expect(errorOfTool(withoutReason)).toMatchObject({ type: "VALIDATION_ERROR" });
  const answer = await callOf(client, "project_delete", { projectId: other.id, reason: "No longer used" });
  expect(answer.isError).toBeUndefined();
  const content = answer.structuredContent as { operation: { id: string } };
  const { id } = content.operation;
  expect(content).toMatchObject({
    outcome: "held",
    operation: { level: "HIGH", state: "held", needs: [{ met: false }, { met: false }, { met: false }] },
    whoCanAnswer: expect.stringContaining("signed-in people"),
    answerUntil: expect.stringMatching(/Z$/),
    link: expect.stringMatching(new RegExp(`^http.*${id}$`)),
    lookAgain: { tool: "operation_read", arguments: { operationId: id } },
  });
  expect(JSON.stringify(answer)).not.toMatch(/"(confirm|token)"/);
  expect(textOf(answer)).toMatch(
    /^HELD, nothing has happened: .*You cannot confirm it yourself.*operation_read/s,
  );
  const looked = await callOf(client, "operation_read", { operationId: id });
  expect(looked.structuredContent).toMatchObject({ state: "held", reason: "No longer used", via: "mcp" });
  const taken = await callOf(client, "operation_cancel", { operationId: id });
  expect(taken.structuredContent).toMatchObject({
    outcome: "done",
    result: { operation: { state: "cancelled" } },
  });
});

test("the end of a log is read at once, and further from where one was", async () => {
  const client = await mcp.connect(await agentKey(), "all");
  const held = await callOf(client, "project_delete", { projectId: other.id, reason: "Tidy" });
  const operationId = (held.structuredContent as { operation: { id: string } }).operation.id;
  const lines = Array.from({ length: 120 }, (_, index) => `line ${index + 1}`);
  await appendLog(door.spine.platform.database.orm, operationId, lines);
  const tail = await callOf(client, "operation_tail_log", { operationId, lines: 2 });
  expect(tail.structuredContent).toMatchObject({
    items: [{ data: { line: "line 119" } }, { data: { line: "line 120" } }],
    leftOut: 118,
    lastId: "120",
  });
  await appendLog(door.spine.platform.database.orm, operationId, ["line 121"]);
  const more = await callOf(client, "operation_tail_log", { operationId, after: "120" });
  expect(more.structuredContent).toMatchObject({ items: [{ data: { line: "line 121" } }], leftOut: 0 });
  const uri = `lockkeeper://operations/${operationId}/log`;
  const [log] = (await client.readResource({ uri })).contents;
  expect(log && "text" in log ? log.text : "").toContain("line 121");
});

test("resources are those of the key's scope; an unknown one and a foreign one are told alike", async () => {
  const client = await mcp.connect(await agentKey({ projectId: project.id }));
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual([
    "lockkeeper://projects",
    `lockkeeper://projects/${project.id}`,
    `lockkeeper://projects/${project.id}/tasks`,
  ]);
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain(
    "lockkeeper://projects/{projectId}/tasks/{number}/transcript",
  );
  const contentOf = async (uri: string): Promise<unknown> => {
    const [content] = (await client.readResource({ uri })).contents;
    return JSON.parse(content && "text" in content ? content.text : "");
  };
  const base = `lockkeeper://projects/${project.id}`;
  expect(await contentOf(base)).toMatchObject({ id: project.id, workspace: { id: project.workspaceId } });
  expect(await contentOf(`${base}/tasks/1`)).toMatchObject({ number: 1, title: "Paint the gate" });
  expect(await contentOf(`${base}/tasks/1/transcript`)).toEqual({ items: [], leftOut: 0, lastId: null });
  const failureOf = (uri: string) =>
    client.readResource({ uri }).then(
      () => "read",
      (error: Error & { code: number }) => `${error.code} ${error.message}`,
    );
  const foreign = await failureOf(`lockkeeper://projects/${other.id}`);
  expect(foreign).toMatch(/^-32002 .*There is no such project, or you may not see it\./);
  expect(await failureOf(`lockkeeper://projects/${newId()}`)).toBe(foreign);
  expect(await failureOf(`${base}/tasks/99`)).toMatch(/^-32002 .*no such task/);
  for (const uri of [
    "lockkeeper://",
    "lockkeeper://projects/../etc",
    "file:///etc/passwd",
    "lockkeeper://keys",
  ]) {
    expect(await failureOf(uri)).toMatch(/^-32002 .*no such resource/);
  }
});

test("an answer that would fill a model's context is cut, and says what is gone", async () => {
  const client = await mcp.connect(await agentKey(), "tasks,read");
  for (let number = 0; number < 6; number += 1) {
    const description = `${number} ${"long ".repeat(3_900)}`;
    await callOf(client, "task_create", { projectId: project.id, title: `Long ${number}`, description });
  }
  const answer = await callOf(client, "task_list", { projectId: project.id, q: "Long" });
  expect(textOf(answer).length).toBeLessThan(60_000);
  expect(answer.structuredContent).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ description: expect.stringMatching(/… \(\d+ more characters\)$/) }),
    ]),
  });
});
