import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runs } from "#drizzle/schema/tasks.ts";
import { newId } from "#lib/kernel/ids.ts";
import { followOutput } from "#lib/modules/runs/follow-output.ts";
import { moveRun, type RunRow, writeRunEvents } from "#lib/modules/runs/store.ts";
import { tellStatus } from "#lib/modules/runs/tell.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import type { StreamMessage } from "#lib/operations/query.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { transact } from "#lib/platform/db/transact.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";

let product: TestPlatform;
let hub: EventHub;
let owner: Actor;
beforeAll(async () => {
  product = await testPlatform();
  hub = await openEventHub(product.platform.database, product.platform.log);
  owner = await product.person("owner");
});
afterAll(async () => {
  await hub?.close();
  await product?.drop();
});

const say = (run: RunRow, text: string) =>
  transact(product.platform.database, (tx) => {
    const data = { role: "assistant", source: "agent", text, isFinished: true };
    return writeRunEvents(tx, run.id, [{ key: `text:${text}`, kind: "text", revision: newId(), data }]);
  });

const end = (run: RunRow) =>
  transact(product.platform.database, async (tx) => {
    await moveRun(tx, run.id, ["running"], { state: "finished" });
    await tellStatus(tx, run, "finished", null, { isDone: true });
  });

/** The database, and how often it was asked for rows. */
function counting(): { tx: Tx; asked(): number } {
  const { orm } = product.platform.database;
  let asked = 0;
  const tx = new Proxy<Tx>(orm, {
    get(target, name) {
      if (name === "select") asked += 1;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { tx, asked: () => asked };
}

interface Following {
  tx?: Tx;
  signal?: AbortSignal;
  lastEventId?: string | null;
}

async function open(run: RunRow, { tx, signal, lastEventId = null }: Following = {}) {
  const { platform } = product;
  const opened = await followOutput.open({
    tx: tx ?? platform.database.orm,
    actor: owner,
    platform,
    hub,
    signal: signal ?? AbortSignal.timeout(20_000),
    lastEventId,
    input: { projectId: run.projectId, taskId: run.taskId },
  });
  return opened[Symbol.asyncIterator]();
}

const textOf = ({ data }: StreamMessage) => (data as { data: { text: string } }).data.text;
const wordOf = async (iterator: AsyncIterator<StreamMessage>) => {
  const { value, done } = await iterator.next();
  return done ? null : textOf(value);
};

test("who follows a silent run asks the database for nothing, and hears of a word as soon as it is committed", async () => {
  const { run } = await makeRun(product, owner);
  await say(run, "first");
  const { tx, asked } = counting();
  const iterator = await open(run, { tx });
  expect(await wordOf(iterator)).toBe("first");
  const next = wordOf(iterator);
  const before = asked();
  // Long enough for many looks of one that polls; one that waits makes the look it was about to make.
  await wait(1_500);
  expect(asked() - before).toBeLessThanOrEqual(3);
  const saidMs = performance.now();
  await say(run, "second");
  expect(await next).toBe("second");
  expect(performance.now() - saidMs).toBeLessThan(2_000);
  await end(run);
  expect(await iterator.next()).toMatchObject({ value: { event: "status" } });
  expect(await iterator.next()).toMatchObject({ value: { event: "done" } });
  expect(await iterator.next()).toMatchObject({ done: true });
});

test("twenty viewers who drop and come back hear every word once and in order", async () => {
  const { run } = await makeRun(product, owner);
  const words = Array.from({ length: 60 }, (_, index) => `word ${index}`);
  const follow = async (viewer: number) => {
    const heard: string[] = [];
    let lastEventId: string | null = null;
    for (let isOver = false; !isOver; ) {
      const iterator = await open(run, { lastEventId });
      for (let visit = 0; visit < 7 + viewer; visit += 1) {
        const { value, done } = await iterator.next();
        isOver = done === true;
        if (isOver || !value) break;
        lastEventId = value.id ?? null;
        if (value.event === "text") heard.push(textOf(value));
      }
      await iterator.return?.();
    }
    return heard;
  };
  const viewers = Array.from({ length: 20 }, (_, viewer) => follow(viewer));
  for (const word of words) await say(run, word);
  await end(run);
  for (const heard of await Promise.all(viewers)) expect(heard).toEqual(words);
});

test("a word that was said while the database did not tell is heard when it tells again", async () => {
  const { run } = await makeRun(product, owner);
  const iterator = await open(run);
  const next = wordOf(iterator);
  await product.platform.database.sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen "lockkeeper_%'`;
  await say(run, "in between");
  expect(await next).toBe("in between");
  await iterator.return?.();
});

test("who goes away is no longer told, and a run that is gone ends the output", async () => {
  const { run } = await makeRun(product, owner);
  const gone = new AbortController();
  const left = await open(run, { signal: gone.signal });
  const leaving = left.next();
  const stays = (await open(run)).next();
  gone.abort();
  expect(await leaving).toMatchObject({ done: true });
  await product.platform.database.orm.delete(runs);
  expect(await stays).toMatchObject({ done: true });
});
