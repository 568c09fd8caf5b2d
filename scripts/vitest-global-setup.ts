import { serveTestDatabases, type TestDatabaseServer } from "#lib/platform/db/testing-server.ts";

let server: TestDatabaseServer | undefined;

/** Opens the place where test files ask for their databases; nothing starts before the first one asks. */
export async function setup(): Promise<void> {
  server = await serveTestDatabases(process.env.TEST_DATABASE_URL || undefined);
  process.env.TEST_DATABASE_PORT = String(server.port);
}

export async function teardown(): Promise<void> {
  await server?.stop();
}
