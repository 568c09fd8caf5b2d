import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect } from "#lib/platform/db/connect.ts";
import { startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { ask, makeHome, quietLog, removeHome, startInProcess } from "#lib/platform/db/embedded-fixture.ts";
import { identifyProcess } from "#lib/platform/process-identity.ts";

const isRoot = process.getuid?.() === 0;
const start = (at: string) => startEmbeddedPostgres({ home: at, log: quietLog, isDurable: false });

let home: string;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => removeHome(home));

test("the first start makes a UTF-8 database, the second one finds its rows again", async () => {
  const first = await start(home);
  const pid = first.pid();
  expect(first.adopted).toBe(false);
  expect(await ask(first.url, "show server_encoding")).toEqual(["UTF8"]);
  expect(
    await ask(first.url, "select datlocale from pg_database where datname = current_database()"),
  ).toEqual(["C.UTF-8"]);
  await ask(first.url, "create table kept as select 'grün' as colour");
  await first.stop();
  expect(identifyProcess(pid)).toBeUndefined();
  const second = await start(home);
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, "select colour from kept")).toEqual(["grün"]);
  await second.stop();
});

test("production is durable and small", async () => {
  const database = await startEmbeddedPostgres({ home, log: quietLog });
  for (const [name, value] of [
    ["fsync", "on"],
    ["full_page_writes", "on"],
    ["synchronous_commit", "on"],
    ["data_checksums", "on"],
    ["jit", "off"],
    ["shared_buffers", "32MB"],
    ["max_connections", "60"],
    ["wal_level", "replica"],
  ] as const) {
    expect([name, ...(await ask(database.url, `show ${name}`))]).toEqual([name, value]);
  }
  await database.stop();
});

test("nothing of the server's variables reaches PostgreSQL, and other users cannot reach its files", async () => {
  const { child, said, ended } = startInProcess(home);
  const { pid } = await said;
  expect(await readFile(`/proc/${pid}/environ`, "utf8")).not.toContain("planted-secret");
  expect(await readFile(`/proc/${pid}/cmdline`, "utf8")).not.toMatch(/password/i);
  const folder = join(home, "postgres");
  expect((await stat(join(folder, "sockets"))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, "password"))).mode & 0o777).toBe(0o600);
  child.stdin?.write("stop");
  await ended;
});

test("an init that was cut off is mended by the next start", async () => {
  await (await start(home)).stop();
  const data = join(home, "postgres", "data");
  await rename(data, `${data}.new`);
  await rm(join(`${data}.new`, "PG_VERSION"));
  const database = await start(home);
  expect(await ask(database.url, "select 1")).toEqual([1]);
  await database.stop();
  expect((await readdir(join(home, "postgres"))).filter((name) => name.endsWith(".new"))).toEqual([]);
});

test("data of another major version is refused with a plain sentence, and the home is free again", async () => {
  await (await start(home)).stop();
  const version = join(home, "postgres", "data", "PG_VERSION");
  await writeFile(version, "17\n");
  await expect(start(home)).rejects.toThrow(/is of PostgreSQL 17, but this Lockkeeper brings PostgreSQL 18/);
  await writeFile(version, "18\n");
  await (await start(home)).stop();
});

test("a log that grew large is set aside at the start", async () => {
  await writeFile(join(home, "postgres.log"), Buffer.alloc(5_000_001, "x"));
  await (await start(home)).stop();
  expect((await stat(join(home, "postgres.log"))).size).toBeLessThan(100_000);
  expect((await stat(join(home, "postgres.log.1"))).size).toBe(5_000_001);
});

test.runIf(isRoot)("a moved home keeps its database, a copied one is refused", async () => {
  const database = await start(home);
  await ask(database.url, "create table kept as select 1 as one");
  await database.stop();
  const copy = `${home}-copy`;
  await cp(home, copy, { recursive: true, verbatimSymlinks: true });
  await expect(start(copy)).rejects.toThrow(/is a copy of .* and would share its database/);
  await rm(copy, { recursive: true });
  await rename(home, copy);
  const moved = await start(copy);
  expect(await ask(moved.url, "select one from kept")).toEqual([1]);
  await moved.stop();
  await rename(copy, home);
});

test.runIf(isRoot)("a home deleted and made anew begins empty; the old database is set aside", async () => {
  const first = await start(home);
  await ask(first.url, "create table old as select 1");
  await first.stop();
  await rm(home, { recursive: true });
  await mkdir(home);
  const second = await start(home);
  expect(await ask(second.url, "select to_regclass('old')::text")).toEqual([null]);
  await second.stop();
  const staged = decodeURIComponent(new URL(second.url).hostname).split("/").at(-2) ?? "";
  const aside = (await readdir("/var/lib/lockkeeper")).filter((name) => name.startsWith(`${staged}.`));
  expect(aside).toHaveLength(1);
  for (const name of aside) await rm(join("/var/lib/lockkeeper", name), { recursive: true });
});

test.runIf(isRoot)("an ordinary user with a deep home gets loopback with a password", async () => {
  const uid = 65_534;
  const deep = join(home, "deep".repeat(30));
  await mkdir(deep);
  await chmod(home, 0o755);
  await chown(deep, uid, uid);
  const { child, said, ended } = startInProcess(deep, { uid, gid: uid });
  const { url = "", refusal } = await said;
  expect(refusal).toBeUndefined();
  expect(url).toMatch(/^postgres:\/\/lockkeeper:[\w-]{43}@127\.0\.0\.1:\d+\/lockkeeper$/);
  expect(await ask(url, "select 1")).toEqual([1]);
  const wrong = connect(url.replace(/:[\w-]{43}@/, ":wrong@"), { max: 1 });
  await expect(wrong`select 1`).rejects.toThrow(/password authentication failed/);
  await wrong.end({ timeout: 0 });
  child.stdin?.write("stop");
  await ended;
});

test.runIf(isRoot)("a home made by another user is refused by root with a plain sentence", async () => {
  await mkdir(join(home, "postgres"));
  await expect(start(home)).rejects.toThrow(/was made by another user .* start Lockkeeper as that user/);
  await rm(join(home, "postgres"), { recursive: true });
});
