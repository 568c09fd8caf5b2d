import { expect, test } from "vitest";
import { openDatabase } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";
import { testDatabase } from "#lib/platform/db/testing.ts";
import { transact } from "#lib/platform/db/transact.ts";

test("of two with one name the second waits for the first's end, and one with another name does not", async () => {
  const { url, drop } = await testDatabase();
  const database = openDatabase(url);
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const one = transact(database, async (tx) => {
    await lockByName(tx, "shop:1");
    held.resolve();
    await first.promise;
    order.push("first");
  });
  await held.promise;
  const two = transact(database, async (tx) => {
    await lockByName(tx, "shop:1");
    order.push("second");
  });
  await transact(database, (tx) => lockByName(tx, "shop:2"));
  await expect
    .poll(() => database.sql`select 1 from pg_locks where locktype = 'advisory' and not granted`)
    .toHaveLength(1);
  order.push("waits");
  first.resolve();
  await Promise.all([one, two]);
  expect(order).toEqual(["waits", "first", "second"]);
  await database.close();
  await drop();
});
