import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { listArchives } from "#lib/platform/backup/make-backup.ts";
import { testInstallation } from "#lib/platform/backup/testing.ts";

const run = promisify(execFile);

test("a database that this version has not migrated yet is backed up, and only its list says nothing of it", async () => {
  const installation = await testInstallation();
  try {
    await installation.sql`drop table master_keys`;
    const { DATABASE_URL: _database, ...inherited } = process.env;
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, "backup.ts")], {
      env: { ...inherited, LOCKKEEPER_HOME: installation.home },
      timeout: 60_000,
    });
    expect(stdout).toContain("read again from end to end");
    expect(stdout).toContain("The backup is not in the list yet");
    expect(await listArchives(installation.home)).toHaveLength(1);
  } finally {
    await installation.remove();
  }
});
