import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveTestDatabases, type TestDatabaseServer } from "#lib/platform/db/testing-server.ts";

let server: TestDatabaseServer | undefined;
let home: string | undefined;

/** Opens the place where test files ask for their databases; nothing starts before the first one asks. */
export async function setup(): Promise<void> {
  server = await serveTestDatabases(process.env.TEST_DATABASE_URL || undefined);
  process.env.TEST_DATABASE_PORT = String(server.port);
  // Shells, git and agents under test read nothing of the person who runs them, whose .bashrc may take a minute.
  home = await mkdtemp(join(tmpdir(), "lk-user-"));
  process.env.HOME = home;
}

export async function teardown(): Promise<void> {
  await server?.stop();
  if (home) await rm(home, { recursive: true, force: true });
}
