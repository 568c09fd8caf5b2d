import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect, test, vi } from "vitest";
import { ask } from "#lib/platform/db/embedded-fixture.ts";
import { testDatabase } from "#lib/platform/db/testing.ts";
import { serveTestDatabases } from "#lib/platform/db/testing-server.ts";

const databases = (url: string) => ask(url, "select datname from pg_database");

test("every call gives a database of its own, and a dropped one is gone", async () => {
  const [first, second] = await Promise.all([testDatabase(), testDatabase()]);
  await ask(first.url, "create table only_here (id int)");
  expect(await ask(second.url, "select to_regclass('only_here')::text")).toEqual([null]);
  const name = new URL(first.url).pathname.slice(1);
  expect(await databases(second.url)).toContain(name);
  await first.drop();
  expect(await databases(second.url)).not.toContain(name);
  await second.drop();
});

test("a server that is given is used, and nothing of ours is left on it", async () => {
  const given = await testDatabase({ isEmpty: true });
  const server = await serveTestDatabases(given.url);
  const previous = process.env.TEST_DATABASE_PORT;
  process.env.TEST_DATABASE_PORT = String(server.port);
  const inner = await testDatabase().finally(() => {
    process.env.TEST_DATABASE_PORT = previous;
  });
  expect(await ask(inner.url, "select 1")).toEqual([1]);
  const name = new URL(inner.url).pathname.slice(1);
  // Other test files make and drop databases on the same cluster: only what bears this server's template is looked at.
  const template = name.replace(/_\d+$/, "");
  const ours = async () => (await databases(given.url)).filter((each) => String(each).startsWith(template));
  expect((await ours()).sort()).toEqual([template, name]);
  await inner.drop();
  await server.stop();
  expect(await ours()).toEqual([]);
  await given.drop();
});

test("the cluster of a run is ended and removed when the run is killed", async () => {
  const program = resolve(import.meta.dirname, "testing-cluster.ts");
  // A process between us and the cluster stands for the run that is killed.
  const run = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { spawn } from "node:child_process";
       spawn(process.execPath, [process.argv[1]], { detached: true, stdio: ["pipe", "inherit", "inherit"] });`,
      program,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const url = await new Promise<string>((resolve) => createInterface(run.stdout).once("line", resolve));
  const [data] = await ask(url, "show data_directory");
  expect(existsSync(String(data))).toBe(true);
  run.kill("SIGKILL");
  await vi.waitFor(async () => expect(existsSync(String(data))).toBe(false), 10_000);
  await expect(ask(url, "select 1")).rejects.toThrow();
});
