import type { Sql, TransactionSql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, splitSocketHost } from "#lib/platform/db/connect.ts";
import { type TestDatabase, testDatabase } from "#lib/platform/db/testing.ts";

let database: TestDatabase;
let admin: Sql;
beforeAll(async () => {
  database = await testDatabase({ isEmpty: true });
  admin = connect(database.url, { max: 1 });
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

const kill = (pid: number | undefined) => admin`select pg_terminate_backend(${pid ?? 0}, 5000)`;
const open = () => connect(database.url, { max: 1, backoff: () => 0 });
const ownPid = async (tx: TransactionSql) =>
  (await tx<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid;
// At once: the driver, left as it comes, would give this statement the error of the one before, or never send it.
const works = async (sql: Sql) => expect([...(await sql`select 1 as one`)]).toEqual([{ one: 1 }]);

test("the folder of a unix socket is taken from both ways to write it", () => {
  expect(splitSocketHost("postgres://a@%2Fvar%2Frun/db")).toEqual({
    address: "postgres://a@localhost/db",
    host: "/var/run",
  });
  expect(splitSocketHost("postgres://a@/db?host=/var/run&application_name=x")).toEqual({
    address: "postgres://a@localhost/db?application_name=x",
    host: "/var/run",
  });
  expect(splitSocketHost("postgres://a:b@db.test:5433/db")).toEqual({
    address: "postgres://a:b@db.test:5433/db",
    host: undefined,
  });
});

test("a transaction whose connection is killed is refused, the process lives, the pool works on", async () => {
  const sql = open();
  for (let round = 0; round < 3; round++) {
    const lost = sql.begin(async (tx) => {
      const pid = await ownPid(tx);
      await Promise.all([tx`select pg_sleep(20)`, kill(pid)]);
    });
    await expect(lost).rejects.toThrow(/CONNECTION_CLOSED/);
    await works(sql);
  }
  await sql.end();
});

test("a nested transaction whose connection is killed is refused too", async () => {
  const sql = open();
  const lost = sql.begin(async (tx) => {
    await tx.savepoint(async (inner) => {
      const pid = await ownPid(inner);
      await Promise.all([inner`select pg_sleep(20)`, kill(pid)]);
    });
  });
  await expect(lost).rejects.toThrow(/CONNECTION_CLOSED/);
  await works(sql);
  await sql.end();
});

test("late statements of a lost transaction are not sent on the connection that is opened anew", async () => {
  const sql = open();
  await sql`create table late (id int)`;
  const refused = Promise.withResolvers<unknown>();
  const lost = sql.begin(async (tx) => {
    await tx`insert into late values (1)`;
    await kill(await ownPid(tx));
    await works(sql);
    await (async () => await tx`insert into late values (2)`)().then(refused.resolve, refused.resolve);
  });
  await expect(lost).rejects.toThrow(/CONNECTION_CLOSED/);
  expect(String(await refused.promise)).toMatch(/connection of this transaction was lost/);
  expect([...(await sql`select * from late`)]).toEqual([]);
  await sql.end();
});

test("transactions commit, roll back and nest as ever", async () => {
  const sql = open();
  await sql`create table kept (id int)`;
  const result = await sql.begin(async (tx) => {
    await tx`insert into kept ${tx([{ id: 1 }])}`;
    await tx.savepoint((inner) => inner`insert into kept values ('no')`).catch(() => {});
    await tx.unsafe("insert into kept values ($1)", [2]);
    return "done";
  });
  expect(result).toBe("done");
  await expect(
    sql.begin("isolation level serializable", async (tx) => {
      await tx`insert into kept values (3)`;
      throw new Error("changed my mind");
    }),
  ).rejects.toThrow("changed my mind");
  expect((await sql`select id from kept order by id`).map((row) => row.id)).toEqual([1, 2]);
  await sql.end();
});
