import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { projectConfigs } from "#drizzle/schema/tasks.ts";
import type { Script } from "#e2e/fixtures/scripted-model/turns.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { createHttpApp } from "#lib/http/app.ts";
import { createDoor } from "#lib/http/door.ts";
import { extendDoor } from "#lib/http/extend.ts";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { newId } from "#lib/kernel/ids.ts";
import { type TestPlace, testPlace } from "#lib/modules/files/testing.ts";
import { sealKey } from "#lib/modules/providers-llm/provider-key.ts";
import { writeProvider } from "#lib/modules/providers-llm/store.ts";
import { type RunLimits, runLimits } from "#lib/modules/runs/rules.ts";
import { TaskView } from "#lib/modules/tasks/schema.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { openEventHub } from "#lib/platform/events/hub.ts";
import { listAgents, stopAgent } from "#lib/providers/workspaced/agents.ts";
import { type Supervisor, startSupervisor } from "#lib/worker/supervise-runs.ts";
import { gitIn, makeRepository } from "#workspaced/git/test-repository.ts";

/** For tests: a project with a repository, a bare origin, the gateway on a port, a scripted model and a supervisor. */
export interface RunPlace extends TestPlace {
  model: ScriptedModel;
  /** A bare repository. */
  origin: string;
  supervisor: Supervisor;
  startSupervisor(limits?: Partial<RunLimits>): Supervisor;
  configure(config: Partial<typeof projectConfigs.$inferInsert>): Promise<void>;
  /** A new task of that title, as everybody reads it. */
  createTask(title: string): Promise<TaskView>;
  read(taskId: string): Promise<TaskView>;
  /** Runs a verb on a task; throws where it is refused. */
  must(verb: string, taskId: string, more?: Record<string, unknown>): Promise<CommandAnswer>;
  /** The task once `isTrue`; throws after two minutes, or `waitMs`, with how it stood. */
  until(
    taskId: string,
    what: string,
    isTrue: (task: TaskView) => boolean,
    waitMs?: number,
  ): Promise<TaskView>;
}

export const providerKey = "real-key-of-the-provider";

export async function runPlace(script: Script, variables: Record<string, string> = {}): Promise<RunPlace> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const place = await testPlace({ PORT: String(port), ...variables });
  const { platform } = place.product;
  const hub = await openEventHub(platform.database, platform.log);
  const door = createHttpApp(createDoor(platform, hub), extendDoor(platform));
  server.on("request", getRequestListener(door.fetch, { overrideGlobalObjects: false }));

  const { folder, outside } = place.workspace;
  await makeRepository(folder, { "README.md": "# Harbor\n", "a.txt": "one\n" });
  const origin = join(outside, "origin.git");
  await gitIn(outside, "init", "--quiet", "--bare", "-b", "main", origin);
  await gitIn(folder, "remote", "add", "origin", origin);
  await gitIn(folder, "push", "--quiet", "-u", "origin", "main");

  const model = await startScriptedModel({ script });
  const id = newId();
  await writeProvider(platform.database.orm, {
    id,
    name: "custom",
    baseUrl: model.baseUrl,
    models: ["scripted"],
    sealedKey: sealKey(platform.masterKey, id, providerKey),
    isDefault: true,
  });
  await place.product.startWorker();
  const supervisors: Supervisor[] = [];
  const start = (limits: Partial<RunLimits> = {}) => {
    const supervisor = startSupervisor(platform, { ...runLimits, ...limits });
    supervisors.push(supervisor);
    return supervisor;
  };
  const { projectId } = place;
  const read = async (taskId: string) => TaskView.parse(await place.ask("task.read", { projectId, taskId }));
  const must = async (verb: string, taskId: string, more: Record<string, unknown> = {}) => {
    const answer = await place.run(verb, { projectId, taskId, ...more });
    if (answer.outcome === "error") throw new Error(`${verb}: ${answer.error.message}`);
    return answer;
  };
  return {
    ...place,
    model,
    origin,
    supervisor: start(),
    startSupervisor: start,
    async configure(config) {
      await platform.database.orm.insert(projectConfigs).values({ projectId, version: 1, ...config });
    },
    async createTask(title) {
      const answer = await must("task.create", "", { title });
      return TaskView.parse("result" in answer ? answer.result : null);
    },
    read,
    must,
    async until(taskId, what, isTrue, waitMs = 120_000) {
      let task = await read(taskId);
      for (const deadline = Date.now() + waitMs; Date.now() < deadline; await wait(100)) {
        task = await read(taskId);
        if (isTrue(task)) return task;
        if (task.currentRun?.state === "failed") break;
      }
      throw new Error(`It never came to be that ${what}: ${JSON.stringify(task)}`);
    },
    async close() {
      await untilAtRest(platform.database);
      for (const supervisor of supervisors) await supervisor.stop();
      const { address } = place.workspace;
      for (const { key } of await listAgents(address)) await stopAgent(address, key);
      await hub.close();
      await place.close();
      await model.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Work that waits for a run waits for its supervisor, and the worker for the work: what can end ends before they do. */
async function untilAtRest({ sql }: Pick<Database, "sql">): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await wait(50)) {
    const atWork = await sql`select 1 from operations where state in ('queued', 'running') limit 1`;
    if (atWork.length === 0) return;
  }
}
