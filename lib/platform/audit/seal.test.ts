import { createHmac } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import { anchorAudit, sealAudit } from "#lib/platform/audit/seal.ts";
import { type AuditFault, walkChain } from "#lib/platform/audit/walk.ts";
import { audit, publish, transact } from "#lib/platform/db/transact.ts";
import { deriveKey } from "#lib/platform/master-key.ts";

let spine: TestPlatform;
beforeAll(async () => {
  spine = await testPlatform();
});
beforeEach(async () => {
  await spine.platform.database.sql`truncate audit_log`;
  await rm(headPath(), { force: true });
});
afterAll(() => spine?.drop());

const headPath = () => join(spine.home, "audit-head");
const sql = (text: string) => spine.platform.database.sql.unsafe(text);
const walk = () => walkChain(spine.platform);
const write = (what: string) =>
  transact(spine.platform.database, async (tx) => {
    audit(tx, { record: { what }, operationId: null, projectId: null, personId: null });
  });
async function idsInOrder(): Promise<number[]> {
  const rows = await spine.platform.database.sql<
    { id: string }[]
  >`select id from audit_log order by sequence`;
  return rows.map((row) => Number(row.id));
}
async function writeSealed(count: number): Promise<number[]> {
  for (let index = 0; index < count; index++) await write(`row ${index}`);
  expect(await sealAudit(spine.platform)).toBe(count);
  return idsInOrder();
}
const broken = (id: number | undefined, why: AuditFault) => ({ isWhole: false, broken: { id, why } });
const whole = (rows: number, unsealed = 0) => ({ isWhole: true, broken: null, rows, unsealed });

test("rows written by many at once are counted without a gap, sealed in the order of their commits, and whole", async () => {
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let index = 0; index < 20; index++) {
        await write(`${writer}.${index}`);
        if (index % 5 === 0) await sealAudit(spine.platform);
      }
    }),
  );
  await sealAudit(spine.platform);
  expect(await walk()).toMatchObject(whole(160));
});

test("of several sealers at once each row gets one seal", async () => {
  for (let index = 0; index < 20; index++) await write(`row ${index}`);
  const sealed = await Promise.all(Array.from({ length: 6 }, () => sealAudit(spine.platform)));
  expect(sealed.reduce((sum, count) => sum + count, 0)).toBe(20);
  expect(await walk()).toMatchObject(whole(20));
});

test("a transaction that is rolled back leaves no gap in the count", async () => {
  await writeSealed(2);
  const failing = transact(spine.platform.database, async (tx) => {
    audit(tx, { record: { what: "never" }, operationId: null, projectId: null, personId: null });
    // Refused by the table of events, after the row was written.
    publish(tx, { topic: "audit", name: "audit.never", subjectId: null, projectId: "no id" });
  });
  await expect(failing).rejects.toThrow();
  await write("later");
  await sealAudit(spine.platform);
  expect(await walk()).toMatchObject(whole(3));
});

test.each([
  ["record", `'{"what":"nothing"}'`],
  ["at", "at - interval '1 day'"],
  ["operation_id", "gen_random_uuid()"],
  ["project_id", "gen_random_uuid()"],
  ["person_id", "gen_random_uuid()"],
  ["seal", "repeat('a', 64)"],
  ["seal", "null"],
])("a changed %s is found (%s)", async (column, value) => {
  const ids = await writeSealed(5);
  await sql(`update audit_log set ${column} = ${value} where id = ${ids[2]}`);
  expect(await walk()).toMatchObject(broken(ids[2], "changed"));
});

test.each([0, 1, 2, 3])("of five rows number %i removed is found at the one behind it", async (at) => {
  const ids = await writeSealed(5);
  await sql(`delete from audit_log where id = ${ids[at]}`);
  expect(await walk()).toMatchObject(broken(ids[at + 1], "removed"));
});

test("a removed row whose followers were counted anew is found", async () => {
  const ids = await writeSealed(5);
  await sql(`delete from audit_log where id = ${ids[1]}`);
  for (const id of ids.slice(2)) await sql(`update audit_log set sequence = sequence - 1 where id = ${id}`);
  expect(await walk()).toMatchObject(broken(ids[2], "changed"));
});

test("a row removed before it had a seal is found, before the sealer comes and after", async () => {
  await writeSealed(2);
  for (const what of ["one", "two", "three"]) await write(what);
  const ids = await idsInOrder();
  await sql(`delete from audit_log where id = ${ids[3]}`);
  expect(await walk()).toMatchObject(broken(ids[4], "removed"));
  await sealAudit(spine.platform);
  expect(await walk()).toMatchObject(broken(ids[4], "removed"));
});

const swap = (columns: readonly string[], one = 0, other = 0) =>
  sql(`update audit_log row set ${columns.map((name) => `${name} = other.${name}`).join(", ")}
    from audit_log other where (row.id, other.id) in ((${one}, ${other}), (${other}, ${one}))`);

test.each([["record"], ["record", "seal"]])("two rows that exchanged %s are found", async (...columns) => {
  const ids = await writeSealed(5);
  await swap(columns, ids[1], ids[3]);
  expect(await walk()).toMatchObject(broken(ids[1], "changed"));
  await swap(columns, ids[1], ids[3]);
  expect(await walk()).toMatchObject(whole(5));
});

