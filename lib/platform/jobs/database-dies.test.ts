import { type Runner, run } from "graphile-worker";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { makeHome, quietLog, removeHome } from "#lib/platform/db/embedded-fixture.ts";
import { graphileLogger } from "#lib/platform/jobs/graphile-logger.ts";
import { createJobPool } from "#lib/platform/jobs/job-pool.ts";

let home: string;
let database: EmbeddedPostgres;
const warn = vi.fn();
beforeAll(async () => {
  home = await makeHome();
  database = await startEmbeddedPostgres({ home, log: quietLog });
}, 120_000);
afterAll(async () => {
  await database?.stop();
  await removeHome(home);
});

/** Until the runner told `name` once more. */
const told = (runner: Runner, name: "job:start" | "job:complete") =>
  new Promise<void>((resolve) => runner.events.once(name, () => resolve()));

test("jobs that end, well or not, while the database is away are let go once it is back, and their queues with them", async () => {
  const pgPool = createJobPool(database.url, { warn });
  const gate = Promise.withResolvers<void>();
  const ran: string[] = [];
  const runner = await run({
    pgPool,
    concurrency: 3,
    pollInterval: 200,
    noHandleSignals: true,
    logger: graphileLogger(quietLog),
    taskList: {
      ends: () => gate.promise,
      fails: () => gate.promise.then(() => Promise.reject(new Error("It failed."))),
      next: async (payload) => void ran.push(String(payload)),
    },
  });
  const begun = [told(runner, "job:start")];
  await runner.addJob("ends", {}, { queueName: "one", maxAttempts: 1 });
  await Promise.all(begun);
  const second = told(runner, "job:start");
  await runner.addJob("fails", {}, { queueName: "two", maxAttempts: 1 });
  await second;

  process.kill(database.pid(), "SIGKILL");
  await database.ended();
  const over = told(runner, "job:complete");
  gate.resolve();
  await over;
  await database.restart();

  // A rejection that nobody hears, as one that ends the process would be, fails this file.
  await vi.waitFor(() => runner.addJob("next", "one", { queueName: "one" }), 20_000);
  await runner.addJob("next", "two", { queueName: "two" });
  await vi.waitFor(() => expect(ran.toSorted()).toEqual(["one", "two"]), 30_000);
  await runner.stop();
  await pgPool.end();
}, 120_000);
