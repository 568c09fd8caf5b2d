import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "#lib/platform/db/connect.ts";
import { ask, quietLog } from "#lib/platform/db/embedded-fixture.ts";
import { migrate, rollback } from "#lib/platform/db/migrate.ts";
import { type TestDatabase, testDatabase } from "#lib/platform/db/testing.ts";

interface Step {
  tag: string;
  when: number;
  up: string[];
  down: string[];
}

const people: Step = {
  tag: "0000_people",
  when: 1_000,
  up: ["create table people (id int primary key)", "insert into people values (1), (2)"],
  down: ["drop table people"],
};
const names: Step = {
  tag: "0001_names",
  when: 2_000,
  up: ["alter table people add column name text", "update people set name = 'Ada'"],
  down: ["alter table people drop column name"],
};

let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await testDatabase({ isEmpty: true });
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-migrations-"));
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function write(...steps: Step[]): Promise<void> {
  await mkdir(join(folder, "meta"), { recursive: true });
  await mkdir(join(folder, "down"), { recursive: true });
  const entries = steps.map(({ tag, when }, idx) => ({ idx, version: "7", when, tag, breakpoints: true }));
  await writeFile(
    join(folder, "meta", "_journal.json"),
    JSON.stringify({ version: "7", dialect: "postgresql", entries }),
  );
  for (const { tag, up, down } of steps) {
    await writeFile(join(folder, `${tag}.sql`), up.join(";\n--> statement-breakpoint\n"));
    await writeFile(join(folder, "down", `${tag}.sql`), down.join(";\n--> statement-breakpoint\n"));
  }
}

const forward = () => migrate({ url: database.url, log: quietLog, folder });
const back = (steps?: number) =>
  rollback({ url: database.url, log: quietLog, folder, ...(steps ? { steps } : {}) });
const columns = () =>
  ask(
    database.url,
    "select column_name from information_schema.columns where table_name = 'people' order by 1",
  );

test("pending migrations are applied in order, and once", async () => {
  await write(people);
  expect(await forward()).toEqual(["0000_people"]);
  await write(people, names);
  expect(await forward()).toEqual(["0001_names"]);
  expect(await forward()).toEqual([]);
  expect(await ask(database.url, "select name from people")).toEqual(["Ada", "Ada"]);
});

test("of several migrators at once one does the work", async () => {
  await write(people, names);
  const done = await Promise.all([forward(), forward(), forward()]);
  expect(done.flat()).toEqual(["0000_people", "0001_names"]);
});

test("a failing migration leaves everything as it was and names itself and its statement", async () => {
  await write(people);
  await forward();
  const broken = { ...names, up: [...names.up, "alter table nowhere add column x int"] };
  await write(people, broken);
  await expect(forward()).rejects.toThrow(
    /^Migration 0001_names failed and nothing of it was kept: relation "nowhere" does not exist\. The statement: alter table nowhere/,
  );
  expect(await columns()).toEqual(["id"]);
  await write(people, names);
  expect(await forward()).toEqual(["0001_names"]);
});

test("a migration killed at a statement leaves everything as it was and runs again", async () => {
  await write(people);
  await forward();
  const slow = { ...names, up: [...names.up, "select pg_sleep(20)"] };
  await write(people, slow);
  const cut = forward().catch((error: Error) => error);
  const admin = connect(database.url, { max: 1 });
  await vi.waitFor(async () => {
    const rows =
      await admin`select pg_terminate_backend(pid) from pg_stat_activity where query ~ '^\\s*select pg_sleep'`;
    expect(rows).toHaveLength(1);
  }, 10_000);
  await admin.end();
  expect(await cut).toBeInstanceOf(Error);
  expect(await columns()).toEqual(["id"]);
  await write(people, names);
  expect(await forward()).toEqual(["0001_names"]);
});

test("a database of a newer version is refused, forward and back", async () => {
  await write(people, names);
  await forward();
  await write(people);
  await expect(forward()).rejects.toThrow(/was made by a newer version of Lockkeeper/);
  await expect(back()).rejects.toThrow(/was made by a newer version of Lockkeeper/);
});

test("a migration that would be skipped, or that is unknown or changed, is refused", async () => {
  const between = { ...people, tag: "0000_between", when: 500, up: ["select 1"] };
  await write(people, names);
  await forward();
  await write(between, people, names);
  await expect(forward()).rejects.toThrow(/0000_between is older than the newest one applied/);
  await write(people, names, { ...between, when: 1_500 });
  await expect(forward()).rejects.toThrow(/0000_between is older than 0001_names before it/);
  await write(names);
  await expect(forward()).rejects.toThrow(/that this version of Lockkeeper does not know/);
  await write(people, { ...names, up: ["select 2"] });
  await expect(forward()).rejects.toThrow(/0001_names was changed after it was applied/);
});

test("each migration goes back with its record, and forward again", async () => {
  await write(people, names);
  await forward();
  expect(await back()).toEqual(["0001_names"]);
  expect(await columns()).toEqual(["id"]);
  expect(await forward()).toEqual(["0001_names"]);
  expect(await back(5)).toEqual(["0001_names", "0000_people"]);
  expect(await columns()).toEqual([]);
  expect(await back()).toEqual([]);
});

test("a way back that fails or is missing changes nothing", async () => {
  await write(people, { ...names, down: [...names.down, "drop table nowhere"] });
  await forward();
  await expect(back()).rejects.toThrow(
    /The way back of migration 0001_names failed .* "nowhere" does not exist/,
  );
  expect(await columns()).toEqual(["id", "name"]);
  await rm(join(folder, "down", "0001_names.sql"));
  await expect(back()).rejects.toThrow(/0001_names has no way back: .* is missing/);
  expect(await readFile(join(folder, "0001_names.sql"), "utf8")).toContain("Ada");
});