test.each([["sequence"], ["sequence", "seal"]])(
  "two rows that exchanged %s are found",
  async (...columns) => {
    const ids = await writeSealed(5);
    await sql("drop index audit_log_sequence");
    await swap(columns, ids[1], ids[3]);
    await sql("create unique index audit_log_sequence on audit_log (sequence)");
    expect(await walk()).toMatchObject(broken(ids[3], "reordered"));
  },
);

test("a row put in has no number of its own, and with one that is free no seal that fits", async () => {
  await writeSealed(3);
  await expect(sql(`insert into audit_log (record, sequence) values ('{}', 2)`)).rejects.toThrow("sequence");
  await sql(`insert into audit_log (record, sequence, seal) values ('{}', 4, repeat('a', 64))`);
  expect(await walk()).toMatchObject(broken((await idsInOrder()).at(-1), "changed"));
});

test("a cut tail, an emptied log and a database set back are found by the link in the home", async () => {
  const ids = await writeSealed(5);
  await sql(`delete from audit_log where id >= ${ids[3]}`);
  expect(await walk()).toMatchObject(broken(ids[4], "cut"));
  // Whatever is written on top is sealed, and does not hide it.
  await write("later");
  await sealAudit(spine.platform);
  expect(await walk()).toMatchObject(broken(ids[4], "cut"));
  await sql("truncate audit_log");
  expect(await walk()).toMatchObject(broken(ids[4], "cut"));
});

test("a tail that was changed and sealed anew is found by the link in the home", async () => {
  const ids = await writeSealed(5);
  await sql(`update audit_log set record = '{"what":"nothing"}' where id = ${ids[3]}`);
  await sql(`update audit_log set seal = null where id >= ${ids[3]}`);
  await sealAudit(spine.platform);
  expect(await walk()).toMatchObject(broken(ids[4], "changed"));
});

test("a page of seals taken off is found, and the walk ends", async () => {
  await sql(`insert into audit_log (record, sequence) select '{}', n from generate_series(1, 2100) n`);
  while ((await sealAudit(spine.platform)) > 0);
  expect(await walk()).toMatchObject(whole(2100));
  await sql("update audit_log set seal = null where sequence between 900 and 2050");
  const ids = await idsInOrder();
  expect(await walk()).toMatchObject(broken(ids[899], "changed"));
});

test("a lost link in the home is told, and made anew with a word in the log", async () => {
  await writeSealed(2);
  await rm(headPath());
  expect(await walk()).toMatchObject({ ...whole(2), isAnchored: false });
  await write("later");
  await sealAudit(spine.platform);
  await sealAudit(spine.platform);
  expect(await walk()).toMatchObject({ ...whole(4), isAnchored: true });
  const [anchored] = await sql("select record from audit_log order by sequence desc limit 1");
  expect(JSON.parse(anchored?.record)).toMatchObject({ what: "audit.anchored", from: null });
});

test("a link in the home that is older than the log is no fault, and is brought up to date", async () => {
  await writeSealed(2);
  const older = await readFile(headPath(), "utf8");
  await write("later");
  await sealAudit(spine.platform);
  await writeFile(headPath(), older);
  expect(await walk()).toMatchObject(whole(3));
  await write("last");
  await sealAudit(spine.platform);
  expect(JSON.parse(await readFile(headPath(), "utf8")).id).toBe((await idsInOrder()).at(-1));
});

test("after a restore on purpose the chain is anchored anew by hand, and the log says so", async () => {
  const ids = await writeSealed(4);
  await sql(`delete from audit_log where id > ${ids[1]}`);
  expect(await anchorAudit(spine.platform)).toBe(ids[1]);
  await sealAudit(spine.platform);
  expect(await walk()).toMatchObject(whole(3));
  const [anchored] = await sql("select record from audit_log order by sequence desc limit 1");
  expect(JSON.parse(anchored?.record)).toMatchObject({ from: ids[3], to: ids[1] });
});

test("a log begun before rows were counted holds, and what is sealed since is checked with its number", async () => {
  const key = deriveKey(spine.platform.masterKey, "audit");
  let previous = "";
  for (const number of [1, 2]) {
    await write(`early ${number}`);
    const [row] = await sql("select id, record from audit_log order by id desc limit 1");
    previous = createHmac("sha256", key).update(`${previous}\n${row?.id}\n${row?.record}`).digest("hex");
    await sql(`update audit_log set seal = '${previous}' where id = ${row?.id}`);
  }
  await write("late");
  await sealAudit(spine.platform);
  // The fourth says that there was no link in the home.
  expect(await walk()).toMatchObject(whole(3, 1));
});

test("a later walk goes on where the last one ended", async () => {
  await writeSealed(3);
  const { last } = await walk();
  await write("later");
  await sealAudit(spine.platform);
  const seen: number[] = [];
  const verdict = await walkChain(spine.platform, { from: last, onProgress: (rows) => seen.push(rows) });
  expect(verdict).toMatchObject(whole(4));
  await sql("delete from audit_log where sequence >= 3");
  expect(await walkChain(spine.platform, { from: last })).toMatchObject({ broken: { why: "cut" } });
});

test("what a row holds that the database cannot read as JSON does not fail its transaction", async () => {
  await write("a\0b\ud800c");
  const [row] = await sql("select what from audit_log");
  expect(row?.what).toBe("a\u{fffd}b\u{fffd}c");
});
