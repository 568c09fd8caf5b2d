import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attachControlClient } from "./control-client.ts";
import { deadSubscription } from "./dead-pane.ts";
import { prepareTmux, type TmuxServer } from "./tmux-server.ts";
import { endSession, hasSession, listSessions } from "./tmux-sessions.ts";

let folder: string;
let tmux: TmuxServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lk-sessions-"));
  tmux = await prepareTmux(folder);
});
afterEach(async () => {
  await tmux.find(["kill-server"]);
  await rm(folder, { recursive: true, force: true });
});

const begin = (name: string) => tmux.run(["new-session", "-d", "-s", name, "--", "sleep", "600"]);
const names = async () => (await listSessions(tmux)).map(({ name }) => name);

test("where there is no server there is no session, and ending one is done already", async () => {
  expect(await names()).toEqual([]);
  expect(await hasSession(tmux, "one")).toBe(false);
  await endSession(tmux, "one");
});

test("a session is found until it is ended, its neighbours stay, and ending it again is no failure", async () => {
  await begin("one");
  await begin("one,two");
  expect((await names()).sort()).toEqual(["one", "one.two"]);
  await endSession(tmux, "one");
  await endSession(tmux, "one");
  expect(await names()).toEqual(["one.two"]);
  expect(await hasSession(tmux, "one")).toBe(false);
  expect(await hasSession(tmux, "one,two")).toBe(true);
});

test("what tmux refuses for another reason is thrown in its own words, and not taken for an absence", async () => {
  await begin("one");
  await expect(tmux.find(["list-sessions", "-Z"])).rejects.toThrow(/tmux refused: .*-Z/);
  await expect(tmux.run(["has-session", "-t", "=other"])).rejects.toThrow("can't find session");
});

test("ending a session that a sleeping client reads leaves the others their server", async () => {
  await begin("one");
  await begin("two");
  const replied = Promise.withResolvers<void>();
  const events = { onOutput: () => {}, onNotification: () => {}, onClose: () => {} };
  const client = attachControlClient(folder, "one", events);
  client.send([deadSubscription], () => replied.resolve());
  await replied.promise;
  const pid = Number(await tmux.run(["list-clients", "-t", "=one", "-F", "#{client_pid}"]));
  process.kill(pid, "SIGSTOP");
  try {
    await endSession(tmux, "one");
    // tmux looks after its subscriptions once a second.
    for (const until = Date.now() + 2500; Date.now() < until; ) expect(await names()).toEqual(["two"]);
  } finally {
    process.kill(pid, "SIGKILL");
    client.detach();
  }
});
