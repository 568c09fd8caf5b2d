import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "#lib/platform/db/connect.ts";
import { startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { ask, makeHome, quietLog, removeHome, startInProcess } from "#lib/platform/db/embedded-fixture.ts";
import { watchEmbeddedPostgres } from "#lib/platform/db/embedded-watch.ts";
import { identifyProcess } from "#lib/platform/process-identity.ts";

const start = (at: string) => startEmbeddedPostgres({ home: at, log: quietLog, isDurable: false });

let home: string;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => removeHome(home));

test("after kill -9 of the parent the next start adopts the postmaster left running", async () => {
  const parent = startInProcess(home);
  const { pid, url = "" } = await parent.said;
  await ask(url, "create table kept as select 7 as seven");
  parent.child.kill("SIGKILL");
  await parent.ended;
  const next = await start(home);
  expect(next).toMatchObject({ adopted: true, url });
  expect(next.pid()).toBe(pid);
  expect(await ask(next.url, "select seven from kept")).toEqual([7]);
  await next.stop();
  expect(identifyProcess(pid)).toBeUndefined();
});

test("a postmaster left running that does not answer is ended and started anew", async () => {
  const parent = startInProcess(home);
  const { pid = 0 } = await parent.said;
  parent.child.kill("SIGKILL");
  await parent.ended;
  process.kill(pid, "SIGSTOP");
  const next = await start(home);
  expect(next.adopted).toBe(false);
  expect(next.pid()).not.toBe(pid);
  expect(identifyProcess(pid)).toBeUndefined();
  await next.stop();
});

test("a postmaster killed under a running server comes back by itself, without losing an acknowledged row", async () => {
  const database = await startEmbeddedPostgres({ home, log: quietLog });
  const watch = watchEmbeddedPostgres(database, { log: quietLog });
  await ask(database.url, "create table acknowledged (id int)");
  for (let round = 1; round <= 2; round++) {
    await ask(database.url, `insert into acknowledged values (${round})`);
    const pid = database.pid();
    process.kill(pid, "SIGKILL");
    await vi.waitFor(async () => expect(database.pid()).not.toBe(pid), 30_000);
    const rows = await vi.waitFor(() => ask(database.url, "select count(*)::int from acknowledged"), 30_000);
    expect(rows).toEqual([round]);
  }
  const pid = database.pid();
  await database.stop();
  watch.stop();
  await database.restart();
  expect(identifyProcess(pid)).toBeUndefined();
  expect(database.pid()).toBe(pid);
});

test("a backend still at work when the postmaster dies is ended before the next one starts", async () => {
  const database = await start(home);
  const sql = connect(database.url, { max: 1, fetch_types: false, backoff: () => 60 });
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const backend = row?.pid ?? 0;
  // A stopped process notices nothing: without being made to, it would never leave.
  process.kill(backend, "SIGSTOP");
  process.kill(database.pid(), "SIGKILL");
  await database.ended();
  await database.restart();
  expect(identifyProcess(backend)).toBeUndefined();
  expect(await ask(database.url, "select 1")).toEqual([1]);
  await sql.end({ timeout: 0 });
  await database.stop();
});

test("of several starts at once one runs, and the others say who holds the home", async () => {
  const starts = Array.from({ length: 3 }, () => startInProcess(home));
  const answers = await Promise.all(starts.map(({ said }) => said));
  const winners = starts.filter((_, index) => answers[index]?.url);
  expect(winners).toHaveLength(1);
  for (const { refusal } of answers.filter((answer) => answer.refusal)) {
    expect(refusal).toBe(
      `Another Lockkeeper (process ${winners[0]?.child.pid}) already runs on ${home}; stop it first, or set LOCKKEEPER_HOME to another folder.`,
    );
  }
  winners[0]?.child.stdin?.write("stop");
  await Promise.all(starts.map(({ ended }) => ended));
});

test("a pid file that names a foreign living process is cleaned away, and that process is left alone", async () => {
  const first = await start(home);
  const pidFile = join(home, "postgres", "data", "postmaster.pid");
  const text = await readFile(pidFile, "utf8");
  await first.stop();
  const other = startInProcess("/dev/null/never");
  await other.ended;
  for (const pid of [process.pid, other.child.pid ?? 0]) {
    await writeFile(pidFile, text.replace(/^\d+/, String(pid)));
    const next = await start(home);
    expect(next.adopted).toBe(false);
    expect(await ask(next.url, "select 1")).toEqual([1]);
    await next.stop();
  }
});
