import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { users } from "#drizzle/schema/people.ts";
import { findCommand } from "#lib/commands.ts";
import { directRunner } from "#lib/http/door.ts";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { newId } from "#lib/kernel/ids.ts";
import { renewFromEnvironment } from "#lib/modules/settings/renew-from-environment.ts";
import { submit } from "#lib/operations/submit.ts";
import type { Actor, Role } from "#lib/platform/auth/actor.ts";
import { testDatabase } from "#lib/platform/db/testing.ts";
import { readEnvironment } from "#lib/platform/env.ts";
import { openPlatform, type Platform } from "#lib/platform/platform.ts";
import { findHandler } from "#lib/worker/handlers.ts";
import { prepareJobs, startWorker, type Worker } from "#lib/worker/main.ts";

/** The real product without its ports, on a database of its own, for tests. */
export interface TestPlatform {
  platform: Platform;
  url: string;
  home: string;
  /** A new person of the installation, as an actor of the dashboard. */
  person(role: Role, name?: string): Promise<Actor>;
  /** Runs a command by name, as a door would. */
  run(
    name: string,
    input: unknown,
    actor: Actor,
    more?: { idempotencyKey?: string; reason?: string },
  ): Promise<CommandAnswer>;
  startWorker(): Promise<Worker>;
  drop(): Promise<void>;
}

export async function testPlatform(variables: Record<string, string> = {}): Promise<TestPlatform> {
  const database = await testDatabase();
  const home = await mkdtemp(join(tmpdir(), "lockkeeper-test-"));
  const platform = await openPlatform(
    readEnvironment({
      NODE_ENV: "test",
      DATABASE_URL: database.url,
      LOCKKEEPER_HOME: home,
      LOCKKEEPER_MASTER_KEY: randomBytes(32).toString("base64"),
      LOG_LEVEL: "silent",
      ...variables,
    }),
  );
  await prepareJobs(database.url, platform);
  await renewFromEnvironment(platform);
  const workers: Worker[] = [];
  return {
    platform,
    url: database.url,
    home,
    async person(role, name = role) {
      const id = newId();
      const email = `${id}@example.org`;
      await platform.database.orm.insert(users).values({ id, name, email, role });
      return {
        kind: "person",
        id,
        name,
        userId: id,
        userName: name,
        role,
        scopes: null,
        projectId: null,
        hasJustSignedIn: false,
        task: null,
        via: "dashboard",
      };
    },
    async run(name, input, actor, more = {}) {
      const command = findCommand(name);
      if (!command) throw new Error(`There is no command ${name}.`);
      const origin = { requestId: newId(), ip: null, userAgent: null };
      return submit(platform, command, input, { actor, origin, ...more }, directRunner(platform));
    },
    async startWorker() {
      const worker = await startWorker(platform, database.url, { findHandler, findCommand });
      workers.push(worker);
      return worker;
    },
    async drop() {
      for (const worker of workers) await worker.stop(30_000);
      await platform.database.close();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
