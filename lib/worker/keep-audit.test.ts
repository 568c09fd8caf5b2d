import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import { verifierOf } from "#lib/platform/audit/verifier.ts";
import { audit, transact } from "#lib/platform/db/transact.ts";
import { createChecker, keepAudit } from "#lib/worker/keep-audit.ts";

let spine: TestPlatform;
beforeAll(async () => {
  spine = await testPlatform();
});
afterAll(() => spine?.drop());

const write = (what: string) =>
  transact(spine.platform.database, async (tx) => {
    audit(tx, { record: { what }, operationId: null, projectId: null, personId: null });
  });
async function countUnsealed(): Promise<number> {
  const [row] = await spine.platform.database
    .sql`select count(*)::int as count from audit_log where seal is null`;
  return row?.count;
}

test("what is committed is sealed right after, told to those who look, and sealed to the end at a stop", async () => {
  const keeper = await keepAudit(spine.platform);
  await write("audit.first");
  await vi.waitFor(async () => expect(await countUnsealed()).toBe(0), { timeout: 20_000, interval: 20 });
  const events = await spine.platform.database.sql`select name from events where topic = 'audit'`;
  expect(events.map((event) => event.name)).toContain("audit.sealed");
  await Promise.all(Array.from({ length: 30 }, (_, index) => write(`audit.row-${index}`)));
  await keeper.stop();
  expect(await countUnsealed()).toBe(0);
});

test("a break is told once, as an event and in the log itself, and again when there is another", async () => {
  const { sql } = spine.platform.database;
  const check = createChecker(spine.platform, 0);
  const told = async () => {
    const rows = await sql`select record from audit_log where what = 'audit.broken' order by id`;
    return rows.map((row) => JSON.parse(row.record).why);
  };
  await check();
  expect(await told()).toEqual([]);
  await sql`update audit_log set person_id = gen_random_uuid() where sequence = 9`;
  // What was found to hold is looked at again from time to time only: here at once.
  await verifierOf(spine.platform).check("whole");
  await check();
  await check();
  expect(await told()).toEqual(["changed"]);
  const events = await sql`select name, subject_id from events where name = 'audit.broken'`;
  expect(events).toHaveLength(1);
  await sql`delete from audit_log where sequence = 5`;
  await check();
  expect(await told()).toEqual(["changed", "removed"]);
});
