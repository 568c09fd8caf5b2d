import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase, type Tx } from "#lib/platform/db/database.ts";
import { type TestDatabase, testDatabase } from "#lib/platform/db/testing.ts";

let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await testDatabase({ isEmpty: true });
  database = openDatabase(place.url, 1);
});
afterAll(async () => {
  await database.close();
  await place.drop();
});

const kept = async (mark: string): Promise<number> => {
  const rows = await database.orm.execute<{ count: number }>(
    sql.raw(
      `select count(*)::int as count from pg_prepared_statements where statement like 'select ''${mark}''%'`,
    ),
  );
  return rows[0]?.count ?? -1;
};
const ask = (tx: Tx, mark: string, value: number) =>
  tx.execute<{ answer: number }>(sql`select ${sql.raw(`'${mark}'`)}, ${value}::int as answer`);

test("a statement is parsed once, on the pool, in a transaction and in a savepoint, and answers with what it was given", async () => {
  const answers = [await ask(database.orm, "short", 1), await ask(database.orm, "short", 2)];
  await database.orm.transaction(async (tx) => {
    answers.push(await ask(tx, "short", 3));
    await tx.transaction(async (inner) => answers.push(await ask(inner, "short", 4)));
  });
  expect(answers.map(([row]) => row?.answer)).toEqual([1, 2, 3, 4]);
  expect(await kept("short")).toBe(1);
});

test("in a transaction alone it is kept as well", async () => {
  await database.orm.transaction((tx) => ask(tx, "within", 1));
  expect(await kept("within")).toBe(1);
});

test("of texts that grow with their input none is kept", async () => {
  const values = sql.join(
    Array.from({ length: 100 }, (_, value) => sql`${value}::int`),
    sql`, `,
  );
  const [row] = await database.orm.execute(sql`select 'long', cardinality(array[${values}]) as count`);
  expect(row?.count).toBe(100);
  expect(await kept("long")).toBe(0);
});

test("a statement goes on where its table was changed under it", async () => {
  await database.sql`create table changing (id int, name text)`;
  await database.sql`insert into changing values (1, 'one')`;
  const read = () => database.orm.execute(sql`select * from changing where id = ${1}`);
  expect([...(await read())]).toEqual([{ id: 1, name: "one" }]);
  await database.sql`alter table changing add column more int default 5`;
  expect([...(await read())]).toEqual([{ id: 1, name: "one", more: 5 }]);
});
