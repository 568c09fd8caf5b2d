import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connect } from "#lib/platform/db/connect.ts";
import { type TestDatabase, testDatabase } from "#lib/platform/db/testing.ts";
import { createJobPool } from "#lib/platform/jobs/job-pool.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ isEmpty: true });
});
afterAll(() => database.drop());

test("connections that the database ends, idle or in use, end no process", async () => {
  const warn = vi.fn();
  const pool = createJobPool(database.url, { warn });
  const clients = await Promise.all([pool.connect(), pool.connect()]);
  clients[0]?.release();
  const admin = connect(database.url, { max: 1 });
  try {
    await admin`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce(), 15_000);
    clients[1]?.release(true);
    await pool.end();
  } finally {
    await admin.end();
  }
});
