import { afterAll, beforeAll, expect, test } from "vitest";
import { projectMembers, projects, workspaces } from "#drizzle/schema/projects.ts";
import { runs } from "#drizzle/schema/tasks.ts";
import { newId } from "#lib/kernel/ids.ts";
import { listConfigVersions } from "#lib/modules/configs/list-config-versions.ts";
import { readConfig } from "#lib/modules/configs/read-config.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
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

async function runsOf(projectId: string, rows: readonly Partial<NewRun>[]) {
  const { run } = await makeRun(world, owner, { projectId, ...rows[0] });
  const { id: _, gatewayTokenHash: __, ...common } = run;
  const rest = rows.slice(1).map((row, index) => {
    const ordinal = index + 2;
    return { ...common, ...defaults, ordinal, id: newId(), gatewayTokenHash: newId(), ...row };
  });
  await world.platform.database.orm.insert(runs).values(rest);
}
type NewRun = typeof runs.$inferInsert;
const defaults = { mergeCommit: null, startedAt: null, endedAt: null, costUsd: 0, reviewRound: 0 };

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
    { version: 3, isActive: true, changed: ["instructions", "checkCommand"], model: "large" },
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

test("every field is kept by version with why it was written, and one that is refused names itself", async () => {
  const projectId = await newProject();
  const whole = {
    temperature: 0.4,
    maxTokens: 8000,
    toolsOff: ["webfetch", "task", "task"],
    permissions: { bash: "ask", external_directory: "deny" },
    reviewPrompt: "Look at the migrations.",
    checkReport: " reports/junit.xml ",
    isRepositoryGuideOn: false,
    turnsMax: 12,
    runBudgetUsd: 2.5,
  };
  await update(projectId, { ...whole, note: "It asked for too little." });
  const kept = { ...whole, toolsOff: ["task", "webfetch"], checkReport: "reports/junit.xml" };
  expect(await inForce(projectId)).toMatchObject({ ...kept, note: "It asked for too little." });
  // The same in another order is no change.
  await update(projectId, { permissions: { external_directory: "deny", bash: "ask" } });
  await update(projectId, { toolsOff: ["webfetch", "task"] });
  expect((await versions(projectId)).items).toMatchObject([
    {
      version: 1,
      changed: [
        "temperature",
        "maxTokens",
        "isRepositoryGuideOn",
        "toolsOff",
        "permissions",
        "checkReport",
        "reviewPrompt",
        "turnsMax",
        "runBudgetUsd",
      ],
    },
  ]);
  const refused: [string, unknown][] = [
    ["temperature", 3],
    ["maxTokens", 1],
    ["toolsOff", ["read"]],
    ["permissions", { external_directory: "allow" }],
    ["permissions", { "*": "allow" }],
    ["checkReport", "../report.xml"],
    ["turnsMax", 0],
    ["runBudgetUsd", -1],
    ["reviewRoundsMax", null],
  ];
  for (const [field, value] of refused) {
    const answer = await update(projectId, { [field]: value });
    expect(answer, field).toMatchObject({
      error: { type: "VALIDATION_ERROR", message: expect.stringContaining(field) },
    });
  }
});

test("each version says how its runs ended and what they cost, that which nobody set too", async () => {
  const projectId = await newProject();
  await update(projectId, { model: "large" });
  const began = new Date(Date.now() - 60_000);
  const ended = { startedAt: began, endedAt: new Date(), costUsd: 0.25 };
  await runsOf(projectId, [
    { configVersion: 1, state: "finished", mergeCommit: "abc", reviewRound: 2, ...ended },
    { configVersion: 1, state: "finished", ...ended },
    { configVersion: 1, state: "failed", costUsd: 0.5 },
    { configVersion: 1, state: "running" },
    { configVersion: 0, state: "aborted" },
    { configVersion: 0, state: "interrupted" },
  ]);
  const { items } = await versions(projectId);
  expect(items).toMatchObject([
    {
      version: 1,
      usage: {
        runs: 4,
        merged: 1,
        finished: 1,
        failed: 1,
        aborted: 0,
        live: 1,
        costUsd: 1,
        reviewRounds: 0.5,
      },
    },
    {
      version: 0,
      isActive: false,
      createdBy: null,
      usage: { runs: 2, aborted: 1, interrupted: 1, costUsd: 0 },
    },
  ]);
  expect(items[0]?.usage?.durationMs).toBeGreaterThan(59_000);
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
