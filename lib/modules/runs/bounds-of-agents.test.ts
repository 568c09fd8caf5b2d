import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectMembers, projects, workspaces } from "#drizzle/schema/projects.ts";
import { projectConfigs, runs, tasks } from "#drizzle/schema/tasks.ts";
import { newId } from "#lib/kernel/ids.ts";
import { sealKey } from "#lib/modules/providers-llm/provider-key.ts";
import { writeProvider } from "#lib/modules/providers-llm/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

/** What an agent of the project may ask for by its own key, and a member who may write, must not widen what admins set. */

let world: TestPlatform;
let owner: Actor;
let member: Actor;
let agent: Actor;
let projectId: string;

beforeAll(async () => {
  world = await testPlatform();
  owner = await world.person("owner", "Ada");
  member = await world.person("member", "Max");
  const { orm } = world.platform.database;
  projectId = newId();
  await orm.insert(projects).values({
    id: projectId,
    slug: projectId,
    name: "harbor",
    type: "other",
    status: "running",
    runtime: "local",
    source: { type: "empty" },
    defaultBranch: "main",
    lastTaskNumber: 100,
    createdBy: owner.id,
  });
  const resting = { desiredState: "stopped", observedState: "stopped", stopCause: "idle" } as const;
  await orm
    .insert(workspaces)
    .values({ id: newId(), projectId, runtime: "local", accessToken: "x", ...resting });
  await orm.insert(projectMembers).values({ projectId, userId: member.id, access: "write" });
  const id = newId();
  const sealedKey = sealKey(world.platform.masterKey, id, "key");
  const models = ["listed", "other"];
  await writeProvider(orm, {
    id,
    name: "custom",
    baseUrl: "http://127.0.0.1:9/v1",
    models,
    sealedKey,
    isDefault: true,
  });
  const versions = [{ version: 1 }, { version: 2, permissions: { bash: "ask" as const } }];
  await orm.insert(projectConfigs).values(
    versions.map((one) => ({
      ...one,
      projectId,
      activatedAt: new Date(Date.now() - 10_000 + one.version),
    })),
  );
  agent = { ...owner, kind: "agent", id: newId(), scopes: ["read", "write"], projectId, via: "mcp" };
});
afterAll(() => world?.drop());

async function makeTask(model: string | null = null): Promise<string> {
  const made = await world.run("task.create", { projectId, title: "Paint", ...(model && { model }) }, owner);
  if (made.outcome !== "done") throw new Error(JSON.stringify(made));
  return (made.result as { id: string }).id;
}

async function refusal(name: string, input: object, actor: Actor): Promise<string | null> {
  const answer = await world.run(name, { projectId, ...input }, actor);
  return answer.outcome === "error" ? `${answer.error.type} ${answer.error.message}` : null;
}

test("nobody but an admin has a run begin with a model that no admin listed, whatever the card says", async () => {
  const dear = await makeTask("dear");
  const models = [{ model: "listed" }, { model: "dear" }];
  for (const actor of [member, agent]) {
    expect(await refusal("run.start", { taskId: dear }, actor)).toContain("take one of: listed, other");
    expect(await refusal("run.compare", { taskId: dear, models }, actor)).toContain("models.1.model");
  }
  expect(await refusal("run.start", { taskId: await makeTask("listed") }, member)).toBeNull();
  expect(await refusal("run.start", { taskId: dear }, owner)).toBeNull();
});

test("only who may put a version of the config in force lets single runs work by another one", async () => {
  const old = [
    { model: "listed", configVersion: 1 },
    { model: "other", configVersion: 2 },
  ];
  const none = [{ model: "listed" }, { model: "other", configVersion: 0 }];
  const taskId = await makeTask();
  for (const actor of [member, agent]) {
    for (const models of [old, none]) {
      expect(await refusal("run.compare", { taskId, models }, actor)).toMatch(/^FORBIDDEN Only an admin/);
    }
  }
  expect(await refusal("run.compare", { taskId, models: old }, owner)).toBeNull();
});

test("an agent takes up no run that a person stopped, and gives none new prompts beyond its limit", async () => {
  const { orm } = world.platform.database;
  const stand = async (state: "aborted" | "interrupted") => {
    const { run } = await makeRun(world, owner, { projectId, state, turns: 7 });
    await orm
      .update(tasks)
      .set({ number: state === "aborted" ? 50 : 51, status: state === "aborted" ? "todo" : "in_progress" })
      .where(eq(tasks.id, run.taskId));
    return run;
  };
  const turnsOf = async (id: string) => (await orm.select().from(runs).where(eq(runs.id, id)))[0]?.turns;
  const aborted = await stand("aborted");
  expect(await refusal("run.continue", { taskId: aborted.taskId }, agent)).toContain(
    "only a person lets it go on",
  );
  const cut = await stand("interrupted");
  expect(await refusal("run.continue", { taskId: cut.taskId }, agent)).toBeNull();
  expect(await turnsOf(cut.id)).toBe(7);
  expect(await refusal("run.continue", { taskId: aborted.taskId }, member)).toBeNull();
  expect(await turnsOf(aborted.id)).toBe(0);
});

test("a person's key lifts no limit of the board through the agents' door", async () => {
  const key: Actor = { ...owner, kind: "cli-key", scopes: ["read", "write"], via: "mcp" };
  const change = { boardSettings: { parallelRunsMax: 50 } };
  expect(await refusal("project.update", change, key)).toContain("Only a person");
  expect(await refusal("project.update", change, { ...key, via: "cli" })).toBeNull();
});
