import { drizzle } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AppError } from "#lib/kernel/errors.ts";
import { connect } from "#lib/platform/db/connect.ts";
import { isDatabaseAway, isOfDatabase } from "#lib/platform/db/database-away.ts";
import { type TestDatabase, testDatabase } from "#lib/platform/db/testing.ts";

let database: TestDatabase;
let sql: Sql;
beforeAll(async () => {
  database = await testDatabase({ isEmpty: true });
  sql = connect(database.url, { max: 1 });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

const failureOf = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => expect.unreachable("It was not refused."),
    (error: unknown) => error,
  );
const told = (error: unknown) => ({ isAway: isDatabaseAway(error), isOfDatabase: isOfDatabase(error) });

test("a statement that was refused is the database's, but it is not away", async () => {
  const refused = { isAway: false, isOfDatabase: true };
  expect(told(await failureOf(sql`select nothing from nowhere`))).toEqual(refused);
  expect(told(await failureOf(drizzle(sql).execute("select nothing from nowhere")))).toEqual(refused);
});

test("a statement with data that can be written nowhere is nobody else's failure", async () => {
  const error = await failureOf(drizzle(sql).execute("select 'not a number'::int"));
  expect(told(error)).toEqual({ isAway: false, isOfDatabase: false });
});

test("a database that cannot be reached is away, with a statement or before one", async () => {
  const away = { isAway: true, isOfDatabase: true };
  const nobody = connect("postgres://nobody@127.0.0.1:1/none", { max: 1, connect_timeout: 5 });
  expect(told(await failureOf(nobody.begin((tx) => tx`select 1`)))).toEqual(away);
  expect(told(await failureOf(drizzle(nobody).execute("select 1")))).toEqual(away);
  await nobody.end();
});

test("a failure that has words of its own, or no database behind it, is neither", async () => {
  const neither = { isAway: false, isOfDatabase: false };
  const cause = await failureOf(sql`select nothing from nowhere`);
  expect(told(new AppError("CONFLICT", "It is in use.", { cause }))).toEqual(neither);
  expect(told(new Error("The agent is gone."))).toEqual(neither);
});
