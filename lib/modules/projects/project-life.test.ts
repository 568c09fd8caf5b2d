import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { CommandAnswer, HeldOperation } from "#lib/kernel/answer.ts";
import { newId } from "#lib/kernel/ids.ts";
import { listProjects } from "#lib/modules/projects/list-projects.ts";
import {
  acceptedOf,
  type ProjectGround,
  projectGround,
  workspaceOf,
} from "#lib/modules/projects/test-projects.ts";
import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { createReconciler } from "#lib/modules/workspaces/reconcile-workspaces.ts";
import { runQuery } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";
import { createTerminal } from "#lib/providers/workspaced/terminals.ts";

let ground: ProjectGround;
let owner: Actor;

beforeAll(async () => {
  ground = await projectGround();
  owner = await ground.person("owner");
  await ground.startWorker();
});
afterAll(() => ground?.drop());

const createRunning = (name: string, source?: object) => ground.createRunning(owner, name, source);

function heldOf(answer: CommandAnswer): { operation: HeldOperation; token: string | undefined } {
  expect(answer).toMatchObject({ outcome: "held" });
  if (answer.outcome !== "held") throw new Error("It was not held.");
  return { operation: answer.operation, token: answer.confirm?.token };
}

const openTerminal = async (projectId: string, name: string) => {
  const workspace = await workspaceOf(ground, projectId);
  const address = await reachWorkspace(ground.platform.database.orm, ground.platform, workspace.id);
  await createTerminal(address, { name, root: "workspace" });
  return workspace;
};

test("a stop names what runs, is held until it is confirmed, and then ends it; a start brings it back", async () => {
  const projectId = await createRunning("Stoppable");
  await openTerminal(projectId, "build");
  const { operation, token } = heldOf(await ground.run("project.stop", { projectId }, owner));
  expect(operation).toMatchObject({
    level: "MEDIUM",
    losses: [{ name: "build" }, { kind: "Stays", name: expect.stringContaining("1 commit not pushed") }],
  });
  expect(await ground.read(projectId, owner)).toMatchObject({ status: "running" });

  expect(await ground.run("operation.confirm", { token }, owner)).toMatchObject({ outcome: "done" });
  expect(await ground.ended(operation.id, owner)).toMatchObject({ state: "succeeded" });
  expect(await ground.read(projectId, owner)).toMatchObject({
    status: "stopped",
    workspace: { state: "stopped", activity: null },
  });
  const { id } = await workspaceOf(ground, projectId);
  await expect(reachWorkspace(ground.platform.database.orm, ground.platform, id)).rejects.toMatchObject({
    type: "SERVICE_UNAVAILABLE",
    publicMessage: "The workspace is stopped. Start it first.",
  });

  const started = acceptedOf(await ground.run("project.start", { projectId }, owner));
  expect(await ground.ended(started.operationId, owner)).toMatchObject({ state: "succeeded" });
  expect(await ground.read(projectId, owner)).toMatchObject({ status: "running" });
});

test("a deletion is held, lists unpushed work first, and waits for the typed name and the cooldown", async () => {
  const projectId = await createRunning("Doomed");
  const { id } = await workspaceOf(ground, projectId);
  await writeFile(join(ground.home, "workspaces", id, "files", "draft.txt"), "unsaved");
  const { operation, token } = heldOf(
    await ground.run("project.delete", { projectId }, owner, { reason: "no longer needed" }),
  );
  expect(token).toBeUndefined();
  expect(operation).toMatchObject({ level: "HIGH", typedName: true, target: { name: "Doomed" } });
  expect(operation.losses.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
    expect.stringContaining("Commit not pushed: "),
    "File not committed: draft.txt, untracked",
    "Workspace: the folder with everything in it",
  ]);
  expect(operation.losses.at(-1)?.sizeBytes).toBeGreaterThan(0);

  const wrong = await ground.run(
    "operation.confirm",
    { operationId: operation.id, typedName: "doomed" },
    owner,
  );
  expect(wrong).toMatchObject({ error: { details: { field: "typedName" } } });
  const first = { operationId: operation.id, typedName: "Doomed" };
  expect(await ground.run("operation.confirm", first, owner)).toMatchObject({ outcome: "done" });
  expect(await ground.operation(operation.id, owner)).toMatchObject({ state: "held" });
  expect(await ground.read(projectId, owner)).toMatchObject({ name: "Doomed" });

  // The hour of the cooldown, taken from what the database remembers of the first consent.
  await ground.platform.database.orm.execute(
    sql`update consents set given_at = given_at - interval '61 minutes' where operation_id = ${operation.id}`,
  );
  await ground.platform.database.orm.execute(
    sql`update operations set not_before = not_before - interval '61 minutes' where id = ${operation.id}`,
  );
  expect(await ground.run("operation.confirm", first, owner)).toMatchObject({ outcome: "done" });
  expect(await ground.ended(operation.id, owner)).toMatchObject({ state: "succeeded" });
  await expect(ground.read(projectId, owner)).rejects.toMatchObject({ type: "NOT_FOUND" });
  expect(await (await runtimeFor("local")).observe(id)).toMatchObject({ state: "missing" });
});

