import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Machine, newMachine } from "#cli/fixtures/run-cli.ts";
import { type ServedDoor, serveDoor } from "#cli/fixtures/served-door.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

let served: ServedDoor;
let ada: Actor;
let key: string;
let machine: Machine;

beforeAll(async () => {
  served = await serveDoor();
  ada = await served.door.spine.person("owner", "Ada Lovelace");
  key = await served.door.keyOf(ada);
});
afterAll(() => served.drop());

beforeEach(async () => {
  machine = await newMachine();
  return () => machine.drop();
});

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test("a key that is piped in is kept where its person alone can read it, and is printed nowhere", async () => {
  const answer = await machine.run(["login", served.address, "--key-stdin"], { stdin: `${key}\n` });
  expect(answer).toMatchObject({ code: 0, stdout: "" });
  expect(answer.stderr).toContain("as Ada Lovelace (owner)");
  expect(answer.stderr).not.toContain(key);
  expect(await modeOf(machine.configFolder)).toBe(0o700);
  expect(await readdir(machine.configFolder)).toEqual(["logins.json"]);
  expect(await modeOf(join(machine.configFolder, "logins.json"))).toBe(0o600);
  for (const args of [["whoami"], ["whoami", "--json"], ["--help"], ["projects", "list", "--json"]]) {
    const { code, stdout, stderr } = await machine.run(args);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(key);
  }
});

test("a key typed on the terminal does not appear there", async () => {
  const { code, screen } = await machine.onTerminal(
    ["login", served.address],
    [["API key (it is not shown): ", `${key}x\u007f\r`]],
  );
  expect(screen).toContain("Logged in");
  expect(screen).not.toContain(key.slice(3));
  expect(code).toBe(0);
});

test("a key in an argument is refused and not repeated", async () => {
  for (const args of [
    ["login", served.address, key],
    ["login", served.address, `--key=${key}`],
    ["login", served.address, "--key", key],
  ]) {
    const { code, stdout, stderr } = await machine.run(args);
    expect(code).toBe(2);
    expect(stderr).toContain("--key-stdin");
    expect(stdout + stderr).not.toContain(key);
  }
});

test("a key that the server does not know is denied and not kept", async () => {
  const stdin = "lk_0123456789012345678901234567890123456789";
  const { code, stderr } = await machine.run(["login", served.address, "--key-stdin"], { stdin });
  expect(code).toBe(4);
  expect(stderr).toMatch(/not valid/);
  expect((await machine.run(["whoami"])).code).toBe(2);
});

test("a file that others could read is closed to them at the next call", async () => {
  await machine.login(served.address, key);
  const path = join(machine.configFolder, "logins.json");
  await chmod(path, 0o644);
  await machine.run(["whoami"]);
  expect(await modeOf(path)).toBe(0o600);
});

test("several servers are kept by name; logging out forgets one key alone", async () => {
  await machine.login(served.address, key, "--name", "work");
  await machine.login(served.address, key, "--name", "home");
  const who = await machine.run(["whoami", "--json"]);
  expect(JSON.parse(who.stdout)).toMatchObject({ server: "home", otherServers: ["work"] });
  const named = await machine.run(["whoami", "--server", "work", "--json"]);
  expect(JSON.parse(named.stdout)).toMatchObject({ server: "work", user: { name: "Ada Lovelace" } });
  expect((await machine.run(["whoami", "--server", "wrok"])).stderr).toContain('Did you mean "work"?');
  expect((await machine.run(["logout"])).code).toBe(0);
  const kept = JSON.parse(await readFile(join(machine.configFolder, "logins.json"), "utf8"));
  expect(kept).toMatchObject({ current: "work", servers: { work: { key } } });
  expect(Object.keys(kept.servers)).toEqual(["work"]);
});

test("scripts log in by two variables; a key without its address is sent nowhere", async () => {
  const both = { LOCKKEEPER_URL: served.address, LOCKKEEPER_KEY: key };
  const { code, stdout } = await machine.run(["whoami", "--json"], { env: both });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ server: null, address: served.address });
  const alone = await machine.run(["whoami"], { env: { LOCKKEEPER_KEY: key } });
  expect(alone.code).toBe(2);
  expect(alone.stderr).toContain("LOCKKEEPER_URL");
});

test("who is not logged in is told how, and still gets help", async () => {
  const { code, stderr } = await machine.run(["projects", "list"]);
  expect(code).toBe(2);
  expect(stderr).toContain("lockkeeper login <address>");
  expect(await machine.run(["--help"])).toMatchObject({ code: 0, stderr: "" });
});

test("no program of this machine sees the key in the arguments of another", async () => {
  await machine.login(served.address, key);
  const child = machine.start(["events", "follow", "--json"]);
  await once(child.stdout, "data");
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "args="], { maxBuffer: 2 ** 24 });
  expect(stdout).toContain("events follow --json");
  expect(stdout).not.toContain(key);
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
});

test("help and completion know what the server told, also while it is away", async () => {
  await machine.login(served.address, key);
  expect((await machine.run(["projects", "list"])).code).toBe(0);
  await served.close();
  const help = await machine.run(["tasks", "create", "--help"]);
  const words = await machine.run(["__complete", "--", "tasks", "cr"]);
  const call = await machine.run(["projects", "list"]);
  await served.open();
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining("Danger level LOW.") });
  expect(words).toMatchObject({ code: 0, stdout: "create\n" });
  expect(call).toMatchObject({ code: 1, stderr: expect.stringContaining("Nothing answers at") });
});
