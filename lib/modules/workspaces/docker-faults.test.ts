import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { createReconciler } from "#lib/modules/workspaces/reconcile-workspaces.ts";
import { type DockerGround, dockerGround, hasDocker } from "#lib/modules/workspaces/test-docker.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { createTerminal, listTerminals } from "#lib/providers/workspaced/terminals.ts";
import { startReconciler } from "#lib/worker/reconcile.ts";

const keptPath = "/workspace/faults/kept.txt";

describe.skipIf(!hasDocker)("a workspace in a container", () => {
  let ground: DockerGround;
  let owner: Actor;
  let place: Awaited<ReturnType<DockerGround["createOnDocker"]>>;
  let reconciler: ReturnType<typeof startReconciler> | undefined;

  beforeAll(async () => {
    ground = await dockerGround();
    owner = await ground.person("owner", "Olive Owner");
    await ground.startWorker();
    place = await ground.createOnDocker(owner, "Faults");
    await inside("sh", "-c", `echo kept > ${keptPath}`);
    reconciler = startReconciler(ground.platform);
  }, 300_000);
  afterAll(async () => {
    reconciler?.stop();
    await ground?.drop();
  }, 60_000);
  beforeEach(async () => {
    // A new episode: how often it was started for earlier ones is no matter of this one.
    reconciler?.stop();
    reconciler = startReconciler(ground.platform);
    await isUp();
  });

  const address = () => reachWorkspace(ground.platform.database.orm, ground.platform, place.id);
  const isUp = () => ground.until(place.id, owner, ({ state }) => state === "running");
  const container = () => ground.engine.getContainer(place.container);
  const inside = (...args: string[]) => ground.inside(place.container, ...args);
  const startsAsked = async () => {
    const rows = await ground.platform.database.sql<{ name: string }[]>`
      select actor->>'name' as name from operations where command = 'workspace.start' and target_id = ${place.id}`;
    return rows.map(({ name }) => name);
  };

  /** Seen within seconds of the fault's end, with the reason; then up again by an operation of the product itself. */
  async function comesBackFrom(reason: RegExp, fault: () => Promise<unknown>): Promise<void> {
    const before = (await startsAsked()).length;
    const faulty = fault().then(() => performance.now());
    // The reason may be there, and gone again, before the engine has answered.
    const seen = ground
      .until(place.id, owner, (view) => reason.test(view.reason ?? ""))
      .then(() => performance.now());
    const [endedMs, seenMs] = await Promise.all([faulty, seen]);
    expect(seenMs - endedMs).toBeLessThan(5_000);
    await expect
      .poll(async () => (await startsAsked()).slice(before), { timeout: 30_000 })
      .toEqual(["Reconciler"]);
    await isUp();
    expect(await inside("cat", keptPath)).toBe("kept");
  }

  test("that was killed is seen, told and brought back with its files", async () => {
    await comesBackFrom(/It was killed from outside/, () => container().kill());
  }, 60_000);

  test("that was stopped behind our back is brought back", async () => {
    await comesBackFrom(/It was stopped outside of Lockkeeper/, () => container().stop({ t: 20 }));
  }, 60_000);

  test("that was paused behind our back goes on", async () => {
    await comesBackFrom(/It was paused outside of Lockkeeper/, () => container().pause());
  }, 60_000);

  test("that was removed behind our back is made again around its files", async () => {
    await comesBackFrom(/no longer knows this workspace|killed from outside|is removing it/, () =>
      container().remove({ force: true }),
    );
  }, 60_000);

  test("that ran out of memory says so by name", async () => {
    const bytes = 128 * 1024 ** 2;
    await container().update({ Memory: bytes, MemorySwap: bytes });
    await inside("tail", "/dev/zero");
    await comesBackFrom(/ran out of memory/, () => container().kill());
  }, 60_000);

  test("whose workspaced is killed has it back with its terminals, and nobody starts it", async () => {
    const before = await startsAsked();
    await createTerminal(await address(), { name: "survivor", root: "workspace" });
    await inside("pkill", "-9", "-f", "workspaced.mjs");
    await expect
      .poll(async () => (await listTerminals(await address())).items.map(({ name }) => name), {
        timeout: 10_000,
      })
      .toContain("survivor");
    expect(await startsAsked()).toEqual(before);
  }, 60_000);

  test("whose Docker does not answer is unreachable for that reason, is not started, and is back by itself", async () => {
    const before = await startsAsked();
    await ground.cut();
    const away = await ground.until(place.id, owner, ({ state }) => state === "unreachable", 10_000);
    expect(away.reason).toMatch(/^Docker is unreachable: /);
    expect(await ground.read(place.projectId, owner)).toMatchObject({ status: "error" });
    const configure = async (settings: object) => {
      const input = { projectId: place.projectId, ...settings };
      const answer = await ground.run("workspace.configure", input, owner);
      if (answer.outcome !== "accepted") throw new Error(JSON.stringify(answer));
      return ground.ended(answer.operation.id, owner);
    };
    expect(await configure({ idleStopMs: 3_600_000 })).toMatchObject({ state: "succeeded" });
    expect(await configure({ cpus: 1 })).toMatchObject({ state: "failed" });
    const local = await ground.createRunning(owner, "Elsewhere");
    expect(await ground.read(local, owner)).toMatchObject({ status: "running" });
    await ground.mend();
    const mendedMs = performance.now();
    await isUp();
    expect(performance.now() - mendedMs).toBeLessThan(10_000);
    expect(await startsAsked()).toEqual(before);
  }, 60_000);

  test("of which a slow look comes late keeps what was seen since that began", async () => {
    reconciler?.stop();
    const { sql } = ground.platform.database;
    await sql`update workspaces set observed_state = 'unreachable', observed_at = now() where id = ${place.id}`;
    const other = await sql.reserve();
    await other`begin`;
    await other`lock table operations in access exclusive mode`;
    const late = createReconciler(ground.platform).lookAt("docker", null, AbortSignal.timeout(20_000));
    // It has seen the workspace run, and asks now what is under way.
    const waiting = async () =>
      (await other`select 1 from pg_locks where not granted and relation = 'operations'::regclass`).length;
    await expect.poll(waiting, { timeout: 10_000 }).toBeGreaterThan(0);
    await ground.cut();
    await other`update workspaces set observed_reason = 'gone', observed_at = clock_timestamp() where id = ${place.id}`;
    await other`commit`;
    other.release();
    await late;
    expect((await ground.view(place.id, owner)).state).toBe("unreachable");
    await ground.mend();
  }, 60_000);

  test("of which no event is ever heard comes back all the same, by the slow pass", async () => {
    reconciler?.stop();
    await container().kill();
    const slow = createReconciler(ground.platform);
    await expect
      .poll(
        async () => {
          await slow.round(AbortSignal.timeout(20_000));
          return (await ground.view(place.id, owner)).state;
        },
        { timeout: 30_000 },
      )
      .toBe("running");
  }, 60_000);
});