test("the files of a folder source stay when its project goes, and the dialog says so", async () => {
  const path = await ground.repository("stays");
  const projectId = await createRunning("Stays", { type: "folder", path });
  const { operation } = heldOf(await ground.run("project.delete", { projectId }, owner, { reason: "test" }));
  expect(operation.losses).toContainEqual(
    expect.objectContaining({ kind: "Stays", name: expect.stringContaining(path) }),
  );
  expect(operation.losses.some(({ kind }) => kind === "Commit not pushed")).toBe(false);
});

test("a workspace that died is seen by the reconciler and started again, as an operation of the product itself", async () => {
  const projectId = await createRunning("Mortal");
  const { id } = await workspaceOf(ground, projectId);
  const { pid } = await (await runtimeFor("local")).observe(id);
  process.kill(pid ?? 0, "SIGKILL");
  const reconciler = createReconciler(ground.platform);
  await vi.waitFor(async () => {
    await reconciler.round(AbortSignal.timeout(10_000));
    const seen = await (await runtimeFor("local")).observe(id);
    expect(seen.state).toBe("running");
    expect(seen.pid).not.toBe(pid);
    expect(await ground.read(projectId, owner)).toMatchObject({ workspace: { state: "running" } });
  }, 30_000);
  const rows = await ground.platform.database
    .sql`select actor from operations where command = 'workspace.start'
    and target_id = ${id}`;
  expect(rows.map((row) => row.actor.name)).toEqual(["Reconciler"]);
});

test("a stranger's project reads as one that does not exist, at every verb", async () => {
  const projectId = await createRunning("Private");
  const stranger = await ground.person("member");
  for (const name of ["project.update", "project.start", "project.stop", "project.delete", "project.retry"]) {
    const [mine, none] = await Promise.all([
      ground.run(name, { projectId }, stranger, { reason: "curious" }),
      ground.run(name, { projectId: newId() }, stranger, { reason: "curious" }),
    ]);
    expect(mine).toMatchObject({ error: { type: "NOT_FOUND" } });
    expect(mine.outcome === "error" && mine.error).toEqual(none.outcome === "error" && none.error);
  }
  await expect(ground.read(projectId, stranger)).rejects.toMatchObject({ type: "NOT_FOUND" });
});

test("a rename takes the new short name, and one that is taken is refused", async () => {
  const projectId = await createRunning("Before");
  await createRunning("Occupied");
  expect(await ground.run("project.update", { projectId, name: "After" }, owner)).toMatchObject({
    result: { project: { slug: "after" } },
  });
  expect(await ground.run("project.update", { projectId, name: "occupied" }, owner)).toMatchObject({
    error: { type: "CONFLICT" },
  });
});

test("ten thousand projects are paged without a gap or a double, and each page is quick", async () => {
  const { database } = ground.platform;
  await database.sql`
    insert into projects (id, slug, name, type, status, source, runtime, created_by, last_activity_at)
    select gen_random_uuid(), 'bulk-' || n, 'Bulk ' || n, 'other', 'stopped', '{"type":"empty"}', 'local',
      ${owner.userId}, now() - (n / 3) * interval '1 second'
    from generate_series(1, 10000) as n`;
  const context = {
    tx: database.orm,
    actor: owner,
    platform: ground.platform,
    signal: AbortSignal.timeout(60_000),
  };
  for (const sort of ["activity", "name"]) {
    const seen = new Set<string>();
    let cursor: string | undefined;
    let slowestMs = 0;
    do {
      const beganMs = performance.now();
      const page = await runQuery(listProjects, { q: "bulk", limit: 200, sort, cursor }, context);
      slowestMs = Math.max(slowestMs, performance.now() - beganMs);
      for (const { id } of page.items) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen.size).toBe(10_000);
    expect(slowestMs).toBeLessThan(1000);
  }
}, 60_000);
