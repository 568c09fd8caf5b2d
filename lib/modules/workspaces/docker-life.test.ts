import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projects, workspaces } from "#drizzle/schema/projects.ts";
import { newId } from "#lib/kernel/ids.ts";
import { secret } from "#lib/kernel/secret.ts";
import { acceptedOf, workspaceOf } from "#lib/modules/projects/test-projects.ts";
import { listLeftovers } from "#lib/modules/workspaces/list-leftovers.live.ts";
import { createReconciler } from "#lib/modules/workspaces/reconcile-workspaces.ts";
import { type DockerGround, dockerGround, hasDocker } from "#lib/modules/workspaces/test-docker.ts";
import { runQuery } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { runtimeFor } from "#lib/providers/runtimes/registry.ts";

describe.skipIf(!hasDocker)("on Docker", () => {
  let ground: DockerGround;
  let owner: Actor;
  let member: Actor;
  let place: Awaited<ReturnType<DockerGround["createOnDocker"]>>;

  beforeAll(async () => {
    ground = await dockerGround();
    owner = await ground.person("owner", "Olive Owner");
    member = await ground.person("member", "Mia Member");
  }, 300_000);
  afterAll(() => ground?.drop(), 60_000);

  const leftovers = () =>
    runQuery(
      listLeftovers,
      {},
      {
        tx: ground.platform.database.orm,
        actor: owner,
        platform: ground.platform,
        signal: AbortSignal.timeout(20_000),
      },
    );
  const round = () => createReconciler(ground.platform).round(AbortSignal.timeout(20_000));
  test("a server killed in the middle of a creation goes on where it was, and leaves nothing over", async () => {
    const program = join(import.meta.dirname, "../projects/test-worker.ts");
    const environment = { ...process.env, DATABASE_URL: ground.url, LOCKKEEPER_HOME: ground.home };
    const child = spawn(process.execPath, [program], { env: environment, stdio: "ignore" });
    const input = { name: "Survivor", source: { type: "empty" }, runtime: "docker" };
    // A member: what walls people off from each other is for everybody.
    const { projectId, operationId } = acceptedOf(await ground.run("project.create", input, member));
    const steps = async () => (await ground.operation(operationId, owner)).steps;
    await expect
      .poll(steps, { timeout: 60_000, interval: 5 })
      .toContainEqual(expect.objectContaining({ name: "Start the workspace", state: "running" }));
    child.kill("SIGKILL");
    await once(child, "exit");

    await ground.startWorker();
    expect(await ground.ended(operationId, owner)).toMatchObject({ state: "succeeded", attempt: 2 });
    const names = ["Prepare the image", "Create the workspace", "Start the workspace"];
    expect((await steps()).map(({ name }) => name)).toEqual([
      ...names,
      "Initialise the repository",
      "Prepare",
    ]);
    for (const { startedAt, endedAt } of await steps())
      expect(Date.parse(endedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(startedAt ?? ""));
    const { id } = await workspaceOf(ground, projectId);
    place = { projectId, id, container: `lockkeeper-${id}` };
    expect(await ground.view(id, member)).toMatchObject({ state: "running", startedAt: expect.any(String) });
    const { engine } = ground;
    const made = await engine.listContainers({ all: true, filters: { name: [place.container] } });
    expect(made).toHaveLength(1);
    expect(await leftovers()).toEqual({ items: [], away: [] });
  }, 120_000);

  test("a member may neither name an image nor lift the limits that hold them, an admin may", async () => {
    const source = { type: "empty" };
    for (const [field, value] of Object.entries({
      image: "debian:12",
      cpus: 3,
      memoryBytes: 8 * 1024 ** 3,
    })) {
      const settings = { [field]: value };
      const input = { name: "Mine", source, runtime: "docker", workspaceSettings: settings };
      expect(await ground.run("project.create", input, member)).toMatchObject({
        error: {
          type: "FORBIDDEN",
          message: expect.stringContaining("Ask an admin"),
          details: { field: `workspaceSettings.${field}` },
        },
      });
      const change = { projectId: place.projectId, ...settings };
      expect(await ground.run("workspace.configure", change, member)).toMatchObject({
        error: { type: "FORBIDDEN", details: { field } },
      });
    }
    const less = { projectId: place.projectId, cpus: 1, processesMax: 1000 };
    expect(await ground.run("workspace.configure", less, member)).toMatchObject({ outcome: "accepted" });
    const more = { projectId: place.projectId, processesMax: 4000, image: null };
    const answer = await ground.run("workspace.configure", more, owner);
    if (answer.outcome !== "accepted") throw new Error(JSON.stringify(answer));
    expect(await ground.ended(answer.operation.id, owner)).toMatchObject({ state: "succeeded" });
  }, 60_000);

  test("a workspace that idles keeps awake for a program that runs, then stops, and a terminal wakes it", async () => {
    const { orm } = ground.platform.database;
    const opened = await ground.run("terminal.open", { workspaceId: place.id, name: "main" }, member);
    expect(opened).toMatchObject({ outcome: "done" });
    const sleeping =
      "HOME=/workspace/.home tmux -S /workspace/.lockkeeper/state/tmux.sock send-keys 'sleep 600' Enter";
    await ground.inside(place.container, "sh", "-c", sleeping);
    await expect.poll(() => ground.inside(place.container, "pgrep", "-fx", "sleep 600")).toMatch(/^\d+$/);
    // As long as no form allows it, so that the test need not wait.
    await orm
      .update(projects)
      .set({ workspaceSettings: { idleStopMs: 1 } })
      .where(eq(projects.id, place.projectId));
    const lastActiveAt = sql`now() - interval '5 minutes'`;
    await orm.update(workspaces).set({ lastActiveAt }).where(eq(workspaces.id, place.id));
    await expect
      .poll(
        async () => {
          await round();
          return (await ground.view(place.id, owner)).activity?.terminals;
        },
        { timeout: 20_000 },
      )
      .toEqual([{ name: "main", command: "sleep", isBusy: true }]);
    expect(await ground.view(place.id, owner)).toMatchObject({
      state: "running",
      lastActiveReason: "sleep in main",
    });
    expect(await ground.run("workspace.rest", { workspaceId: place.id }, member)).toMatchObject({
      error: { type: "CONFLICT", message: expect.stringContaining("sleep in main") },
    });

    await ground.inside(place.container, "pkill", "sleep");
    await expect.poll(() => ground.inside(place.container, "pgrep", "-fx", "sleep 600")).toBe("");
    await round();
    const resting = await ground.until(place.id, owner, ({ state }) => state === "stopped");
    expect(resting).toMatchObject({ stopCause: "idle", wakesOnDemand: true, stopsAt: null });

    // Reading wakes nothing: a tab left open asks again and again.
    await round();
    expect(await ground.view(place.id, owner)).toMatchObject({ state: "stopped" });
    const again = await ground.run("terminal.open", { workspaceId: place.id, name: "again" }, member);
    expect(again, JSON.stringify(again)).toMatchObject({ outcome: "done" });
    expect(await ground.view(place.id, owner)).toMatchObject({ state: "running", wakesOnDemand: false });
    const rows = await ground.platform.database.sql`
      select command, actor->>'name' as name from operations
      where target_id = ${place.id} and via = 'system' order by id`;
    expect([...rows]).toEqual([
      { command: "workspace.rest", name: "Auto-stop" },
      { command: "workspace.start", name: "Start on demand" },
    ]);
  }, 120_000);

  test("what no workspace claims is listed for admins, and goes by a held operation alone", async () => {
    const docker = await runtimeFor("docker");
    const [claimed] = await docker.listBelongings();
    const workspaceId = newId();
    await docker.create({
      workspaceId,
      projectId: newId(),
      slug: "lost",
      token: secret("t".repeat(43)),
      source: { type: "empty" },
      image: null,
      limits: { cpus: null, memoryBytes: null, processesMax: null },
    });
    const { items } = await leftovers();
    expect(items.map(({ kind, project }) => ({ kind, project }))).toEqual(
      expect.arrayContaining([
        { kind: "container", project: "lost" },
        { kind: "volume", project: "lost" },
        { kind: "network", project: null },
      ]),
    );
    expect(items).toHaveLength(3);
    await round();
    expect((await leftovers()).items).toHaveLength(3);

    const ask = (kind: string, name: string, actor = owner) =>
      ground.run("workspace.remove-leftover", { runtime: "docker", kind, name }, actor, { reason: "tidy" });
    const container = `lockkeeper-${workspaceId}`;
    expect(await ask("container", container, member)).toMatchObject({ error: { type: "FORBIDDEN" } });
    expect(await ask(claimed?.kind ?? "", claimed?.name ?? "")).toMatchObject({
      error: { type: "NOT_FOUND" },
    });
    const held = await ask("container", container);
    expect(held).toMatchObject({ outcome: "held", operation: { level: "HIGH", typedName: true } });
    if (held.outcome !== "held") return;
    expect(held.operation.losses).toEqual([
      { kind: "Container", name: expect.stringContaining(container), sizeBytes: null },
    ]);
    const consent = { operationId: held.operation.id, typedName: container };
    expect(await ground.run("operation.confirm", consent, owner)).toMatchObject({ outcome: "done" });
    const { orm } = ground.platform.database;
    await orm.execute(
      sql`update consents set given_at = given_at - interval '61 minutes' where operation_id = ${held.operation.id}`,
    );
    await orm.execute(
      sql`update operations set not_before = not_before - interval '61 minutes' where id = ${held.operation.id}`,
    );
    expect(await ground.run("operation.confirm", consent, owner)).toMatchObject({ outcome: "done" });
    expect(await ground.ended(held.operation.id, owner)).toMatchObject({ state: "succeeded" });
    expect((await leftovers()).items.map(({ kind }) => kind).sort()).toEqual(["network", "volume"]);
  }, 60_000);
});
