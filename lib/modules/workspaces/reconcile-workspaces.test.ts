import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ProjectGround, projectGround } from "#lib/modules/projects/test-projects.ts";
import { createReconciler } from "#lib/modules/workspaces/reconcile-workspaces.ts";

let ground: ProjectGround;
beforeAll(async () => {
  ground = await projectGround();
});
afterAll(() => ground?.drop());

test("ten thousand stopped workspaces are looked at page by page, and keep nobody waiting", async () => {
  const { database } = ground.platform;
  const owner = await ground.person("owner");
  await database.sql`
    with made as (
      insert into projects (id, slug, name, type, status, source, runtime, created_by)
      select gen_random_uuid(), 'rest-' || n, 'Rest ' || n, 'other', 'stopped', '{"type":"empty"}', 'local',
        ${owner.userId}
      from generate_series(1, 10000) as n
      returning id
    )
    insert into workspaces (id, project_id, runtime, desired_state, observed_state, access_token)
    select gen_random_uuid(), id, 'local', 'stopped', 'stopped', 'none' from made`;
  const reconciler = createReconciler(ground.platform);
  /** The runtime does not know them, so each one that was looked at says so. */
  const lookedAt = async () => {
    const [row] = await database.sql<{ n: number }[]>`
      select count(*)::int as n from workspaces where observed_state = 'failed'`;
    return row?.n ?? 0;
  };

  let isOver = false;
  const round = reconciler.round(AbortSignal.timeout(60_000)).finally(() => {
    isOver = true;
  });
  let slowestMs = 0;
  while (!isOver) {
    const beganMs = performance.now();
    await database.sql`select 1`;
    slowestMs = Math.max(slowestMs, performance.now() - beganMs);
    await wait(5);
  }
  await round;
  expect(slowestMs).toBeLessThan(1_000);
  const first = await lookedAt();
  expect(first).toBe(200);
  await reconciler.round(AbortSignal.timeout(60_000));
  expect(await lookedAt()).toBe(2 * first);
}, 120_000);
