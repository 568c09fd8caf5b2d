import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
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
