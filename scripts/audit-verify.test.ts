import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import { sealAudit } from "#lib/platform/audit/seal.ts";

let spine: TestPlatform;
beforeAll(async () => {
  spine = await testPlatform();
});
afterAll(() => spine?.drop());

/** Runs the script beside the server, as who does not trust that one would. */
async function runScript(...given: string[]): Promise<{ stdout: string; stderr: string; code: number }> {
  const { home, url, platform } = spine;
  const key = platform.environment.masterKey?.reveal() ?? "";
  const env = {
    ...process.env,
    LOCKKEEPER_HOME: home,
    DATABASE_URL: url,
    LOCKKEEPER_MASTER_KEY: key,
  };
  const run = promisify(execFile)(process.execPath, [`${import.meta.dirname}/audit-verify.ts`, ...given], {
    env,
    timeout: 50_000,
  });
  return run.then(
    (said) => ({ ...said, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
}

test("the log is checked without the server: whole, broken, and anchored anew after a restore", async () => {
  const { sql } = spine.platform.database;
  for (const sequence of [1, 2, 3])
    await sql`insert into audit_log (record, sequence) values ('{"what":"audit.test"}', ${sequence})`;
  await sealAudit(spine.platform);
  expect(await runScript()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("3 sealed entries hold"),
  });
  await sql`delete from audit_log where sequence = 3`;
  const broken = await runScript();
  expect(broken).toMatchObject({ code: 1, stderr: "" });
  expect(broken.stdout).toMatch(/BROKEN: entry \d+ is missing, and with it the end of the log/);
  expect(await runScript("--anchor")).toMatchObject({ code: 0, stdout: expect.stringContaining("1 wait") });
  expect(await runScript("--more")).toMatchObject({ code: 1, stderr: expect.stringContaining("--more") });
});
