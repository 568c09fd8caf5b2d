import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { completeSetup } from "#lib/modules/people/complete-setup.ts";
import { ensureSetupLink } from "#lib/modules/people/ensure-setup-link.ts";
import { spendSignInLink } from "#lib/modules/people/spend-sign-in-link.ts";
import { origin } from "#lib/modules/people/testing.ts";
import { openDatabase } from "#lib/platform/db/database.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { makeHome, quietLog, removeHome } from "#lib/platform/db/embedded-fixture.ts";
import { migrate } from "#lib/platform/db/migrate.ts";
import { readEnvironment } from "#lib/platform/env.ts";

let home: string;

beforeAll(async () => {
  home = await makeHome();
});
afterAll(() => removeHome(home), 60_000);

const start = () => startEmbeddedPostgres({ home, log: quietLog, isDurable: false });

/** Runs the script on the home, as a person would, and gives what it said. */
async function runScript(...given: string[]): Promise<{ stdout: string; stderr: string; code: number }> {
  const { DATABASE_URL: _database, ...inherited } = process.env;
  const env = { ...inherited, LOCKKEEPER_HOME: home, LOCKKEEPER_URL: "https://lock.example.org" };
  const script = `${import.meta.dirname}/sign-in-link.ts`;
  const run = promisify(execFile)(process.execPath, [script, ...given], { env, timeout: 50_000 });
  return run.then(
    (said) => ({ ...said, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
}

/** What `work` finds with the running database. */
async function withDatabase<T>(
  server: EmbeddedPostgres,
  work: (base: ReturnType<typeof baseOn>) => Promise<T>,
) {
  const base = baseOn(server.url);
  try {
    return await work(base);
  } finally {
    await base.database.close();
  }
}
const baseOn = (url: string) => ({
  database: openDatabase(url, 2),
  environment: readEnvironment({ DATABASE_URL: url, NODE_ENV: "test" }),
});

const tokenIn = (text: string) =>
  /https:\/\/lock\.example\.org\/sign-in\?token=([\w-]{43})/.exec(text)?.[1] ?? "";

test("the link works whether the server runs or not, and says what is missing before the setup", async () => {
  const empty = await runScript();
  expect(empty).toMatchObject({ code: 1, stderr: expect.stringContaining("Start the server once") });

  const server = await start();
  await migrate({ url: server.url, log: quietLog });
  const early = await runScript();
  expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining("There is no owner yet") });
  await withDatabase(server, async (base) => {
    const link = await ensureSetupLink(base);
    await completeSetup(base, { token: link?.token ?? "", name: "Ada", email: "ada@example.org" }, origin);
  });

  const up = await runScript();
  expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining("Ada <ada@example.org>, owner") });
  await withDatabase(server, async (base) => {
    const { user } = await spendSignInLink(base, { token: tokenIn(up.stdout) }, origin);
    expect(user.role).toBe("owner");
  });
  await server.stop();

  const down = await runScript("--email", "bo@example.org", "--role", "admin", "--name", "Bo");
  expect(down).toMatchObject({ code: 0, stdout: expect.stringContaining("Bo <bo@example.org>, admin, new") });
  const again = await start();
  await withDatabase(again, async (base) => {
    const { user } = await spendSignInLink(base, { token: tokenIn(down.stdout) }, origin);
    expect(user).toMatchObject({ name: "Bo", role: "admin" });
  });
  await again.stop();
}, 120_000);

test("a wrong argument is named, with the usage", async () => {
  expect(await runScript("--role", "king", "--email", "bo@example.org")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("role: must be one of: owner, admin, member"),
  });
  expect(await runScript("--rle", "owner")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Usage: npm run sign-in-link"),
  });
  expect(await runScript("--email", "nobody")).toMatchObject({
    stderr: expect.stringContaining("email: type an"),
  });
}, 60_000);
