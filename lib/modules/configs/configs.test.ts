import { afterAll, beforeAll, expect, test } from "vitest";
import { projectMembers, projects, workspaces } from "#drizzle/schema/projects.ts";
import { newId } from "#lib/kernel/ids.ts";
import { listConfigVersions } from "#lib/modules/configs/list-config-versions.ts";
import { readConfig } from "#lib/modules/configs/read-config.ts";
import { runQuery } from "#lib/operations/query.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let world: TestPlatform;
let owner: Actor;
let writer: Actor;

beforeAll(async () => {
  world = await testPlatform();
  owner = await world.person("owner", "Ada Lovelace");
  writer = await world.person("member", "Grace Hopper");
});
afterAll(() => world?.drop());

async function newProject(): Promise<string> {
  const { orm } = world.platform.database;
  const id = newId();
  const project = {
    id,
    slug: id,
    name: "harbor",
    type: "other",
    status: "stopped",
    runtime: "local",
  } as const;
  await orm.insert(projects).values({ ...project, source: { type: "empty" }, createdBy: owner.id });
  const states = { desiredState: "stopped", observedState: "stopped" } as const;
  await orm
    .insert(workspaces)
    .values({ id: newId(), projectId: id, runtime: "local", accessToken: "x", ...states });
  await orm.insert(projectMembers).values({ projectId: id, userId: writer.id, access: "write" });
  return id;
}

const context = (actor: Actor) => ({
  tx: world.platform.database.orm,
  actor,
  platform: world.platform,
  signal: AbortSignal.timeout(20_000),
});
const inForce = (projectId: string) => runQuery(readConfig, { projectId }, context(owner));
const versions = (projectId: string, more: object = {}, actor = owner) =>
  runQuery(listConfigVersions, { projectId, ...more }, context(actor));
const update = (projectId: string, change: object, actor = owner) =>
  world.run("config.update", { projectId, ...change }, actor);

test("each version is listed with who wrote it and what it changed, newest first, a page at a time", async () => {
  const projectId = await newProject();
  expect(await versions(projectId)).toEqual({ items: [], nextCursor: null });
  await update(projectId, { checkCommand: "npm test" });
  await update(projectId, { model: "large", isReviewOn: false });
  await update(projectId, { checkCommand: "", instructions: "Be brief." });
  const first = await versions(projectId, { limit: "2" });
  expect(first.items).toMatchObject([
    { version: 3, isActive: true, changed: ["checkCommand", "instructions"], model: "large" },
    { version: 2, isActive: false, changed: ["model", "isReviewOn"], createdBy: { name: "Ada Lovelace" } },
  ]);
  const rest = await versions(projectId, { limit: "2", cursor: first.nextCursor });
  expect(rest).toMatchObject({ items: [{ version: 1, changed: ["checkCommand"] }], nextCursor: null });
});

test("an earlier version is put in force again, and the next change builds on it under a new number", async () => {
  const projectId = await newProject();
  await update(projectId, { checkCommand: "npm test" });
  await update(projectId, { checkCommand: "make check", reviewRoundsMax: 5 });
  expect(await world.run("config.activate", { projectId, version: "1" }, owner)).toMatchObject({
    outcome: "done",
    result: { version: 1, checkCommand: "npm test", reviewRoundsMax: 2 },
  });
  expect(await inForce(projectId)).toMatchObject({ version: 1, checkCommand: "npm test" });
  expect((await versions(projectId)).items.map(({ version, isActive }) => [version, isActive])).toEqual([
    [2, false],
    [1, true],
  ]);
  await update(projectId, { model: "small" });
  expect(await inForce(projectId)).toMatchObject({ version: 3, checkCommand: "npm test", model: "small" });
});

test("a change that changes nothing makes no version", async () => {
  const projectId = await newProject();
  await update(projectId, { isReviewOn: true, reviewRoundsMax: 2 });
  await update(projectId, { checkCommand: "npm test" });
  await update(projectId, { checkCommand: " npm test " });
  expect((await versions(projectId)).items).toHaveLength(1);
});

test("only an admin of the project changes or activates; others read, strangers see nothing", async () => {
  const projectId = await newProject();
  await update(projectId, { model: "large" });
  expect(await update(projectId, { model: "small" }, writer)).toMatchObject({ error: { type: "FORBIDDEN" } });
  const activate = (actor: Actor, version: unknown = 1) =>
    world.run("config.activate", { projectId, version }, actor);
  expect(await activate(writer)).toMatchObject({ error: { type: "FORBIDDEN" } });
  expect((await versions(projectId, {}, writer)).items).toHaveLength(1);
  const stranger = await world.person("member");
  expect(await activate(stranger)).toMatchObject({ error: { type: "NOT_FOUND" } });
  await expect(versions(projectId, {}, stranger)).rejects.toMatchObject({ type: "NOT_FOUND" });
});

test("a version that is not there is NOT_FOUND, and one that is no number names its field", async () => {
  const projectId = await newProject();
  expect(await world.run("config.activate", { projectId, version: 9 }, owner)).toMatchObject({
    error: { type: "NOT_FOUND" },
  });
  for (const version of ["latest", 0, -1, "1.5", "../1"]) {
    expect(await world.run("config.activate", { projectId, version }, owner)).toMatchObject({
      error: { type: "VALIDATION_ERROR", details: { field: "version" } },
    });
  }
});

test("the audit log keeps of a change what was there before and after, and nothing that stayed", async () => {
  const projectId = await newProject();
  await update(projectId, { checkCommand: "npm test" });
  await update(projectId, { checkCommand: "npm run check", model: "large" });
  const [row] = await world.platform.database.sql`
    select record from audit_log where project_id = ${projectId} order by id desc limit 1`;
  const { before, after } = JSON.parse(row?.record);
  expect(before).toMatchObject({ checkCommand: "npm test", model: null, version: 1 });
  expect(after).toMatchObject({ checkCommand: "npm run check", model: "large", version: 2 });
  expect(after).not.toHaveProperty("instructions");
});
