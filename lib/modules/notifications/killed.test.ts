import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deliveries } from "#drizzle/schema/notifications.ts";
import { deliverNext } from "#lib/modules/notifications/deliver.ts";
import { type Receiver, startReceiver } from "#lib/modules/notifications/fixtures/receiver.ts";
import { type TestNotices, testNotices } from "#lib/modules/notifications/testing.ts";

let told: TestNotices;
let receiver: Receiver;
let child: ChildProcess | undefined;
beforeEach(async () => {
  told = await testNotices();
  receiver = await startReceiver();
});
afterEach(async () => {
  await kill();
  await receiver.close();
  await told?.drop();
});

async function spawnWorker(): Promise<void> {
  const { platform, url, home } = told;
  child = spawn(process.execPath, [join(import.meta.dirname, "fixtures/worker-process.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      DATABASE_URL: url,
      LOCKKEEPER_HOME: home,
      LOCKKEEPER_MASTER_KEY: platform.masterKey.bytes.reveal().toString("base64"),
      LOG_LEVEL: "silent",
    },
  });
  if (child.stdout) await once(createInterface(child.stdout), "line");
}

async function kill(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("a teller that is killed between its steps has told nothing, and the next one tells it once", async () => {
  const { platform, people, askToDelete, tellAll, toldTo } = told;
  await spawnWorker();
  const { sql: pool } = platform.database;
  await pool.begin(async (tx) => {
    // It moves its cursor, then waits here to write what it tells.
    await tx`lock table notices in access exclusive mode`;
    await askToDelete();
    const isWaiting = async () => {
      const rows = await pool`select 1 from pg_stat_activity
        where wait_event_type = 'Lock' and query ilike '%notices%' and pid <> pg_backend_pid()`;
      return rows.length;
    };
    await expect.poll(isWaiting, { timeout: 10_000, interval: 20 }).toBeGreaterThan(0);
    await kill();
  });
  await tellAll();
  await tellAll();
  expect(await toldTo(people.writer)).toEqual(["held"]);
}, 30_000);

test("what a killed worker was sending is sent again once its minute is over", async () => {
  const { platform, people, run, askToDelete } = told;
  const fields = { kind: "webhook", name: "Hook", url: receiver.url, allowPrivate: true };
  await run("channel.create", fields, people.owner);
  receiver.answerWith(null);
  await spawnWorker();
  await askToDelete();
  await expect.poll(() => receiver.received.length, { timeout: 10_000, interval: 20 }).toBe(1);
  await kill();
  receiver.answerWith(200);
  const never = new AbortController().signal;
  expect(await deliverNext(platform, never)).toBe(false);
  const { orm } = platform.database;
  await orm.execute(sql`update deliveries set next_attempt_at = now() - interval '1 second'`);
  expect(await deliverNext(platform, never)).toBe(true);
  expect(await orm.select().from(deliveries)).toMatchObject([{ state: "sent", attempt: 2 }]);
  expect(new Set(receiver.received.map(({ delivery }) => delivery)).size).toBe(1);
}, 30_000);
