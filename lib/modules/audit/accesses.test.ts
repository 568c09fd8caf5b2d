import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { byKey, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { AccessPage } from "#lib/modules/audit/schema.ts";
import { flushAccesses, pruneAccesses, recordAccess } from "#lib/platform/audit/access-log.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let door: TestDoor;
let owner: Actor;
let member: Actor;
let project: { id: string; workspaceId: string };
let agentKey: string;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner", "Ada Lovelace");
  member = await door.spine.person("member", "Grace Hopper");
  project = await door.makeProject(owner);
  agentKey = await door.keyOf(owner, { kind: "agent", name: "Mender", projectId: project.id });
});
beforeEach(async () => {
  await flushAccesses(door.spine.platform);
  await door.spine.platform.database.sql`truncate access_log`;
});
afterAll(() => door?.drop());

/** What is on record, as a person in the browser sees it, whose own reads leave nothing. */
async function accesses(actor = owner, query = "") {
  await flushAccesses(door.spine.platform);
  const headers = { cookie: await door.cookieOf(actor) };
  const response = await door.call(`/api/audit/accesses?${query}`, { headers });
  expect(response.status).toBe(200);
  return AccessPage.parse(await response.json()).items;
}

test("what a key reads is on record: who, for whom, how, and what; what people read and what fails is not", async () => {
  const ok = await door.call(
    `/api/projects/${project.id}`,
    byKey(agentKey, { headers: { "x-request-id": "req-123456" } }),
  );
  expect(ok.status).toBe(200);
  await door.call("/api/projects/00000000-0000-7000-8000-000000000000", byKey(agentKey));
  await door.call("/api/projects", { headers: { cookie: await door.cookieOf(owner) } });
  expect(await accesses()).toMatchObject([
    {
      actor: { kind: "agent", name: "Mender" },
      person: { id: owner.id, name: "Ada Lovelace" },
      via: "api",
      verb: "project.read",
      subject: `projectId=${project.id}`,
      projectId: project.id,
      requestId: "req-123456",
    },
  ]);
});

test("what an agent reads over MCP is on record as well", async () => {
  const call = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "project_list", arguments: {} },
  };
  const headers = { accept: "application/json, text/event-stream", authorization: `Bearer ${agentKey}` };
  const response = await door.call("/api/mcp", post(JSON.stringify(call), headers));
  await response.text();
  expect(await accesses()).toMatchObject([{ via: "mcp", verb: "project.list", projectId: project.id }]);
});

test("a read is filed under the project that it was about, whatever else the caller names", async () => {
  const { id: foreign, workspaceId: foreignWorkspace } = await door.makeProject(owner);
  const [ofMember, ofOwner] = [await door.keyOf(member), await door.keyOf(owner)];
  const read = async (path: string, key: string) =>
    expect((await door.call(path, byKey(key))).status, path).toBe(200);
  await read(`/api/auth/me?projectId=${foreign}`, ofMember);
  await read(`/api/operations?projectId=${foreign}`, ofMember);
  await read(`/api/operations?projectId=${foreign}`, agentKey);
  await read(`/api/projects/${project.id}?workspaceId=${foreignWorkspace}`, ofOwner);
  await read(`/api/workspaces/${project.workspaceId}?projectId=${foreign}`, ofOwner);
  const seen = (await accesses()).reverse();
  expect(seen.map(({ verb, projectId }) => [verb, projectId])).toEqual([
    ["me.read", null],
    ["operation.list", null],
    ["operation.list", project.id],
    ["project.read", project.id],
    ["workspace.read", project.id],
  ]);
  expect(seen.map(({ subject }) => subject)).toEqual([
    null,
    `projectId=${foreign}`,
    `projectId=${foreign}`,
    `projectId=${project.id}`,
    `workspaceId=${project.workspaceId}`,
  ]);
});

test("what a tool is given beside its own input is not on record", async () => {
  const { id: foreign } = await door.makeProject(owner);
  const params = { name: "project_list", arguments: { projectId: foreign } };
  const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
  const headers = { accept: "application/json, text/event-stream", authorization: `Bearer ${agentKey}` };
  await (await door.call("/api/mcp", post(JSON.stringify(call), headers))).text();
  expect(await accesses()).toMatchObject([{ verb: "project.list", subject: null, projectId: project.id }]);
});

test("a member sees what their own keys read, and no others", async () => {
  await door.call("/api/projects", byKey(await door.keyOf(member)));
  await door.call("/api/projects", byKey(agentKey));
  expect((await accesses(member)).map((access) => access.person?.name)).toEqual(["Grace Hopper"]);
  expect(await accesses(owner)).toHaveLength(2);
  expect(await accesses(owner, `personId=${member.id}`)).toHaveLength(1);
  expect(await accesses(owner, "verb=task.list")).toHaveLength(0);
});

test("a read neither waits for the record nor fails by it, and what could not be written comes later", async () => {
  const { sql } = door.spine.platform.database;
  await sql`alter table access_log rename to access_log_away`;
  const response = await door.call("/api/projects", byKey(agentKey));
  await flushAccesses(door.spine.platform);
  await sql`alter table access_log_away rename to access_log`;
  expect(response.status).toBe(200);
  expect(await accesses()).toHaveLength(1);
});

test("many reads are written in few statements, all of them", async () => {
  const key = { ...owner, kind: "service-key" } as const;
  const origin = { requestId: "request-1", ip: null, userAgent: null };
  for (let index = 0; index < 1300; index++) recordAccess(door.spine.platform, key, origin, "project.list");
  await flushAccesses(door.spine.platform);
  const [count] = await door.spine.platform.database.sql`select count(*)::int as count from access_log`;
  expect(count).toEqual({ count: 1300 });
});

test("what is older than thirty days goes", async () => {
  await door.call("/api/projects", byKey(agentKey));
  await door.call("/api/projects", byKey(agentKey));
  await flushAccesses(door.spine.platform);
  const { sql } = door.spine.platform.database;
  await sql`update access_log set at = now() - interval '31 days' where id = (select min(id) from access_log)`;
  expect(await pruneAccesses(door.spine.platform, 30)).toBe(1);
  expect(await accesses()).toHaveLength(1);
});
