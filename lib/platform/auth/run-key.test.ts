import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { users } from "#drizzle/schema/people.ts";
import { runs } from "#drizzle/schema/tasks.ts";
import { byKey, errorOf, post, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { newId } from "#lib/kernel/ids.ts";
import { moveRun } from "#lib/modules/runs/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import { runIdIn, runKeyOf } from "#lib/platform/auth/run-key.ts";

let door: TestDoor;
let owner: Actor;

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner", "Ada");
});
afterAll(() => door?.drop());

const platform = () => door.spine.platform;
const actorOf = (key: string) => actorFromRequest(platform(), { apiKey: key, via: "mcp" });
const keyOf = (run: { id: string; gatewayTokenHash: string }) => runKeyOf(platform().masterKey, run);

async function startedRun(starter: Actor = owner) {
  const { run, title } = await makeRun(door.spine, owner, { createdBy: starter.userId });
  return { run, title, key: keyOf(run) };
}

test("the key of a run is its agent, in its project alone, on behalf of the person who started it", async () => {
  const { run, title, key } = await startedRun();
  expect(key).toMatch(/^lk_run_/);
  expect(await actorOf(key)).toEqual({
    kind: "agent",
    id: run.id,
    name: "Agent of #1",
    userId: owner.id,
    userName: "Ada",
    role: "owner",
    scopes: ["read", "write"],
    projectId: run.projectId,
    hasJustSignedIn: false,
    task: { number: 1, title },
    via: "mcp",
  });
});

test("it ends with its run, with its person, and where nobody started the run", async () => {
  const { orm } = platform().database;
  for (const state of ["finished", "failed", "aborted", "interrupted"] as const) {
    const { run, key } = await startedRun();
    expect(await actorOf(key)).not.toBeNull();
    await moveRun(orm, run.id, ["running"], { state });
    expect(await actorOf(key), state).toBeNull();
  }
  const starter = await door.spine.person("admin");
  const { run, key } = await startedRun(starter);
  await orm.update(users).set({ disabledAt: new Date() }).where(eq(users.id, starter.id));
  expect(await actorOf(key)).toBeNull();
  await orm.update(runs).set({ createdBy: null }).where(eq(runs.id, run.id));
  expect(await actorOf(key)).toBeNull();
});

test("nobody makes one up: another run's, another installation's, one letter changed", async () => {
  const { run, key } = await startedRun();
  expect(runIdIn(key)).toBe(run.id);
  const otherId = newId().replaceAll("-", "");
  const forged = [
    key.replace(/_run_[0-9a-f]{32}/, `_run_${otherId}`),
    `${key.slice(0, -2)}${key.at(-2) === "A" ? "B" : "A"}${key.at(-1)}`,
    key.slice(0, -1),
    `${key}A`,
    key.toUpperCase(),
  ];
  for (const wrong of forged) {
    expect(await actorOf(wrong)).toBeNull();
  }
});

test("no table holds it", async () => {
  const { key } = await startedRun();
  await door.call("/api/projects", byKey(key));
  const rows = await platform().database.sql<{ text: string }[]>`
    select r::text as text from runs r union all select k::text from api_keys k union all select o::text from operations o`;
  expect(rows.filter(({ text }) => text.includes(key.slice(-43)))).toEqual([]);
});

test("another project, a terminal, and what is for people are out of its reach, by every door", async () => {
  const { run, key } = await startedRun();
  const other = await door.makeProject(owner);
  expect((await door.call(`/api/projects/${run.projectId}`, byKey(key))).status).toBe(200);
  for (const path of [
    `/api/projects/${other.id}`,
    `/api/projects/${other.id}/tasks`,
    `/api/workspaces/${other.workspaceId}`,
    `/api/workspaces/${other.workspaceId}/files/tree`,
  ]) {
    expect((await door.call(path, byKey(key))).status, path).toBe(404);
  }
  const { items } = await (await door.call("/api/projects", byKey(key))).json();
  expect(items).toMatchObject([{ id: run.projectId }]);
  const workspaceId = items[0].workspace.id;
  const ask = async (path: string, body: unknown) =>
    errorOf(await door.call(path, byKey(key, post(JSON.stringify(body)))));
  expect(await ask("/api/terminals", { workspaceId })).toMatchObject({ type: "FORBIDDEN" });
  expect(await ask("/api/terminals", { workspaceId: other.workspaceId })).toMatchObject({
    type: "NOT_FOUND",
  });
  expect(await ask("/api/projects", { name: "Mine", source: { type: "empty" } })).toMatchObject({
    type: "FORBIDDEN",
  });
  expect(await ask("/api/providers/anthropic/configure", { apiKey: "sk-stolen" })).toMatchObject({
    type: "FORBIDDEN",
  });
  const permission = `/api/runs/${run.id}/permissions/ask-1`;
  expect((await ask(permission, { reply: "always" })).status).toBeGreaterThanOrEqual(400);
});
