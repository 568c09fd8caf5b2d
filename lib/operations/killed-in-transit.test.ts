import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { outsideLines } from "#lib/operations/fixtures/scripted-commands.ts";
import { type ScriptedPlatform, scriptedPlatform } from "#lib/operations/fixtures/scripted-platform.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

// Processes that start and die: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

let spine: ScriptedPlatform;
let asker: Actor;
let admin: Actor;
beforeAll(async () => {
  spine = await scriptedPlatform();
  asker = await spine.person("owner");
  admin = await spine.person("admin");
  await spine.rule("project.delete", { level: "CRITICAL" });
});
afterAll(() => spine?.drop());

const within = { timeout: 60_000, interval: 20 };
const kill = async (child: ChildProcess) => {
  const exited = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
  child.kill("SIGKILL");
  await exited;
};
const states = async () =>
  (
    await spine.platform.database.sql<{ state: string; id: string }[]>`
      select id, state from operations where command not like 'operation.%' order by id`
  ).map(({ state }) => state);
const consents = async () => (await spine.platform.database.sql`select from consents`).length;
const written = async () => `${await states()} ${await consents()}`;

/** What the rows say, the audit log and the events say too; a job waits where one is queued, and nowhere else. */
async function expectOneHistory(): Promise<void> {
  const rows = await spine.platform.database.sql<Record<string, unknown>[]>`
    select o.state, o.command,
      (select record::jsonb ->> 'state' from audit_log a where a.operation_id = o.id order by a.id desc limit 1) as told,
      (select count(*)::int from audit_log a where a.operation_id = o.id) as audited,
      (select count(*)::int from events e where e.subject_id = o.id::text and e.topic = 'operations'
        and e.name <> 'operation.step') as published,
      (select count(*)::int from graphile_worker.jobs job where job.key = 'operation:' || o.id) as jobs
    from operations o`;
  for (const { state, command, told, audited, published, jobs } of rows) {
    expect(told, String(command)).toBe(state);
    expect(audited, String(command)).toBe(published);
    if (state !== "running") expect(jobs, `${command} ${state}`).toBe(state === "queued" ? 1 : 0);
  }
}

/** Kills `child` while its transaction waits to write the audit row: everything before is written, nothing committed. */
async function killBeforeCommit(child: ChildProcess, begin: () => void): Promise<void> {
  await spine.platform.database.sql.begin(async (sql) => {
    await sql`lock table audit_log in exclusive mode`;
    begin();
    await vi.waitFor(async () => {
      const [row] = await spine.platform.database.sql<{ waiting: number }[]>`
        select count(*)::int as waiting from pg_locks where relation = 'audit_log'::regclass and not granted`;
      expect(row?.waiting).toBeGreaterThan(0);
    }, within);
    await kill(child);
  });
  // What its connection had begun is over when nothing holds the log any more.
  await vi.waitFor(async () => {
    const [row] = await spine.platform.database.sql<{ open: number }[]>`
      select count(*)::int as open from pg_locks where relation = 'audit_log'::regclass and mode = 'RowExclusiveLock'`;
    expect(row?.open).toBe(0);
  }, within);
}

const send = (child: ChildProcess, name: string, input: object, actor: Actor) => () => {
  child.stdin?.write(`${JSON.stringify({ name, input, actor, reason: "so it is" })}\n`);
};

/** One transition through a door: killed before its commit nothing has happened, killed after it all of it has. */
async function through(name: string, input: object, actor: Actor): Promise<void> {
  const before = await written();
  const first = await spine.spawnDoor();
  await killBeforeCommit(first, send(first, name, input, actor));
  expect(await written(), name).toBe(before);
  await expectOneHistory();

  const second = await spine.spawnDoor();
  send(second, name, input, actor)();
  await vi.waitFor(async () => expect(await written()).not.toBe(before), within);
  await kill(second);
  await expectOneHistory();
}

test("a server killed at each transition, before and after its commit: state, audit, events and jobs agree", async () => {
  const steps = [{ name: "remove" }];
  await through("project.delete", { steps }, asker);
  expect(await states()).toEqual(["held"]);
  const [row] = await spine.platform.database.sql<
    { id: string }[]
  >`select id from operations where state = 'held'`;
  const operationId = row?.id ?? "";
  const consent = { operationId, typedName: "web shop" };

  await through("operation.confirm", consent, asker);
  await through("operation.approve", consent, admin);
  await spine.later(operationId, "24 hours");
  expect(await consents()).toBe(2);
  await through("operation.confirm", consent, asker);
  expect(await states()).toEqual(["queued"]);

  // A worker is killed before it could write that it runs, and before it could write that it has ended.
  const first = spine.spawnWorker();
  await killBeforeCommit(await first, () => {});
  expect(await states()).toEqual(["queued"]);
  await expectOneHistory();
  await spine.ageLeases();

  await spine.spawnWorker();
  await spine.until(operationId, "succeeded", 60_000);
  // The queue lets go of the job once its work has returned.
  await vi.waitFor(expectOneHistory, within);
  expect((await outsideLines(spine.platform)).filter((line) => /^did|^closed/.test(line))).toEqual([
    "did remove",
    "closed",
  ]);
});
