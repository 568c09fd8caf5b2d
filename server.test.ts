import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { testInstallation } from "#lib/platform/backup/testing.ts";
import { removeHome } from "#lib/platform/db/embedded-fixture.ts";

const run = promisify(execFile);

test("a start that is refused says one sentence, and leaves no database running", async () => {
  const { home, sql, postgres } = await testInstallation();
  try {
    await sql`insert into master_keys (id, number) values ('deadbeef', 1)`;
    await sql.end({ timeout: 1 });
    await postgres.stop();
    const { DATABASE_URL: _database, ...inherited } = process.env;
    const failure = await run(process.execPath, [join(import.meta.dirname, "server.ts")], {
      env: { ...inherited, LOCKKEEPER_HOME: home, PORT: "0", LOG_LEVEL: "silent" },
      timeout: 60_000,
    }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^The secrets of this database are sealed by the master key deadbeef[^\n]*\n$/,
      ),
    });
    expect(existsSync(join(home, "postgres", "data", "postmaster.pid"))).toBe(false);
  } finally {
    await removeHome(home);
  }
});
