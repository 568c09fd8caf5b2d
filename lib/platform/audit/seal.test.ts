import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import { sealAudit, verifyAudit } from "#lib/platform/audit/seal.ts";
import { audit, transact } from "#lib/platform/db/transact.ts";

let spine: TestPlatform;
beforeAll(async () => {
  spine = await testPlatform();
});
beforeEach(async () => {
  await spine.platform.database.sql`truncate audit_log`;
  await rm(join(spine.home, "audit-head"), { force: true });
});
afterAll(() => spine?.drop());

const sql = (text: string) => spine.platform.database.sql.unsafe(text);
const write = (what: string) =>
  transact(spine.platform.database, async (tx) => {
    audit(tx, { record: { what }, operationId: null, projectId: null, personId: null });
  });
async function writeSealed(count: number): Promise<number[]> {
  for (let index = 0; index < count; index++) await write(`row ${index}`);
  expect(await sealAudit(spine.platform)).toBe(count);
  const rows = await spine.platform.database.sql<{ id: string }[]>`select id from audit_log order by id`;
  return rows.map((row) => Number(row.id));
}
const brokenAt = (id: number | undefined) => ({ isWhole: false, brokenAtId: id });

test("rows written by many at once are sealed in the order of their commits, and the chain is whole", async () => {
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let index = 0; index < 20; index++) {
        await write(`${writer}.${index}`);
        if (index % 5 === 0) await sealAudit(spine.platform);
      }
    }),
  );
  await sealAudit(spine.platform);
  expect(await verifyAudit(spine.platform)).toEqual({ isWhole: true, rows: 160 });
});

test("of several sealers at once each row gets one seal", async () => {
  for (let index = 0; index < 20; index++) await write(`row ${index}`);
  const sealed = await Promise.all(Array.from({ length: 6 }, () => sealAudit(spine.platform)));
  expect(sealed.reduce((sum, count) => sum + count, 0)).toBe(20);
  expect(await verifyAudit(spine.platform)).toMatchObject({ isWhole: true });
});

test("a changed row is found", async () => {
  const ids = await writeSealed(5);
  await sql(`update audit_log set record = '{"what":"nothing"}' where id = ${ids[2]}`);
  expect(await verifyAudit(spine.platform)).toEqual(brokenAt(ids[2]));
});

test("a removed row is found at the one behind it", async () => {
  const ids = await writeSealed(5);
  await sql(`delete from audit_log where id = ${ids[1]}`);
  expect(await verifyAudit(spine.platform)).toEqual(brokenAt(ids[2]));
});

test("the first row removed is found", async () => {
  const ids = await writeSealed(3);
  await sql(`delete from audit_log where id = ${ids[0]}`);
  expect(await verifyAudit(spine.platform)).toEqual(brokenAt(ids[1]));
});

test("two rows that changed places, with their seals or without, are found", async () => {
  const ids = await writeSealed(5);
  for (const columns of ["record", "record, seal"]) {
    const names = columns.split(", ");
    const swap = names.map((name) => `${name} = other.${name}`).join(", ");
    await sql(`update audit_log row set ${swap} from audit_log other
      where (row.id, other.id) in ((${ids[1]}, ${ids[3]}), (${ids[3]}, ${ids[1]}))`);
    expect(await verifyAudit(spine.platform)).toEqual(brokenAt(ids[1]));
    await sql(`update audit_log row set ${swap} from audit_log other
      where (row.id, other.id) in ((${ids[1]}, ${ids[3]}), (${ids[3]}, ${ids[1]}))`);
  }
  expect(await verifyAudit(spine.platform)).toMatchObject({ isWhole: true });
});

test("a row put in with a made-up seal is found", async () => {
  const ids = await writeSealed(3);
  await sql(`insert into audit_log (record, seal) values ('{"what":"made up"}', repeat('a', 64))`);
  expect(await verifyAudit(spine.platform)).toEqual(brokenAt((ids.at(-1) ?? 0) + 1));
});

test("rows cut from the end are found", async () => {
  const ids = await writeSealed(5);
  await sql(`delete from audit_log where id >= ${ids[3]}`);
  expect(await verifyAudit(spine.platform)).toMatchObject({ isWhole: false });
});

test("a row whose seal was taken off to have it changed and sealed anew is found", async () => {
  const ids = await writeSealed(5);
  await sql(`update audit_log set record = '{"what":"nothing"}' where id = ${ids[3]}`);
  await sql(`update audit_log set seal = null where id >= ${ids[3]}`);
  await sealAudit(spine.platform);
  expect(await verifyAudit(spine.platform)).toMatchObject({ isWhole: false });
});
