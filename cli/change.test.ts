import { afterAll, beforeAll, expect, test } from "vitest";
import { type Machine, newMachine } from "#cli/fixtures/run-cli.ts";
import { type ServedDoor, serveDoor } from "#cli/fixtures/served-door.ts";
import { byKey } from "#lib/http/fixtures/test-door.ts";
import { TaskPage, TaskView } from "#lib/modules/tasks/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let served: ServedDoor;
let ada: Actor;
let machine: Machine;
let projectId: string;

beforeAll(async () => {
  served = await serveDoor();
  ada = await served.door.spine.person("owner", "Ada Lovelace");
  await served.door.spine.startWorker();
  ({ id: projectId } = await served.door.makeProject(ada));
  machine = await newMachine();
  await machine.login(served.address, await served.door.keyOf(ada));
});
afterAll(async () => {
  await machine.drop();
  await served.drop();
});

const json = async (...args: string[]) => JSON.parse((await machine.run([...args, "--json"])).stdout);
const newTask = async (title: string): Promise<string> => {
  const answer = await served.door.spine.run("task.create", { projectId, title }, ada);
  return String(TaskView.parse(answer.outcome === "done" && answer.result).number);
};
const inProject = (...args: string[]) => [...args, "--project", projectId];
const titles = async () => {
  const response = await served.door.call(
    `/api/projects/${projectId}/tasks`,
    byKey(await served.door.keyOf(ada)),
  );
  return TaskPage.parse(await response.json()).items.map(({ title }) => title);
};

test("what is done at once is printed and ends with 0", async () => {
  const { code, stdout, stderr } = await machine.run(inProject("tasks", "create", "Mend the gate"));
  expect(code).toBe(0);
  expect(stdout).toMatch(/title +Mend the gate/);
  expect(stderr).toBe("");
});

test("MEDIUM without --yes is held: 3, with what it waits for and the link, and nothing happened", async () => {
  const number = await newTask("Stays");
  const { code, stdout, stderr } = await machine.run(inProject("tasks", "delete", number));
  expect(code).toBe(3);
  expect(stdout).toBe("");
  expect(stderr).toContain("MEDIUM");
  expect(stderr).toMatch(new RegExp(`${served.address}/approvals/[0-9a-f-]{36}`));
  expect(await titles()).toContain("Stays");
});

test("--yes confirms MEDIUM", async () => {
  const number = await newTask("Goes");
  const { code, stderr } = await machine.run(inProject("tasks", "delete", number, "--yes"));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "Done.\n" });
  expect(await titles()).not.toContain("Goes");
});

test("--yes never confirms HIGH: it stays held without a consent", async () => {
  const args = ["projects", "delete", projectId, "--yes", "--reason", "a test"];
  const { code, stdout } = await machine.run([...args, "--json"]);
  expect(code).toBe(3);
  const { operation, confirm } = JSON.parse(stdout);
  expect(operation).toMatchObject({ state: "held", level: "HIGH" });
  expect(confirm).toBeUndefined();
  const said = await machine.run(["ops", "confirm", operation.id, "--yes"]);
  expect(said.code).toBe(3);
  expect(said.stderr).toContain(operation.id);
  const after = await json("ops", "show", operation.id);
  expect(after.needs.every(({ met }: { met: boolean }) => !met)).toBe(true);
  expect((await machine.run(["ops", "cancel", operation.id])).code).toBe(0);
});

test("--yes stops at HIGH also where a rule of the project raised the level", async () => {
  const { id: guarded } = await served.door.makeProject(ada);
  const title = "Raised";
  const made = await served.door.spine.run("task.create", { projectId: guarded, title }, ada);
  expect(made.outcome).toBe("done");
  const inGuarded = (...args: string[]) => [...args, "--project", guarded];
  const raised = await machine.run(inGuarded("rules", "raise", "task.delete", "--level", "HIGH"));
  expect(raised.code).toBe(0);
  const deletion = inGuarded("tasks", "delete", "1", "--yes", "--reason", "a test");
  const { code, stderr } = await machine.run(deletion);
  expect(code).toBe(3);
  expect(stderr).toContain("Raised from MEDIUM");
  expect((await json(...inGuarded("tasks", "show", "1"))).title).toBe(title);
});

test("a key without the scope confirm is held at MEDIUM, also with --yes", async () => {
  const number = await newTask("Guarded");
  const key = await served.door.keyOf(ada, { scopes: ["read", "write"] });
  const env = { LOCKKEEPER_URL: served.address, LOCKKEEPER_KEY: key };
  const { code } = await machine.run(inProject("tasks", "delete", number, "--yes"), { env });
  expect(code).toBe(3);
  expect(await titles()).toContain("Guarded");
});

test("what is held can be confirmed later, by its token or by its id", async () => {
  for (const by of ["token", "id"] as const) {
    const number = await newTask(`Later by ${by}`);
    const { operation, confirm } = await json("tasks", "delete", number, "--project", projectId);
    const word = by === "token" ? confirm.token : operation.id;
    expect((await machine.run(["ops", "confirm", word, "--yes"])).code).toBe(0);
    expect(await titles()).not.toContain(`Later by ${by}`);
  }
});

