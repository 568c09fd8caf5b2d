import { run } from "graphile-worker";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { type Database, openDatabase } from "#lib/platform/db/database.ts";
import { quietLog } from "#lib/platform/db/embedded-fixture.ts";
import { type TestDatabase, testDatabase } from "#lib/platform/db/testing.ts";
import { graphileLogger } from "#lib/platform/jobs/graphile-logger.ts";
import { createJobPool } from "#lib/platform/jobs/job-pool.ts";
import { beatWorker, followHolders, unlockDeadWorkers } from "#lib/platform/jobs/worker-lease.ts";

let database: TestDatabase;
let tables: Database;
beforeAll(async () => {
  database = await testDatabase();
  tables = openDatabase(database.url, 2);
});
afterAll(async () => {
  await tables?.close();
  await database?.drop();
});

const silenceMs = 500;

test("a long job keeps its lock and its queue while its worker lives, and loses both when its heart stops", async () => {
  const pgPool = createJobPool(database.url, { warn: vi.fn() });
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const { events, holders } = followHolders();
  const runner = await run({
    events,
    pgPool,
    concurrency: 1,
    noHandleSignals: true,
    logger: graphileLogger(quietLog),
    taskList: {
      long: () => {
        begun.resolve();
        return gate.promise;
      },
    },
  });
  await runner.addJob("long", {}, { queueName: "one" });
  await begun.promise;
  const locks = async () => {
    const [row] = await tables.sql<{ locks: number; old: number }[]>`
      select count(*)::int as locks, count(*) filter (where locked_at < now() - interval '700 ms')::int as old
      from graphile_worker._private_job_queues where locked_by is not null`;
    return row;
  };
  await vi.waitFor(async () => expect(await locks()).toEqual({ locks: 1, old: 1 }), 10_000);
  await beatWorker(tables, newId(), [...holders]);
  await expect(unlockDeadWorkers(tables, silenceMs)).resolves.toBe(0);
  await expect(locks()).resolves.toMatchObject({ locks: 1 });
  await vi.waitFor(async () => expect(await unlockDeadWorkers(tables, silenceMs)).toBe(1), 10_000);
  await expect(locks()).resolves.toMatchObject({ locks: 0 });
  gate.resolve();
  await runner.stop();
  await pgPool.end();
});
