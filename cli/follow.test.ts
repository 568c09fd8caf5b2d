import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Machine, newMachine } from "#cli/fixtures/run-cli.ts";
import { type ServedDoor, serveDoor } from "#cli/fixtures/served-door.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let served: ServedDoor;
let ada: Actor;
let machine: Machine;
let projectId: string;

beforeAll(async () => {
  served = await serveDoor();
  ada = await served.door.spine.person("owner", "Ada Lovelace");
  ({ id: projectId } = await served.door.makeProject(ada));
  machine = await newMachine();
  await machine.login(served.address, await served.door.keyOf(ada));
});
afterAll(async () => {
  await machine.drop();
  await served.drop();
});

const Message = z.object({ event: z.string(), data: z.object({ id: z.string().optional() }) });
const makeTask = async (title: string): Promise<string> => {
  const answer = await served.door.spine.run("task.create", { projectId, title }, ada);
  return answer.outcome === "done" ? z.object({ id: z.string() }).parse(answer.result).id : "";
};

test("a stream that breaks off goes on behind the last message: nothing is missed, nothing comes twice", async () => {
  const child = machine.start(["events", "follow", "--topics", "tasks", "--json"]);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextId = async () => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error("The stream ended.");
      const { event, data } = Message.parse(JSON.parse(value));
      if (event === "ready") return "ready";
      if (event === "change") return data.id;
    }
  };
  expect(await nextId()).toBe("ready");
  const before = await makeTask("Before");
  expect(await nextId()).toBe(before);
  const lost = once(child.stderr, "data");
  await served.close();
  await lost;
  const meanwhile = await makeTask("Meanwhile");
  await served.open();
  expect(await nextId()).toBe("ready");
  expect(await nextId()).toBe(meanwhile);
  const after = await makeTask("After");
  expect(await nextId()).toBe(after);
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
});

test("the log of an operation that has ended is printed, and the code says how it ended", async () => {
  const done = await machine.run(["tasks", "create", "Done", "--project", projectId]);
  expect(done.code).toBe(0);
  const list = await machine.run(["ops", "list", "--command", "task.create", "--json"]);
  const [{ id }] = JSON.parse(list.stdout).items;
  expect(await machine.run(["ops", "logs", id])).toMatchObject({ code: 0 });
  expect(await machine.run(["ops", "show", id, "--follow", "--json"])).toMatchObject({ code: 0 });
  expect((await machine.run(["ops", "logs", projectId])).code).toBe(1);
});

test("a revoked key ends what it follows, and says why", async () => {
  const made = await machine.run(["keys", "create", "short-lived", "cli", "--scopes", "read", "--json"]);
  const { id, key } = JSON.parse(made.stdout);
  const env = { LOCKKEEPER_URL: served.address, LOCKKEEPER_KEY: key };
  const child = machine.start(["events", "follow", "--json"], { env });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  expect((await machine.run(["keys", "revoke", id])).code).toBe(0);
  expect((await ended)[0]).toBe(4);
});

test("work is waited for across a restart of the server", async () => {
  const child = machine.start(["projects", "create", "Waits", "--source.path", "/nowhere/at/all", "--json"]);
  const answer = text(child.stdout);
  const ended = once(child, "exit");
  await expect.poll(async () => (await listOf("queued")).length, { timeout: 20_000 }).toBe(1);
  await served.close();
  await served.open();
  await served.door.spine.startWorker();
  expect((await ended)[0]).toBe(1);
  expect(JSON.parse(await answer).operation).toMatchObject({ state: "failed" });
});

const listOf = async (state: string) =>
  JSON.parse((await machine.run(["ops", "list", "--state", state, "--json"])).stdout).items;