test("on a terminal a person is asked after seeing what would go; no takes it back", async () => {
  const number = await newTask("Asked about");
  const args = inProject("tasks", "delete", number);
  const no = await machine.onTerminal(args, [["[y/N] ", "n\r"]]);
  expect(no.code).toBe(1);
  expect(no.screen.indexOf("The card goes")).toBeLessThan(no.screen.indexOf("[y/N]"));
  expect(no.screen).toContain("nothing was done");
  expect(await titles()).toContain("Asked about");
  expect((await json("ops", "list", "--command", "task.delete")).items[0].state).toBe("cancelled");
  const yes = await machine.onTerminal(args, [["[y/N] ", "y\r"]]);
  expect(yes.code).toBe(0);
  expect(await titles()).not.toContain("Asked about");
});

test("on a terminal no to what somebody else asked for leaves it held", async () => {
  const number = await newTask("Asked by another");
  const { operation } = await json("tasks", "delete", number, "--project", projectId);
  const no = await machine.onTerminal(["ops", "confirm", operation.id], [["[y/N] ", "n\r"]]);
  expect(no.code).toBe(3);
  expect(no.screen).toContain(`ops confirm ${operation.id} --yes`);
  const [held] = (await json("ops", "list", "--command", "task.delete")).items;
  expect(held).toMatchObject({ id: operation.id, state: "held" });
  expect((await machine.run(["ops", "confirm", operation.id, "--yes", "--reason", "old"])).code).toBe(0);
  expect(await titles()).not.toContain("Asked by another");
});

test("work is waited for to its end, or not, as is asked; its failure ends with 1", async () => {
  const create = (name: string) => ["projects", "create", name, "--source.path", "/nowhere/at/all"];
  const failed = await machine.run(create("Nowhere"));
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/lockkeeper: source\.path: does not exist/);
  const accepted = await machine.run([...create("Nowhere else"), "--no-wait", "--json"]);
  expect(accepted.code).toBe(0);
  expect(JSON.parse(accepted.stdout).operation.state).toBe("queued");
});

test("codes: 2 for what is not well formed, 1 for what is not there, 4 for what is not allowed", async () => {
  const reader = await served.door.keyOf(ada, { scopes: ["read"] });
  const env = { LOCKKEEPER_URL: served.address, LOCKKEEPER_KEY: reader };
  const cases: [code: number, args: string[], env?: Record<string, string>][] = [
    [2, ["tasks", "create"]],
    [2, ["tasks", "creat", "x"]],
    [2, inProject("tasks", "create", "x".repeat(200))],
    [2, inProject("tasks", "move", "1", "somewhere")],
    [2, ["projects", "list", "--limit", "many"]],
    [1, inProject("tasks", "show", "99999")],
    [1, ["ops", "show", projectId]],
    [4, inProject("tasks", "create", "x"), env],
  ];
  for (const [code, args, variables = {}] of cases) {
    const ended = await machine.run(args, { env: variables });
    expect([args, ended.code]).toEqual([args, code]);
    expect(ended.stderr).toMatch(/^lockkeeper: ./);
  }
});

test("with --json stdout is one JSON document, whatever happens, and words go to stderr", async () => {
  const calls = [
    ["projects", "list"],
    ["projects", "show", "nobody"],
    ["tasks", "create"],
    ["nonsense"],
    inProject("tasks", "create", "x".repeat(200)),
    inProject("tasks", "delete", await newTask("Held for JSON")),
    ["whoami"],
    ["use", projectId],
  ];
  for (const args of calls) {
    const { stdout } = await machine.run([...args, "--json"]);
    expect(() => JSON.parse(stdout), `${args}: ${stdout}`).not.toThrow();
  }
});

test("a refusal names the request, so that the server's log can be asked", async () => {
  const { stderr } = await machine.run(inProject("tasks", "create", "x".repeat(200)));
  expect(stderr).toMatch(/--title: .*100 characters/);
  expect(stderr).toMatch(/Request id: \S{8,}/);
});

test("a key for an outside system is asked for or piped in, and refused as an argument", async () => {
  for (const args of [["--api-key", "sk-planted"], ["--api-key=sk-planted"]]) {
    const { code, stdout, stderr } = await machine.run(["providers", "configure", "custom", ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain("--api-key-stdin");
    expect(stdout + stderr).not.toContain("sk-planted");
  }
  const piped = await machine.run(
    ["providers", "configure", "custom", "--base-url", "http://127.0.0.1:9/v1", "--api-key-stdin"],
    { stdin: "sk-planted" },
  );
  expect(piped.stdout + piped.stderr).not.toContain("sk-planted");
});

test("a server that is not there is told in a sentence", async () => {
  const closed = await serveDoor();
  await closed.drop();
  const env = { LOCKKEEPER_URL: closed.address, LOCKKEEPER_KEY: "lk_x" };
  const { code, stderr } = await machine.run(["projects", "list"], { env });
  expect(code).toBe(1);
  expect(stderr).toContain(`Nothing answers at ${closed.address}.`);
});
